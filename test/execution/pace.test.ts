import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { setActionLimit } from "../../src/actions/index.ts";
import { answerApproval } from "../../src/approvals/index.ts";
import {
  type CallOutcome,
  clearPace,
  createExecution,
  findCall,
  findPace,
  prepareCall,
} from "../../src/execution/index.ts";
import type { ExecutionDeps, Performance } from "../../src/execution/performance.ts";
import { callWindows } from "../../src/execution/tables.ts";
import { updateIntegration } from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { json, type RecordingApi, recordingApi } from "../support/recording-api.ts";
import {
  action,
  catalogueOf,
  connectApi,
  type Ground,
  integrationNow,
  NOON,
  newTeam,
  openGround,
} from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const SECOND = 1000;
const at = (seconds: number) => ground.setClock(new Date(NOON.getTime() + seconds * SECOND));

const ACTIONS = [
  action("list-orders", "GET", "/orders", { query: ["page"] }),
  action("get-order", "GET", "/orders/{{id}}"),
  action("cancel-order", "POST", "/orders/{{id}}/cancel"),
];

async function scene(
  respond: Parameters<typeof recordingApi>[0] = (_, response) => json(response, { ok: 1 }),
  more: Partial<ExecutionDeps> = {},
) {
  onTestFinished(() => ground.setClock());
  const api = await recordingApi(respond);
  const team = await newTeam(ground);
  const integration = await connectApi(ground, team, {
    name: "Orders",
    baseUrl: api.origin,
    actions: ACTIONS,
  });
  const execution = () =>
    createExecution({
      ...ground,
      approvalTtlMs: 3_600_000,
      scrub: (text) => text,
      cardUrl: (id) => `http://chief.test/integrations/${id}`,
      callsPerMinute: 10,
      callTimeoutMs: 2_000,
      ...more,
    });
  const replicas = [execution(), execution()];
  let made = 0;
  const of = { workspaceId: team.workspace.id, integrationId: integration.id };

  async function performance(
    name: string,
    args: object = {},
    extra: Pick<Performance, "signal" | "tellWait"> = {},
  ): Promise<Performance> {
    const catalogue = await catalogueOf(ground, team);
    const found = catalogue.actionsOf(integration.id).find((candidate) => candidate.name === name);
    const target = { kind: "action", actionId: found?.id ?? "", arguments: args } as const;
    const prepared = prepareCall(catalogue, target);
    if (!prepared.ok) throw new Error(prepared.message);
    const context = {
      workspaceId: of.workspaceId,
      runId: newId("run"),
      threadId: null,
      memberId: team.bob.id,
    };
    const { ok: _, ...ready } = prepared;
    const decided = { catalogueVersion: catalogue.version, foreign: [] };
    return { id: newId("call"), context, ...ready, ...decided, ...extra };
  }
  const perform = (one: Performance): Promise<CallOutcome> => {
    made += 1;
    const replica = replicas[made % 2];
    if (!replica) throw new Error("no replica");
    return replica.perform(one);
  };
  const call = async (
    name: string,
    args: object = {},
    extra: Pick<Performance, "signal" | "tellWait"> = {},
  ) => perform(await performance(name, args, extra));
  const actionId = async (name: string) => (await performance(name, { id: "1" })).call.actionId ?? "";
  return { api, team, integration, of, performance, perform, call, actionId };
}

