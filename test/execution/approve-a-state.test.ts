import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { answerApproval, findApproval, findApprovalOfCall } from "../../src/approvals/index.ts";
import { type CallOutcome, createExecution, findCall, prepareCall } from "../../src/execution/index.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { updateIntegration } from "../../src/integrations/integrations-store.ts";
import { newId } from "../../src/kernel/index.ts";
import { json, recordingApi, writesTo } from "../support/recording-api.ts";
import { action, catalogueOf, connectApi, type Ground, NOON, newTeam, openGround } from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const ACTIONS = [
  action("get-order", "GET", "/orders/{{id}}"),
  action("update-order", "PATCH", "/orders/{{id}}", { body: ["status", "note"] }),
  action("delete-order", "DELETE", "/orders/{{id}}"),
];
/** It takes its key in a header of its own. */
const REFUND = {
  ...action("refund-order", "POST", "/orders/{{id}}/refund"),
  source: "contract" as const,
  idempotencyHeader: "X-Refund-Key",
};
const keyed = action("create-order", "POST", "/orders", { body: ["sku"] });
const CREATE = {
  ...keyed,
  inputSchema: {
    ...keyed.inputSchema,
    properties: { sku: { type: "string" }, idempotency_key: { type: "string" } },
  },
  request: {
    ...keyed.request,
    headers: [{ name: "Idempotency-Key", value: "{{idempotency_key}}" }],
    placeholders: { ...keyed.request.placeholders, idempotency_key: "text" as const },
  },
};

/** An API with one record, which the test may change. */
async function scene(more: { etag?: boolean; breakWrites?: number; keyHeader?: string } = {}) {
  onTestFinished(() => ground.setClock());
  let record: Record<string, unknown> = { id: 7, status: "paid", note: null };
  let version = 1;
  let toBreak = more.breakWrites ?? 0;
  const done = new Set<unknown>();
  const set = (changed: Record<string, unknown>) => {
    record = { ...record, ...changed };
    version += 1;
  };
  const api = await recordingApi((request, response) => {
    if (more.etag) response.setHeader("etag", `"v${version}"`);
    if (request.method !== "GET" && toBreak > 0) {
      toBreak -= 1;
      return void response.socket?.destroy();
    }
    const key = more.keyHeader && request.headers[more.keyHeader.toLowerCase()];
    const isDone = key !== undefined && done.has(key);
    if (request.method === "PATCH" && !isDone) set(JSON.parse(request.body));
    if (key !== undefined) done.add(key);
    json(response, record);
  });
  const team = await newTeam(ground);
  const actions = [...ACTIONS, CREATE, REFUND];
  const integration = await connectApi(ground, team, { name: "Orders", baseUrl: api.origin, actions });
  if (more.keyHeader) await updateIntegration(ground.db, integration, { idempotencyHeader: more.keyHeader });
  const execution = createExecution({ ...ground, approvalTtlMs: 3_600_000, scrub: String, cardUrl: String });
  const catalogue = await catalogueOf(ground, team);
  const perform = async (name: string, args: Record<string, unknown>, id: string, spoken = NOTHING_SAID) => {
    const found = catalogue.actionsOf(integration.id).find((one) => one.name === name);
    const target = { kind: "action", actionId: found?.id ?? "", arguments: args } as const;
    const prepared = prepareCall(catalogue, target);
    if (!prepared.ok) throw new Error(prepared.message);
    const context = { workspaceId: team.workspace.id, runId: "run_1", threadId: null, memberId: team.bob.id };
    const { call, integration: at } = prepared;
    const performance: Performance = {
      ...{ id, context, target, call, integration: at, catalogue, spoken, foreign: [] },
      catalogueVersion: catalogue.version,
    };
    return execution.perform(performance);
  };
  const approve = (approvalId: string) =>
    answerApproval(
      ground.db,
      { approvalId, workspaceId: team.workspace.id, by: team.ada.id, verdict: "approved", counts: [0] },
      ground.clock(),
    );
  const question = (approvalId: string) => findApproval(ground.db, team.workspace.id, approvalId);
  return { api, team, execution, catalogue, perform, approve, question, set, record: () => record };
}

