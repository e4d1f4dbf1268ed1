import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveOperatorToken } from "../../src/api/index.ts";
import { listActs } from "../../src/audit/index.ts";
import { saveMember } from "../../src/people/index.ts";
import { action, connectApi, NOON, newTeam } from "../support/team.ts";
import { type OpenApi, openApi } from "./open-api.ts";

let api: OpenApi;
let ada: string;
let bob: string;

beforeAll(async () => {
  api = await openApi({ requestsPerMinute: 60 });
  ada = await api.tokenOf(api.team.ada);
  bob = await api.tokenOf(api.team.bob);
});
afterAll(() => api.close());

describe("D2: numbers in the arguments of a call", () => {
  it("are refused where another one would be sent, and taken as a text", async () => {
    const send = (account: string) => {
      const body = `{"method":"POST","path":"/payments","body":{"account":${account}}}`;
      const headers = { "content-type": "application/json" };
      return api.send("POST /integrations/int_none/calls", { token: bob, headers, body });
    };
    const lost = await send("9007199254740993");
    expect([lost.status, lost.json.code]).toEqual([422, "api.inexact_number"]);
    expect(lost.json.detail).toContain("The number 9007199254740993 has more digits than a number keeps");
    expect((await send('"9007199254740993"')).status).toBe(404);
    expect((await send("9007199254740991")).status).toBe(404);
  });
});

describe("E5: a yes that comes at once", () => {
  it("is worked on although the job of its run is taken back only then", async () => {
    const { id } = await connectApi(api.ground, api.team, {
      name: "Prompt API",
      baseUrl: "http://127.0.0.1:1",
      actions: [action("delete-thing", "DELETE", "/things/{{id}}")],
    });
    const body = { method: "DELETE", path: "/things/1", waitSeconds: 30 };
    const { run } = (await api.send(`POST /integrations/${id}/calls`, { token: ada, body })).json;
    expect(run.state).toBe("waiting");
    const approval = (await api.send(`GET /approvals/${run.approvals[0]}`, { token: ada })).json;
    const yes = { verdict: "approved", requestHash: approval.requestHash };
    await api.send(`POST /approvals/${approval.id}/answer`, { token: ada, body: yes });
    const { db } = api.ground;
    const ids = `{${api.begun.map((job) => job.id).join(",")}}`;
    await db.execute(sql`select id from graphile_worker.complete_jobs(${ids}::bigint[])`);
    const { rows } = await db.execute(sql`
      select threads.id from graphile_worker.jobs join threads on jobs.key = 'thread:' || threads.id
      where threads.root_ts = ${run.id}`);
    expect(rows).toHaveLength(1);
  });
});