function kinds(outcomes: readonly CallOutcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
const messageOf = (outcome: CallOutcome) => ("message" in outcome ? outcome.message : "");
const cardOf = (api: { integration: { id: string } }) =>
  `http://chief.test/integrations/${api.integration.id}`;

describe("C16: ten calls a minute of an action", () => {
  it("admits ten of twelve that come to two replicas at once, and says when the next may come", async () => {
    const here = await scene();
    const performances = await Promise.all(
      Array.from({ length: 12 }, (_, n) => here.performance("get-order", { id: n })),
    );
    const outcomes = await Promise.all(performances.map(here.perform));
    expect(kinds(outcomes)).toEqual({ answered: 10, refused: 2 });
    expect(here.api.requests).toHaveLength(10);
    const refused = outcomes.filter(({ kind }) => kind === "refused");
    for (const { callId } of refused) {
      const row = await findCall(ground.db, here.of.workspaceId, callId);
      expect(row).toMatchObject({ state: "refused", failure: "execution.limit_reached", sentAt: null });
    }
    expect(refused.map(messageOf)).toEqual(
      Array(2).fill(
        "get-order of Orders may be called 10 times a minute, and was; it can be called again in 60 s " +
          `(12:01:00 UTC). An admin can change the limit: ${cardOf(here)}`,
      ),
    );
  });

  it("slides: each call frees its place a minute later, not all of them at the turn of a minute", async () => {
    const here = await scene();
    for (let n = 0; n < 10; n++) {
      at(n < 5 ? 30 : 59);
      expect(await here.call("get-order", { id: n })).toMatchObject({ kind: "answered" });
    }
    at(61);
    expect(messageOf(await here.call("get-order", { id: 1 }))).toContain("again in 29 s (12:01:30 UTC)");
    at(90);
    for (let n = 0; n < 5; n++) {
      expect(await here.call("get-order", { id: n })).toMatchObject({ kind: "answered" });
    }
    expect(messageOf(await here.call("get-order", { id: 1 }))).toContain("again in 29 s (12:01:59 UTC)");
    const [window] = await ground.db
      .select()
      .from(callWindows)
      .where(eq(callWindows.subject, await here.actionId("get-order")));
    expect(window?.sentAt).toHaveLength(10);
  });

  it("counts each action by itself, a read of many pages once, and a call that is asked for again not at all", async () => {
    const pages: Parameters<typeof recordingApi>[0] = ({ url }, response) => {
      const page = Number(new URL(url, "http://x").searchParams.get("page") ?? 1);
      json(response, { data: [{ id: page }], total_pages: 15, page });
    };
    const here = await scene(pages);
    const listed = await here.performance("list-orders");
    expect(await here.perform(listed)).toMatchObject({ kind: "answered", coverage: { pages: 15 } });
    for (let n = 0; n < 9; n++) await here.perform(listed);
    for (let n = 0; n < 9; n++) {
      expect(await here.call("list-orders", { page: 1 })).toMatchObject({ kind: "answered" });
    }
    expect(await here.call("list-orders")).toMatchObject({ kind: "refused" });
    expect(await here.call("get-order", { id: 1 })).toMatchObject({ kind: "answered" });
  });

  it("waits where a place is free soon, and shows it", async () => {
    const here = await scene(undefined, { callsPerMinute: 1 });
    await here.call("get-order", { id: 1 });
    at(57.9);
    const told: (string | undefined)[] = [];
    const tellWait = (status: string | undefined) => {
      told.push(status);
      at(60);
    };
    expect(await here.call("get-order", { id: 2 }, { tellWait })).toMatchObject({ kind: "answered" });
    expect(told).toEqual(["waits 3 s for Orders, to keep to its limit…", undefined]);
  });

  it("is changed by an admin for an action, for an integration, or switched off", async () => {
    const here = await scene();
    await updateIntegration(ground.db, here.integration, { callsPerMinute: 2 });
    const three = async () => [
      await here.call("get-order", { id: 1 }),
      await here.call("get-order", { id: 2 }),
      await here.call("get-order", { id: 3 }),
    ];
    expect(kinds(await three())).toEqual({ answered: 2, refused: 1 });
    const actionId = await here.actionId("get-order");
    const set = (callsPerMinute: number | null) =>
      setActionLimit(ground.db, here.of.workspaceId, { actionId, callsPerMinute });
    await set(4);
    expect(kinds(await three())).toEqual({ answered: 2, refused: 1 });
    await set(0);
    expect(kinds(await three())).toEqual({ answered: 3 });
    await set(null);
    expect(kinds(await three())).toEqual({ refused: 3 });
  });

  it("holds for what a person approved, too: it is said, and nothing is sent", async () => {
    const here = await scene(undefined, { callsPerMinute: 1 });
    const send = async (id: string) => {
      const one = await here.performance("cancel-order", { id });
      const asked = await here.perform(one);
      if (asked.kind !== "waiting") throw new Error(asked.kind);
      const { approvalId } = asked;
      const answer = { approvalId, workspaceId: here.of.workspaceId, by: here.team.ada.id };
      await answerApproval(ground.db, { ...answer, verdict: "approved", counts: [0] }, ground.clock());
      return one;
    };
    expect(await here.perform(await send("1"))).toMatchObject({ kind: "answered" });
    const second = await send("2");
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("stopped")), 50);
    await expect(here.perform({ ...second, signal: stop.signal })).rejects.toThrow("stopped");
    expect(await findCall(ground.db, here.of.workspaceId, second.id)).toMatchObject({ state: "waiting" });
    at(60);
    expect(await here.perform(second)).toMatchObject({ kind: "answered" });
    expect(here.api.requests).toHaveLength(2);
  });
});

