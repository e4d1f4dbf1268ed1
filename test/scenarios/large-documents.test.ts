import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, eventually, PEOPLE, startChief, wordsIn } from "../support/chief.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { json, type RecordingApi, recordingApi } from "../support/recording-api.ts";
import { ask } from "./talk.ts";

const documentAt = (name: string) =>
  fileURLToPath(new URL(`../../../shared/bench/specs/visible/${name}.json.gz`, import.meta.url));
const GITHUB = documentAt("oad-github.com_api.github.com");
const STRIPE = documentAt("oad-stripe.com");
const areThere = existsSync(GITHUB) && existsSync(STRIPE);

let chief: Chief;
let model: ModelServer;
let api: RecordingApi;
let close = async () => {};

async function startAll(): Promise<void> {
  model = await startModelServer();
  api = await recordingApi(
    (_, response) => json(response, [{ id: 1, title: "Crash on start" }]),
    (end) => {
      close = end;
    },
  );
  chief = await startChief({ transport: "http", model, env: { CHIEF_PLANNER: "auto" } });
}

async function stopAll(): Promise<void> {
  await chief.stop();
  await model.close();
  await close();
  model.assertDone();
}

const text = (path: string) => gunzipSync(readFileSync(path)).toString("utf8");
/** Reading two documents of megabytes takes seconds, on a loaded machine many. */
const PATIENTLY_MS = 120_000;
const CONNECTION = { auth_method: "none", allow_private_network: "on", switch_on: "all" };

/** Drops a document in a message to Chief, and follows the link to its page. Gives the page's path. */
async function drop(name: string, content: string): Promise<string> {
  const human = chief.workspace().human;
  const file = { user: PEOPLE.ada, channel: "app", text: "", name, content: Buffer.from(content) };
  const posted = human.upload(file);
  return eventually("the link to the upload", async () => {
    const thread = await chief.chat.thread(posted, "ada");
    return thread.flatMap(({ text: said }) => /\/uploads\/[\w%]+/.exec(said)?.[0] ?? [])[0];
  });
}

const toolCall = (name: string, args: unknown) => ({
  toolCalls: [{ name, arguments: JSON.stringify(args) }],
});

/** What the tools told the model, over all its requests. */
const toldToModel = () =>
  model.requests
    .flatMap(({ messages }) => messages.filter(({ role }) => role === "tool"))
    .map(({ content }) => String(content))
    .join("\n");

describe("C3 D1: the documents of GitHub and Stripe, as a new user brings them", () => {
  it.runIf(!areThere)(
    "are not on this machine, so nobody can bring them (skipped: ../shared/bench/specs is absent)",
    () => {
      expect(areThere).toBe(false);
    },
  );

  describe.skipIf(!areThere)("of 845 and 452 operations", () => {
    beforeAll(startAll);
    afterAll(stopAll);

    it(
      "are connected from a file in Slack, and in the dashboard",
      async () => {
        const path = await drop("github.json", text(GITHUB));
        const uploadId = decodeURIComponent(path.split("/").at(-1) ?? "");
        const github = { ...CONNECTION, name: "GitHub", base_url: api.origin, upload_id: uploadId };
        expect(wordsIn((await chief.browser.post("/integrations", github)).html)).toContain(
          "The document gave 845 actions",
        );
        const stripe = { ...CONNECTION, name: "Stripe", base_url: api.origin, openapi: text(STRIPE) };
        expect(wordsIn((await chief.browser.post("/integrations", stripe)).html)).toContain(
          "The document gave 452 actions",
        );
      },
      PATIENTLY_MS,
    );

    it("serve a request in one's own words: the model looks for an action and calls what it found", async () => {
      model
        .conversation("what bugs were filed")
        .reply(toolCall("find_actions", { query: "list issues of a repository" }))
        .reply(
          toolCall("call_action", {
            action: "github.issues-list-for-repo",
            arguments: { owner: "acme", repo: "web" },
          }),
        )
        .reply({ text: "One bug: Crash on start." });
      expect(await ask(chief, "Chief, what bugs were filed in acme/web?")).toContain("Crash on start");
      expect(toldToModel()).toContain("github.issues-list-for-repo");
      expect(api.requests.at(-1)?.url).toBe("/repos/acme/web/issues");
      const largest = Math.max(...model.requests.map((request) => JSON.stringify(request).length));
      expect(largest).toBeLessThan(40_000);
    });

    it("serve a request by name without the model", async () => {
      const before = model.requests.length;
      expect(await ask(chief, "Chief, call Stripe GET /v1/refunds")).toContain("Crash on start");
      expect(await ask(chief, "Chief, #github.issues-list-for-repo owner=acme repo=api")).toContain(
        "Crash on start",
      );
      expect(api.requests.slice(-2).map(({ url }) => url)).toEqual(["/v1/refunds", "/repos/acme/api/issues"]);
      expect(model.requests).toHaveLength(before);
    });

    it("are found by a person", async () => {
      const found = await ask(chief, "Chief, find an action to refund a charge");
      expect(found).toContain("stripe.");
      expect(found).toContain("refund");
    });
  });
});
