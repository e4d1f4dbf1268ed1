import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { answerApproval, expireApprovals, findApproval } from "../../src/approvals/index.ts";
import { type CallOutcome, createExecution, findCall, prepareCall } from "../../src/execution/index.ts";
import { claimSend, insertIntent, settleCall } from "../../src/execution/ledger-store.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { hashOfCall } from "../../src/execution/prepared-request.ts";
import {
  disconnectIntegration,
  enqueueChecks,
  findExpiry,
  type Integration,
  updateIntegration,
} from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { json, type RecordingApi, recordingApi, writesTo } from "../support/recording-api.ts";
import {
  action,
  catalogueOf,
  connectApi,
  fakeToken,
  type Ground,
  integrationNow,
  NOON,
  newTeam,
  openGround,
  type Team,
} from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const HOUR = 3_600_000;
const later = (ms: number) => new Date(NOON.getTime() + ms);

const ACTIONS = [
  action("list-orders", "GET", "/orders", { query: ["status"] }),
  action("get-order", "GET", "/orders/{{id}}"),
  action("cancel-order", "POST", "/orders/{{id}}/cancel", { body: ["reason"] }),
  action("delete-order", "DELETE", "/orders/{{id}}"),
  action("export-orders", "GET", "/export", { requiresConfirmation: true }),
];

interface Scene {
  readonly api: RecordingApi;
  readonly team: Team;
  readonly integration: Integration;
  /** A performance of an action, built from the catalogue as it is now. */
  performance(name: string, args?: Record<string, unknown>, id?: string): Promise<Performance>;
  perform(performance: Performance): Promise<CallOutcome>;
  stateOf(callId: string): Promise<string | undefined>;
}

async function scene(
  respond: Parameters<typeof recordingApi>[0] = (_, response) => json(response, { ok: 1 }),
): Promise<Scene> {
  onTestFinished(() => ground.setClock());
  const api = await recordingApi(respond);
  const team = await newTeam(ground);
  const integration = await connectApi(ground, team, {
    name: "Orders",
    baseUrl: api.origin,
    actions: ACTIONS,
  });
  const execution = createExecution({
    db: ground.db,
    vault: ground.vault,
    egress: ground.egress,
    clock: ground.clock,
    approvalTtlMs: 72 * HOUR,
    scrub: (text) => text.replaceAll("sk-echoed-secret", "[secret]"),
    cardUrl: (id) => `http://chief.test/integrations/${id}`,
  });
  return {
    api,
    team,
    integration,
    perform: (performance) => execution.perform(performance),
    stateOf: async (callId) => (await findCall(ground.db, team.workspace.id, callId))?.state,
    async performance(name, args = {}, id = newId("call")) {
      const catalogue = await catalogueOf(ground, team);
      const found = catalogue.actionsOf(integration.id).find((candidate) => candidate.name === name);
      const target = { kind: "action", actionId: found?.id ?? "", arguments: args } as const;
      const prepared = prepareCall(catalogue, target);
      if (!prepared.ok) throw new Error(prepared.message);
      const context = {
        workspaceId: team.workspace.id,
        runId: newId("run"),
        threadId: null,
        memberId: team.bob.id,
      };
      const { ok: _, ...ready } = prepared;
      const spoken = { byPeople: [], byChief: [] };
      const at = { catalogue, catalogueVersion: catalogue.version };
      return { id, context, target, ...at, spoken, foreign: [], ...ready };
    },
  };
}

async function waiting(scene: Scene, performance: Performance) {
  const outcome = await scene.perform(performance);
  if (outcome.kind !== "waiting") throw new Error(`expected to wait, got ${JSON.stringify(outcome)}`);
  return outcome.approvalId;
}

const answer = (scene: Scene, approvalId: string, verdict: "approved" | "denied", reason?: string) =>
  answerApproval(
    ground.db,
    {
      approvalId,
      workspaceId: scene.team.workspace.id,
      by: scene.team.ada.id,
      verdict,
      counts: [0],
      ...(reason ? { reason } : {}),
    },
    ground.clock(),
  );