const NOTHING_SAID = { byPeople: [] as string[], byChief: [] as string[] };

function approvalIn(outcome: CallOutcome): string {
  if (outcome.kind !== "waiting") throw new Error(`expected to wait, got ${JSON.stringify(outcome)}`);
  return outcome.approvalId;
}

describe("E2: what a card shows beside the request", () => {
  it("E2: is what would change, read just now", async () => {
    const at = await scene();
    const asked = await at.perform("update-order", { id: "7", status: "shipped" }, newId("call"));
    expect((await at.question(approvalIn(asked)))?.evidence.before).toMatchObject({
      kind: "read",
      changes: [{ path: "status", before: "paid", after: "shipped" }],
    });
    expect(at.api.requests.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("E2: marks what came out of data and not from a person", async () => {
    const at = await scene();
    at.set({ note: "ship-to-evil@example.com" });
    await at.perform("get-order", { id: "7" }, newId("call"));
    const args = { id: "7", note: "ship-to-evil@example.com", status: "shipped" };
    const spoken = { byPeople: ["set order 7 to shipped"], byChief: [] };
    const asked = await at.perform("update-order", args, newId("call"), spoken);
    expect((await at.question(approvalIn(asked)))?.evidence.marks).toMatchObject([
      { at: "note", value: "ship-to-evil@example.com", source: "get-order of Orders" },
    ]);
  });
});

describe("E4: a record that changed since the card was shown", () => {
  it("E4: is said, asked about again, and sent only with the new yes", async () => {
    const at = await scene();
    const id = newId("call");
    const again = () => at.perform("update-order", { id: "7", status: "shipped" }, id);
    const first = approvalIn(await again());
    await at.approve(first);
    at.set({ status: "cancelled" });
    const second = approvalIn(await again());
    expect(second).not.toBe(first);
    expect(writesTo(at.api)).toEqual([]);
    expect(await at.question(first)).toMatchObject({ state: "stale" });
    expect((await at.question(second))?.evidence).toMatchObject({
      again: expect.stringContaining("status: paid → cancelled"),
      before: { changes: [{ before: "cancelled", after: "shipped" }] },
    });
    expect(approvalIn(await again())).toBe(second);
    await at.approve(second);
    expect(await again()).toMatchObject({ kind: "answered" });
    expect(writesTo(at.api)).toHaveLength(1);
  });

  it("E4: is guarded by the API itself where it gives a strong tag", async () => {
    const at = await scene({ etag: true });
    const id = newId("call");
    const again = () => at.perform("update-order", { id: "7", status: "shipped" }, id);
    const asked = approvalIn(await again());
    expect((await at.question(asked))?.request.headers).toMatchObject({ "if-match": '"v1"' });
    await at.approve(asked);
    await again();
    expect(writesTo(at.api)[0]?.headers["if-match"]).toBe('"v1"');
  });
});

describe("E3: an edit before the yes", () => {
  it("E3: puts another request in the place of the first, with a question of its own", async () => {
    const at = await scene();
    const id = newId("call");
    const again = () => at.perform("update-order", { id: "7", status: "shipped" }, id);
    const first = await at.question(approvalIn(await again()));
    if (!first) throw new Error("no question");
    const entered = new Map([["status", "cancelled"]]);
    const edited = await at.execution.edit({
      approval: first,
      by: at.team.ada.id,
      entered,
      catalogue: at.catalogue,
    });
    if (!edited.ok || edited.approvalId === null) throw new Error("not edited");
    expect(await at.question(first.id)).toMatchObject({ state: "edited" });
    expect(await at.approve(first.id)).toBeUndefined();
    expect(await at.question(edited.approvalId)).toMatchObject({
      editedBy: at.team.ada.id,
      replaces: first.id,
      request: { body: { status: "cancelled" } },
    });
    await at.approve(edited.approvalId);
    expect(await again()).toMatchObject({ kind: "answered" });
    expect(writesTo(at.api)).toMatchObject([{ method: "PATCH", body: '{"status":"cancelled"}' }]);
  });

  it("E3: is refused where the arguments do not fit, and changes nothing then", async () => {
    const at = await scene();
    const asked = await at.perform("delete-order", { id: "7" }, newId("call"));
    const approval = await at.question(approvalIn(asked));
    if (!approval) throw new Error("no question");
    const entered = new Map([["id", "../../admin"]]);
    const edit = { approval, by: at.team.ada.id, entered, catalogue: at.catalogue };
    expect(await at.execution.edit(edit)).toMatchObject({ ok: false });
    expect(await at.question(approval.id)).toMatchObject({ state: "pending" });
  });
});

describe("D3: a write of which nobody knows", () => {
  it("D3: becomes a question to people, with what a look at the record tells", async () => {
    const at = await scene({ breakWrites: 1 });
    const id = newId("call");
    const again = () => at.perform("update-order", { id: "7", status: "shipped" }, id);
    await at.approve(approvalIn(await again()));
    const outcome = await again();
    expect(outcome).toMatchObject({ kind: "unknown", questionId: expect.any(String) });
    const question = await findApprovalOfCall(ground.db, id, "outcome");
    expect(question).toMatchObject({
      kind: "outcome",
      state: "pending",
      evidence: { look: expect.stringContaining("looks as if this did not happen") },
    });
    expect(await again()).toMatchObject({ kind: "unknown", questionId: question?.id });
    expect(writesTo(at.api)).toHaveLength(1);
  });

  it("D3: is repeated after a crash under the same key where the integration takes one, and is done once", async () => {
    const at = await scene({ keyHeader: "X-Request-Key" });
    const id = newId("call");
    const again = () => at.perform("update-order", { id: "7", note: "one" }, id);
    const asked = approvalIn(await again());
    expect((await at.question(asked))?.request.headers).toMatchObject({
      "x-request-key": expect.stringMatching(/^chief-[0-9a-f]{40}$/),
    });
    await at.approve(asked);
    expect(await again()).toMatchObject({ kind: "answered" });
    at.set({ note: "two" });
    // What a crash leaves behind that came before the outcome was stored.
    await ground.db.execute(
      sql`update calls set state = 'sent', settled_at = null, status = null where id = ${id}`,
    );
    await ground.db.execute(sql`delete from call_results where call_id = ${id}`);
    expect(await again()).toMatchObject({ kind: "answered" });
    const keys = writesTo(at.api).map(({ headers }) => headers["x-request-key"]);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(at.record()).toMatchObject({ note: "two" });
  });

  it("D3: is sent again under the key of its own header where the action declares one", async () => {
    const at = await scene({ breakWrites: 1, keyHeader: "X-Request-Key" });
    const id = newId("call");
    const again = () => at.perform("refund-order", { id: "7" }, id);
    await at.approve(approvalIn(await again()));
    expect(await again()).toMatchObject({ kind: "answered" });
    const sent = writesTo(at.api);
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ headers }) => headers["x-refund-key"])).size).toBe(1);
    expect(sent[0]?.headers).toMatchObject({ "x-refund-key": expect.stringMatching(/^chief-[0-9a-f]{40}$/) });
    expect(sent[0]?.headers).not.toHaveProperty("x-request-key");
  });

  it("D3: is sent again under its idempotency key where the API takes one", async () => {
    const at = await scene({ breakWrites: 1 });
    const id = newId("call");
    const again = () => at.perform("create-order", { sku: "KET" }, id);
    await at.approve(approvalIn(await again()));
    expect(await again()).toMatchObject({ kind: "answered" });
    const keys = writesTo(at.api).map(({ headers }) => headers["idempotency-key"]);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect(await findCall(ground.db, at.team.workspace.id, id)).toMatchObject({ state: "settled" });
  });
});

it("E5: an answer is good for one sending", async () => {
  const at = await scene();
  const id = newId("call");
  const asked = approvalIn(await at.perform("delete-order", { id: "7" }, id));
  await at.approve(asked);
  const all = await Promise.all([1, 2, 3].map(() => at.perform("delete-order", { id: "7" }, id)));
  expect(all.filter(({ kind }) => kind === "answered").length).toBeGreaterThan(0);
  expect(writesTo(at.api)).toHaveLength(1);
  expect((await at.question(asked))?.usedAt).toEqual(NOON);
});
