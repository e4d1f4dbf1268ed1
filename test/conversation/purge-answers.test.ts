import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { purgeAnswers } from "../../src/conversation/index.ts";
import { purgeKept } from "../../src/execution/index.ts";
import { type OpenApi, openApi } from "../api/open-api.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { action, connectApi, NOON } from "../support/team.ts";

let api: OpenApi;
let token: string;
beforeAll(async () => {
  api = await openApi();
  token = await api.tokenOf(api.team.ada);
});
afterAll(() => api.close());

const DAY_MS = 86_400_000;
const send = async (request: string, body?: unknown) => (await api.send(request, { token, body })).json;

it("D6, H2: answers are kept for as long as an operator wants; words, receipt and ledger stay, and what still waits", async () => {
  const { ground, team } = api;
  const things = await recordingApi(({ url }, response) =>
    json(response, url === "/things" ? [{ id: 1 }, { id: 2 }] : { id: 1, name: "one" }),
  );
  const { id } = await connectApi(ground, team, {
    name: "Kept API",
    baseUrl: things.origin,
    actions: [
      action("list-things", "GET", "/things"),
      action("get-thing", "GET", "/things/{{id}}"),
      action("delete-thing", "DELETE", "/things/{{id}}"),
    ],
  });
  const call = (method: string, path: string) =>
    send(`POST /integrations/${id}/calls`, { method, path, waitSeconds: 30 });
  const read = (await call("GET", "/things")).run;
  expect(read.state).toBe("done");
  const before = await send(`GET /runs/${read.id}`);
  const asked = (await call("DELETE", "/things/1")).run;
  expect(asked.state).toBe("waiting");
  const kept = async (run: string) =>
    (await ground.db.execute(sql`select call_id from call_results where run_id = ${run}`)).rows.length;
  expect(await kept(read.id)).toBe(1);
  const waiting = await kept(asked.id);
  expect(waiting).toBeGreaterThan(0);

  expect(await purgeAnswers(ground.db, NOON)).toBe(0);
  expect(await purgeAnswers(ground.db, new Date(NOON.getTime() + DAY_MS))).toBe(1);
  await purgeKept(ground.db, new Date(NOON.getTime() + DAY_MS));

  expect(await kept(read.id)).toBe(0);
  expect(await kept(asked.id)).toBe(waiting);
  expect(await send(`GET /runs/${read.id}`)).toEqual(before);
  const { items } = await send(`GET /runs/${read.id}/steps`);
  const step = items.find(({ kind }: { kind: string }) => kind === "call");
  expect(step).toBeDefined();
  expect((await send(`GET /runs/${read.id}/calls/${step.id}/answer`)).status).toBe(404);
  const goOn = await send("POST /runs", { text: "as CSV", after: read.id, waitSeconds: 30 });
  expect(["done", "failed"]).toContain(goOn.state);
  expect(goOn.answer.text).not.toContain("went wrong");
});