describe("a call that may go ahead", () => {
  it("is sent with the credential, settled, and not sent again when it is asked for again", async () => {
    const at = await scene((_, response) => json(response, [{ id: 1 }, { id: 2 }]));
    const performance = await at.performance("list-orders", { status: "open" });
    const first = await at.perform(performance);
    const again = await at.perform(performance);
    expect(first).toMatchObject({
      kind: "answered",
      status: 200,
      isList: true,
      coverage: { rows: 2, complete: true },
    });
    expect(first).toMatchObject(again);
    expect(at.api.requests).toHaveLength(1);
    expect(at.api.requests[0]).toMatchObject({ method: "GET", url: "/orders?status=open" });
    expect(at.api.requests[0]?.headers["authorization"]).toBe(`Bearer ${fakeToken("Orders")}`);
  });

  it("C11: keeps when its credential ends, where the answer tells", async () => {
    const at = await scene((_, response) => {
      response.setHeader("github-authentication-token-expiration", "2026-12-01 08:00:00 UTC");
      json(response, []);
    });
    await enqueueChecks(ground.db, NOON);
    await at.perform(await at.performance("list-orders"));
    const { expiresAt } = await findExpiry(ground.db, at.integration);
    expect(expiresAt).toEqual(new Date("2026-12-01T08:00:00Z"));
  });

  it("I1: keeps the credential out of the ledger", async () => {
    const at = await scene();
    const performance = await at.performance("list-orders");
    await at.perform(performance);
    const row = await findCall(ground.db, at.team.workspace.id, performance.id);
    expect(JSON.stringify(row)).not.toContain(fakeToken("Orders"));
  });

  it("I1: passes on no secret that an API echoes", async () => {
    const at = await scene((_, response) => json(response, { you_sent: "Bearer sk-echoed-secret" }));
    const outcome = await at.perform(await at.performance("list-orders", { status: "open" }));
    expect(outcome).toMatchObject({
      kind: "answered",
      body: JSON.stringify({ you_sent: "Bearer [secret]" }),
    });
  });

  it("D3: is repeated as a read that a crash left `sent`", async () => {
    const at = await scene((_, response) => json(response, { id: 7 }));
    const performance = await at.performance("get-order", { id: "7" });
    await crashWhileSending(performance);
    expect(await at.perform(performance)).toMatchObject({
      kind: "answered",
      isList: false,
      body: '{"id":7}',
    });
    expect(at.api.requests).toHaveLength(1);
  });

  it("tells a failure as a value, and keeps it", async () => {
    const at = await scene((_, response) => json(response, { detail: "no such order\u0000\ud800" }, 404));
    const performance = await at.performance("get-order", { id: "7" });
    const first = await at.perform(performance);
    expect(first).toMatchObject({ kind: "failed", code: "execution.status_404" });
    expect(first).toMatchObject({ message: expect.stringContaining("no such order\ufffd") });
    expect(await at.perform(performance)).toEqual(first);
  });

  it("marks the connection as failing when its credential is refused, and as healthy when it works again", async () => {
    let status = 401;
    const at = await scene((_, response) => json(response, {}, status));
    await at.perform(await at.performance("list-orders"));
    expect(await integrationNow(ground, at.integration)).toMatchObject({ health: "failing" });
    status = 200;
    await at.perform(await at.performance("list-orders"));
    expect(await integrationNow(ground, at.integration)).toMatchObject({
      health: "healthy",
      healthNote: null,
    });
  });

  it("does not blame the connection for one thing that it may not do", async () => {
    const at = await scene((_, response) => json(response, {}, 403));
    expect(await at.perform(await at.performance("list-orders"))).toMatchObject({
      code: "execution.forbidden",
    });
    expect(await integrationNow(ground, at.integration)).toMatchObject({ health: "healthy" });
  });
});

/** What the ledger looks like when the process died between the intent and the outcome. */
async function crashWhileSending(performance: Performance): Promise<void> {
  const { id, call, context, integration } = performance;
  const requestHash = hashOfCall(context.workspaceId, call, integration.credentialVersion);
  await insertIntent(ground.db, { id, context, call, requestHash, state: "sent", now: NOON });
}

