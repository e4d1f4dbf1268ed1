import { expect } from "vitest";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { describeMainJob } from "./main-job.ts";
import { capableModel } from "./model-brain.ts";

let model: ModelServer | undefined;

describeMainJob("with a language model in the loop", {
  async start() {
    model = await startModelServer();
    model.auto(capableModel);
    return { transport: "http", model };
  },
  async end() {
    await model?.close();
    model?.assertDone();
    expect(model?.requests.length).toBeGreaterThan(10);
  },
});