describe("C16: an API that asks for fewer requests", () => {
  const limited =
    (status: number, headers: Record<string, string>): Parameters<typeof recordingApi>[0] =>
    (_, response, count) => {
      if (count > 1) return json(response, { ok: 1 });
      response.writeHead(status, headers).end();
    };

  it.each([
    [429, { "retry-after": "40" }],
    [503, { "retry-after": "40" }],
    [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOON.getTime() / 1000 + 40) }],
  ])("gets none from any replica until the instant it names (%i)", async (status, headers) => {
    const here = await scene(limited(status, headers));
    expect(await here.call("list-orders")).toMatchObject({ kind: "failed" });
    for (const name of ["list-orders", "get-order"]) {
      expect(messageOf(await here.call(name, name === "get-order" ? { id: 1 } : {}))).toBe(
        "Orders asked for fewer requests, so nothing is sent to it until then: try again in 40 s " +
          `(12:00:40 UTC). See ${cardOf(here)}`,
      );
    }
    expect(here.api.requests).toHaveLength(1);
    expect(await findPace(ground.db, here.of)).toMatchObject({ strikes: status === 503 ? 1 : 0 });
    at(40);
    expect(await here.call("list-orders")).toMatchObject({ kind: "answered" });
  });

  it("is not believed for longer than an hour", async () => {
    const here = await scene(limited(429, { "retry-after": "99999999" }));
    await here.call("list-orders");
    expect(messageOf(await here.call("list-orders"))).toContain("in 60 minutes (13:00:00 UTC)");
  });

  it("does not hold back another integration, and is called again once it was tested", async () => {
    const [here, there] = [await scene(limited(429, { "retry-after": "40" })), await scene()];
    await here.call("list-orders");
    expect(await there.call("list-orders")).toMatchObject({ kind: "answered" });
    await clearPace(ground.db, here.of);
    expect(await here.call("list-orders")).toMatchObject({ kind: "answered" });
  });
});

describe("C16: an API that is down", () => {
  /** Answers 504 to its first `failures` requests. A write is sent once, so each call is one request. */
  const down =
    (failures: number): Parameters<typeof recordingApi>[0] =>
    (_, response, count) =>
      count <= failures ? void response.writeHead(504).end() : json(response, { ok: 1 });

  const dead = async (api: RecordingApi, more: Partial<ExecutionDeps> = {}) => {
    const here = await scene(undefined, more);
    await updateIntegration(ground.db, here.integration, { baseUrl: api.origin });
    return here;
  };
  /** Reads retry by themselves; with no time for it, each call is one strike. */
  const fail = async (here: Awaited<ReturnType<typeof scene>>, times: number) => {
    const outcomes: CallOutcome[] = [];
    for (let n = 0; n < times; n++) outcomes.push(await here.call("get-order", { id: n }));
    return outcomes;
  };
  const instant: Partial<ExecutionDeps> = { callsPerMinute: 0, random: () => 0 };

  it("is left alone after five calls in a row, tried by one call when its time is over, and called again when it answers", async () => {
    const here = await dead(await recordingApi(down(6 * 3)), instant);
    expect(kinds(await fail(here, 5))).toEqual({ failed: 5 });
    expect(here.api.requests).toHaveLength(0);
    const [left] = await fail(here, 1);
    expect(left && messageOf(left)).toMatch(
      /^Orders did not answer 5 times in a row \(Orders answered 504\..*\), so it is left alone for a while; the next call is tried in 30 s \(12:00:30 UTC\)\. An admin can test it now: http/,
    );
    expect(await integrationNow(ground, here.integration)).toMatchObject({
      health: "failing",
      healthNote: expect.stringContaining("It did not answer 5 times in a row"),
    });

    at(30);
    const probes = await Promise.all([1, 2, 3, 4].map((id) => here.call("get-order", { id })));
    expect(kinds(probes)).toEqual({ failed: 1, refused: 3 });
    expect(messageOf((await fail(here, 1))[0] as CallOutcome)).toContain("in 60 s (12:01:30 UTC)");

    at(90);
    expect(await here.call("get-order", { id: 1 })).toMatchObject({ kind: "answered" });
    expect(await integrationNow(ground, here.integration)).toMatchObject({ health: "healthy" });
    expect(kinds(await fail(here, 3))).toEqual({ answered: 3 });
    expect(await findPace(ground.db, here.of)).toBeUndefined();
  });

  it("counts only failures in a row", async () => {
    const some = await recordingApi((_, response, count) =>
      count === 13 ? json(response, { ok: 1 }) : void response.writeHead(504).end(),
    );
    const here = await dead(some, instant);
    await fail(here, 4);
    at(1);
    expect(await here.call("get-order", { id: 1 })).toMatchObject({ kind: "answered" });
    at(2);
    expect(kinds(await fail(here, 5))).toEqual({ failed: 5 });
    expect(kinds(await fail(here, 1))).toEqual({ refused: 1 });
  });

  it.each([400, 401, 403, 404, 422, 500])("is not what a %i says", async (status) => {
    const here = await dead(await recordingApi((_, response) => json(response, {}, status)), instant);
    expect(kinds(await fail(here, 6))).toEqual({ failed: 6 });
  });

  it("is tried by the next call when the one that tried never came back", async () => {
    const here = await dead(await recordingApi(down(5 * 3)), instant);
    await fail(here, 5);
    at(30);
    const stop = new AbortController();
    const probe = await here.performance("get-order", { id: 1 }, { signal: stop.signal });
    stop.abort(new Error("this replica was killed"));
    await expect(here.perform(probe)).rejects.toThrow("killed");
    expect(kinds(await fail(here, 1))).toEqual({ refused: 1 });
    at(30 + 90);
    expect(kinds(await fail(here, 1))).toEqual({ answered: 1 });
  });
});