describe("E1: a call that changes something", () => {
  it.each([
    ["cancel-order", { id: "7", reason: "late" }],
    ["delete-order", { id: "7" }],
    ["export-orders", {}],
  ])("waits: %s", async (name, args) => {
    const at = await scene();
    const performance = await at.performance(name, args);
    const approvalId = await waiting(at, performance);
    expect(await waiting(at, performance)).toBe(approvalId);
    expect(writesTo(at.api)).toHaveLength(0);
  });

  it("E2: shows the exact request and who may answer", async () => {
    const at = await scene();
    const approvalId = await waiting(at, await at.performance("delete-order", { id: "7" }));
    expect(await findApproval(ground.db, at.team.workspace.id, approvalId)).toMatchObject({
      request: {
        integration: "Orders",
        title: "delete-order",
        method: "DELETE",
        url: `${at.api.origin}/orders/7`,
      },
      askedBecause: "every DELETE call needs an admin's approval",
      approvers: { admins: true, requester: false },
      requestedBy: at.team.bob.id,
      expiresAt: later(72 * HOUR),
    });
  });

  it("E2: shows a body with characters that cannot be stored as the text that is sent", async () => {
    const at = await scene();
    const approvalId = await waiting(
      at,
      await at.performance("cancel-order", { id: "7", reason: "a\u0000b" }),
    );
    const approval = await findApproval(ground.db, at.team.workspace.id, approvalId);
    expect(approval?.request.body).toBe('{"reason":"a\\u0000b"}');
  });

  it("E3: is sent once when it was approved, exactly as it was shown", async () => {
    const at = await scene();
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await answer(at, await waiting(at, performance), "approved");
    const [one, other] = await Promise.all([at.perform(performance), at.perform(performance)]);
    expect([one.kind, other.kind]).toContain("answered");
    expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
    expect(writesTo(at.api)).toMatchObject([
      { method: "POST", url: "/orders/7/cancel", body: '{"reason":"late"}' },
    ]);
    const row = await findCall(ground.db, at.team.workspace.id, performance.id);
    expect(row).toMatchObject({ state: "settled", approvedBy: at.team.ada.id });
  });

  it("is not sent when it was denied, and tells why", async () => {
    const at = await scene();
    const performance = await at.performance("delete-order", { id: "7" });
    await answer(at, await waiting(at, performance), "denied", "wrong order");
    const refused = { kind: "refused", message: "The request was denied: wrong order. Nothing was sent" };
    expect(await at.perform(performance)).toMatchObject(refused);
    expect(await at.perform(performance)).toMatchObject(refused);
    expect(writesTo(at.api)).toHaveLength(0);
  });

  it("E5: is told as expired when nobody answered", async () => {
    const at = await scene();
    const performance = await at.performance("delete-order", { id: "7" });
    const approvalId = await waiting(at, performance);
    ground.setClock(later(72 * HOUR));
    expect(await answer(at, approvalId, "approved")).toBeUndefined();
    await expireApprovals(ground.db, ground.clock());
    expect(await at.perform(performance)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("expired"),
    });
    expect(writesTo(at.api)).toHaveLength(0);
  });

  it("E3: is not sent when the base URL changed after the approval", async () => {
    const at = await scene();
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    const approvalId = await waiting(at, performance);
    await answer(at, approvalId, "approved");
    await updateIntegration(ground.db, at.integration, { baseUrl: `${at.api.origin}/v2` });
    const changed = await at.performance("cancel-order", { id: "7", reason: "late" }, performance.id);
    expect(await at.perform({ ...changed, context: performance.context })).toMatchObject({ kind: "refused" });
    expect(writesTo(at.api)).toHaveLength(0);
    expect(await findApproval(ground.db, at.team.workspace.id, approvalId)).toMatchObject({ state: "stale" });
  });

  it("E3: is not sent with another credential than that of the approval", async () => {
    const at = await scene();
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await answer(at, await waiting(at, performance), "approved");
    const { integration, team } = at;
    const version = await ground.db.transaction((tx) =>
      ground.vault.saveCredential(tx, {
        workspaceId: team.workspace.id,
        integrationId: integration.id,
        credential: { method: "bearer", token: fakeToken("another") },
        by: team.ada.id,
      }),
    );
    await updateIntegration(ground.db, integration, { credentialVersion: version });
    const changed = { ...performance, integration: await integrationNow(ground, integration) };
    expect(await at.perform(changed)).toMatchObject({ kind: "refused" });
    expect(writesTo(at.api)).toHaveLength(0);
  });

  it("is not sent when the credential is gone", async () => {
    const at = await scene();
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await answer(at, await waiting(at, performance), "approved");
    await disconnectIntegration(ground, at.integration, at.team.ada.id);
    expect(await at.perform(performance)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("Orders"),
    });
    expect(writesTo(at.api)).toHaveLength(0);
  });
});