describe("H3: runs without Slack", () => {
  it("answers a request in plain words, and lists it to its asker and to admins", async () => {
    const made = await api.send("POST /runs", { token: bob, body: { text: "help" } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ state: "done", text: "help", askedBy: { name: "Bob" }, approvals: [] });
    expect(made.json.answer.text).toContain("I");
    expect(made.json.receipt.line).toContain("no model");
    expect(made.headers.get("location")).toBe(`/api/v1/runs/${made.json.id}`);
    expect((await api.send(`GET /runs/${made.json.id}`, { token: bob })).json).toEqual(made.json);
    expect((await api.send("GET /runs?q=help", { token: ada })).json.items).toEqual([made.json]);
    const cleo = await api.tokenOf(api.team.cleo);
    expect((await api.send("GET /runs", { token: cleo })).json).toEqual({ items: [], nextCursor: null });
    expect((await api.send(`GET /runs/${made.json.id}`, { token: cleo })).status).toBe(404);
    expect(api.chat.said).toEqual([]);
  });

  it("begins nothing again under the same Idempotency-Key, and takes no other request under it", async () => {
    const key = { "idempotency-key": "order 66" };
    const sendIt = (text: string) => api.send("POST /runs", { token: bob, headers: key, body: { text } });
    const [one, two] = await Promise.all([sendIt("integrations"), sendIt("integrations")]);
    expect(two.json.id).toBe(one.json.id);
    const other = await sendIt("help");
    expect(other.status).toBe(422);
    expect(other.json.code).toBe("api.idempotency_key_reused");
    const adas = await api.send("POST /runs", { token: ada, headers: key, body: { text: "help" } });
    expect(adas.status).toBe(201);
  });

  it("pages by cursor, each run once", async () => {
    for (const text of ["help", "integrations", "help"])
      await api.send("POST /runs", { token: ada, body: { text, waitSeconds: 0 } });
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await api.send(`GET /runs?limit=2${cursor && `&cursor=${cursor}`}`, { token: ada });
      seen.push(...page.json.items.map(({ id }: { id: string }) => id));
      cursor = page.json.nextCursor;
    }
    expect(seen.length).toBeGreaterThan(4);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("goes on in the thread of an earlier run of one's own, and of nobody else's", async () => {
    const first = await api.send("POST /runs", { token: bob, body: { text: "help" } });
    const after = { text: "integrations", after: first.json.id };
    expect((await api.send("POST /runs", { token: bob, body: after })).json.state).toBe("done");
    expect((await api.send("POST /runs", { token: ada, body: after })).status).toBe(404);
  });
});

describe("F3: a skill by the REST API", () => {
  it("is listed with its inputs, and run by anybody", async () => {
    const { json } = await api.send("GET /skills", { token: bob });
    expect(json.items.map(({ name }: { name: string }) => name)).toEqual(["low-stock", "order-report"]);
    const run = await api.send("POST /skills/order-report/runs", { token: bob, body: { dryRun: true } });
    expect(run.json).toMatchObject({ text: "dry-run order-report" });
    expect(["done", "failed"]).toContain(run.json.state);
    const wrong = await api.send("POST /skills/low-stock/runs", { token: bob, body: { inputs: { few: 1 } } });
    expect(wrong.status).toBe(422);
    expect(wrong.json.errors).toEqual([
      { in: "body", field: "inputs.few", detail: "There is no such input. It takes fewer_than." },
    ]);
  });
});

describe("H3: tokens", () => {
  it("are refused when absent, unknown, expired or revoked, whatever cookie comes along", async () => {
    const expired = await api.tokenOf(api.team.bob, { expiresAt: new Date(NOON.getTime() - 1) });
    const made = await api.send("POST /tokens", { token: bob, body: { name: "short" } });
    expect(made.json).toMatchObject({ name: "short", role: "member", member: { name: "Bob" } });
    expect((await api.send("GET /runs", { token: made.json.token })).status).toBe(200);
    expect((await api.send(`DELETE /tokens/${made.json.id}`, { token: bob })).status).toBe(204);
    for (const token of [undefined, "x".repeat(49), expired, made.json.token]) {
      const headers = { cookie: `chief_session=${"a".repeat(43)}` };
      const reply = await api.send("GET /runs", { ...(token ? { token } : {}), headers });
      expect(reply.status).toBe(401);
      expect(reply.headers.get("www-authenticate")).toContain("Bearer");
    }
  });

  it("are shown once: neither the list nor the database has them", async () => {
    const made = await api.send("POST /tokens", { token: bob, body: { name: "once", expiresInDays: null } });
    const secret: string = made.json.token;
    const list = await api.send("GET /tokens", { token: bob });
    const once = list.json.items.find(({ name }: { name: string }) => name === "once");
    expect(once).toMatchObject({ role: "member", expiresAt: null });
    expect(list.text).not.toContain(secret);
    const { rows } = await api.ground.db.execute("select api_tokens::text as row from api_tokens");
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it("act for their member with their own role at most", async () => {
    const capped = await api.tokenOf(api.team.ada, { role: "member" });
    const { json } = await api.send("POST /runs", { token: capped, body: { text: "help", waitSeconds: 0 } });
    expect(json.askedBy.name).toBe("Ada");
    const bobs = await api.send("GET /runs?q=integrations", { token: capped });
    expect(bobs.json.items.every((run: { askedBy: { name: string } }) => run.askedBy.name === "Ada")).toBe(
      true,
    );
    expect(
      (await api.send("POST /tokens", { token: capped, body: { name: "x", role: "admin" } })).status,
    ).toBe(422);
  });

  it("stop working for who was demoted or left", async () => {
    const dora = await saveMember(api.ground.db, { ...api.team.ada, slackUserId: "UDORA", name: "Dora" });
    const token = await api.tokenOf(dora);
    await saveMember(api.ground.db, { ...dora, role: "member" });
    const list = await api.send("GET /tokens", { token });
    expect(list.json.items).toHaveLength(1);
    await saveMember(api.ground.db, { ...dora, active: false });
    expect((await api.send("GET /tokens", { token })).status).toBe(401);
  });

  it("leave a record of what they were used for, by name", async () => {
    await api.send("POST /tokens", { token: ada, body: { name: "ci" } });
    const acts = await listActs(api.ground.db, api.team.workspace.id, 2);
    expect(acts.map(({ act }) => act)).toEqual(["api.token_made", "api.request"]);
    expect(acts[1]?.detail).toMatchObject({ operation: "createApiToken", token: "of Ada" });
  });

  it("have one that the operator sets: it is an admin's, and the one before it ends", async () => {
    const workspaceId = api.team.workspace.id;
    const [first, second] = ["a".repeat(40), "b".repeat(40)];
    await saveOperatorToken(api.ground.db, { workspaceId, token: first, now: NOON });
    expect((await api.send("GET /runs", { token: first })).status).toBe(200);
    await saveOperatorToken(api.ground.db, { workspaceId, token: second, now: NOON });
    expect((await api.send("GET /runs", { token: first })).status).toBe(401);
    expect((await api.send("GET /tokens", { token: second })).json.items[0].member).toBeNull();
    await saveOperatorToken(api.ground.db, { workspaceId, token: undefined, now: NOON });
    expect((await api.send("GET /runs", { token: second })).status).toBe(401);
  });

  it("of another workspace see nothing of this one", async () => {
    const strangers = await newTeam(api.ground);
    const token = await api.tokenOf(strangers.ada);
    const { json } = await api.send("POST /runs", { token: bob, body: { text: "help" } });
    expect((await api.send(`GET /runs/${json.id}`, { token })).status).toBe(404);
    expect((await api.send("GET /runs", { token })).json.items).toEqual([]);
    expect((await api.send("GET /tokens", { token })).json.items).toHaveLength(1);
  });

  it("may be used so often in a minute, counted by all replicas together", async () => {
    const token = await api.tokenOf(api.team.cleo);
    const replies = await Promise.all(Array.from({ length: 70 }, () => api.send("GET /runs", { token })));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("ratelimit-policy")).toBe('"token";q=60;w=60');
    expect(refused[0]?.json.code).toBe("api.too_many_requests");
    api.ground.setClock(new Date(NOON.getTime() + 120_000));
    expect((await api.send("GET /runs", { token })).headers.get("ratelimit")).toBe('"token";r=59;t=60');
    api.ground.setClock();
  });
});

describe("H3: rubbish", () => {
  it.each([
    ["POST /runs", "{", 400, "api.not_json"],
    ["POST /runs", "[1]", 400, "api.invalid_request"],
    ["POST /runs", '{"text":7}', 400, "api.invalid_request"],
    ["POST /runs", '{"text":"help","fast":true}', 400, "api.invalid_request"],
    ["POST /runs", JSON.stringify({ text: "x".repeat(2_000_000) }), 413, "api.too_big"],
    ["GET /runs?limit=0", undefined, 400, "api.invalid_request"],
    ["GET /runs?cursor=rubbish", undefined, 400, "api.invalid_request"],
    ["GET /runs?colour=red", undefined, 400, "api.invalid_request"],
    ["GET /nowhere", undefined, 404, "api.no_such_path"],
    ["PUT /runs", undefined, 405, "api.wrong_method"],
    ["GET /runs/run_none", undefined, 404, "api.not_found"],
  ])("%s is told what is wrong (%#)", async (request, body, status, code) => {
    const token = await api.tokenOf(api.team.ada);
    const reply = await api.send(request, { token, ...(body === undefined ? {} : { body }) });
    expect([reply.status, reply.json.code]).toEqual([status, code]);
    expect(reply.headers.get("content-type")).toContain("application/problem+json");
    expect(reply.json.detail.length).toBeGreaterThan(10);
  });

  it("says what would be accepted", async () => {
    const token = await api.tokenOf(api.team.ada);
    const { json } = await api.send("POST /runs", { token, body: { words: "help" } });
    expect(json.errors.map(({ detail }: { detail: string }) => detail).join(" ")).toContain(
      "accepted: text, after, waitSeconds",
    );
  });

  it("that is no JSON by its type is refused", async () => {
    const token = await api.tokenOf(api.team.ada);
    const headers = { "content-type": "text/plain" };
    expect((await api.send("POST /runs", { token, body: "help", headers })).status).toBe(415);
  });
});

describe("H3: schedules", () => {
  it("are read back, made, changed, paused, resumed, run and deleted by their maker", async () => {
    const entry = { request: "help", times: "cron 0 9 * * 1-5", timeZone: "Europe/Berlin", channel: "#ops" };
    const { times, timeZone } = entry;
    const read = await api.send("POST /schedules/preview", { token: bob, body: { times, timeZone } });
    expect(read.json.next).toHaveLength(5);
    expect(read.json.next[0].at).toBe("2026-03-19T08:00:00.000Z");
    const made = await api.send("POST /schedules", { token: bob, body: entry });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ request: "help", channel: "#ops", state: "active", mayChange: true });
    const at = `/schedules/${made.json.id}`;
    const changed = await api.send(`PUT ${at}`, {
      token: bob,
      body: { ...entry, policies: { missed: "skip" } },
    });
    expect(changed.json).toMatchObject({ missed: "skip", overlapping: "skip", number: made.json.number });
    expect((await api.send(`POST ${at}/pause`, { token: bob })).json.state).toBe("paused");
    expect((await api.send(`POST ${at}/resume`, { token: ada })).json.state).toBe("active");
    expect((await api.send(`POST ${at}/run`, { token: bob })).status).toBe(200);
    expect((await api.send(`GET ${at}/history`, { token: bob })).json.items).toHaveLength(1);
    expect((await api.send("GET /schedules", { token: ada })).json.items).toMatchObject([
      { id: made.json.id },
    ]);
    const cleo = await api.tokenOf(api.team.cleo);
    expect((await api.send(`DELETE ${at}`, { token: cleo })).status).toBe(403);
    expect((await api.send(`DELETE ${at}`, { token: bob })).status).toBe(204);
    expect((await api.send(`GET ${at}`, { token: bob })).status).toBe(404);
  });

  it("say which fields are wrong, and what would be accepted", async () => {
    const body = { request: "help", times: "whenever you like", timeZone: "Mars/Base" };
    const refused = await api.send("POST /schedules", { token: bob, body });
    expect(refused.status).toBe(422);
    const fields = refused.json.errors.map(({ field }: { field: string }) => field);
    expect(fields).toEqual(expect.arrayContaining(["times", "timeZone"]));
  });
});