describe("D3: a write whose outcome is not known", () => {
  it("is not sent again after a crash", async () => {
    const at = await scene();
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await crashWhileSending(performance);
    expect(await at.perform(performance)).toMatchObject({
      kind: "unknown",
      message: expect.stringContaining("may or may not"),
    });
    expect(await at.perform(performance)).toMatchObject({ kind: "unknown" });
    expect(writesTo(at.api)).toHaveLength(0);
  });

  it("is not sent again when the connection was lost after it left", async () => {
    const at = await scene((_, response) => void response.socket?.destroy());
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await answer(at, await waiting(at, performance), "approved");
    expect(await at.perform(performance)).toMatchObject({ kind: "unknown" });
    expect(await at.perform(performance)).toMatchObject({ kind: "unknown" });
    expect(writesTo(at.api)).toHaveLength(1);
  });

  it.each([
    ["a gateway without an answer", 502, "application/json", "{}"],
    ["a gateway that did not wait", 504, "application/json", "{}"],
    ["a page instead of JSON", 200, "text/html", "<p>Thanks</p>"],
    ["a file in which a secret stands", 200, "application/zip", "PK sk-echoed-secret"],
  ])("is told as unknown after %s", async (_what, status, type, body) => {
    const at = await scene(
      (_, response) => void response.writeHead(status, { "content-type": type }).end(body),
    );
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await answer(at, await waiting(at, performance), "approved");
    expect(await at.perform(performance)).toMatchObject({ kind: "unknown" });
    expect(writesTo(at.api)).toHaveLength(1);
  });

  it("is told as failed when the API itself refused it", async () => {
    const at = await scene((_, response) => json(response, { error: { message: "already shipped" } }, 409));
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await answer(at, await waiting(at, performance), "approved");
    expect(await at.perform(performance)).toMatchObject({
      kind: "failed",
      code: "execution.status_409",
      message: expect.stringContaining("already shipped"),
    });
  });

  it("becomes known when the worker that sent it comes back after all, but never the other way round", async () => {
    const at = await scene();
    const performance = await at.performance("cancel-order", { id: "7", reason: "late" });
    await crashWhileSending(performance);
    await at.perform(performance);
    const row = await findCall(ground.db, at.team.workspace.id, performance.id);
    if (!row) throw new Error("no row");
    const coverage = { rows: 1, pages: 1, complete: true, asOf: NOON.toISOString() };
    const settled = { state: "settled", now: NOON, status: 200, result: { body: "{}", coverage } } as const;
    expect(await settleCall(ground.db, row, settled)).toBe(true);
    expect(await settleCall(ground.db, row, { state: "unknown", now: NOON })).toBe(false);
    expect(await settleCall(ground.db, row, { state: "refused", now: NOON })).toBe(false);
    expect(await claimSend(ground.db, row, { from: ["waiting"], now: NOON })).toBeUndefined();
    expect(await at.stateOf(row.id)).toBe("settled");
  });
});

describe("a call that can no longer be made", () => {
  it("does not wait any longer", async () => {
    const at = await scene();
    const performance = await at.performance("delete-order", { id: "7" });
    const approvalId = await waiting(at, performance);
    const execution = createExecution({
      ...ground,
      approvalTtlMs: HOUR,
      scrub: String,
      cardUrl: String,
    });
    const call = { workspaceId: at.team.workspace.id, id: performance.id };
    await execution.withdraw(call, "it was switched off");
    expect(await at.stateOf(performance.id)).toBe("refused");
    expect(await answer(at, approvalId, "approved")).toBeUndefined();
    expect(await at.perform(performance)).toMatchObject({ kind: "refused", message: "it was switched off" });
    expect(writesTo(at.api)).toHaveLength(0);
  });

  it("changes nothing about a call that was made", async () => {
    const at = await scene();
    const performance = await at.performance("list-orders");
    await at.perform(performance);
    const execution = createExecution({ ...ground, approvalTtlMs: HOUR, scrub: String, cardUrl: String });
    await execution.withdraw({ workspaceId: at.team.workspace.id, id: performance.id }, "gone");
    expect(await at.stateOf(performance.id)).toBe("settled");
  });
});
