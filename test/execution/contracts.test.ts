import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blankContract, type Contract, createAnswerMapper, listActions } from "../../src/actions/index.ts";
import { answerApproval } from "../../src/approvals/index.ts";
import { verifyChain } from "../../src/audit/index.ts";
import { createExecution, prepareCall } from "../../src/execution/index.ts";
import { type Integration, removeDeclaredAction, saveContract } from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { json, type RecordingApi, recordingApi } from "../support/recording-api.ts";
import {
  action,
  catalogueOf,
  connectApi,
  type Ground,
  newTeam,
  openGround,
  type Team,
} from "../support/team.ts";

const mapper = createAnswerMapper();
const closing: (() => Promise<unknown>)[] = [];
let ground: Ground;
let team: Team;
let api: RecordingApi;
let integration: Integration;
let execution: ReturnType<typeof createExecution>;

beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
  api = await recordingApi(
    (_, response) =>
      json(response, { data: { orders: [{ id: 7, customer: { name: "Ann" }, secret_note: "x" }] } }),
    (close) => closing.push(close),
  );
  integration = await connectApi(ground, team, {
    name: "Orders",
    baseUrl: api.origin,
    actions: [action("list-orders", "GET", "/orders")],
  });
  const { db, vault, egress, clock } = ground;
  execution = createExecution({
    db,
    vault,
    egress,
    clock,
    mapper,
    approvalTtlMs: 3_600_000,
    scrub: String,
    cardUrl: String,
  });
});
afterAll(async () => {
  for (const close of closing) await close();
  await mapper.close();
  await ground.close();
});

const input = (name: string, type = "string") => ({
  name,
  type,
  required: true,
  description: "",
  default: "",
  values: "",
  pathUse: "segment" as const,
});

const REFUND: Contract = {
  ...blankContract(),
  name: "refund-order",
  description: "Gives the money for an order back",
  method: "POST",
  path: "/orders/{{order_id}}/refunds",
  bodyKind: "json",
  body: '{"amount": {{amount}}}',
  inputs: [input("order_id"), input("amount", "number")],
  effect: "write",
};

const save = (contract: Contract, actionId?: string) =>
  saveContract({ ...ground, mapper }, { integration, contract, actionId, by: team.ada.id });

async function saved(contract: Contract, actionId?: string) {
  const outcome = await save(contract, actionId);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults));
  return outcome.action;
}

/** A performance of an action of the catalogue as it is now. */
async function performanceOf(name: string, args: Record<string, unknown>, id = newId("call")) {
  const catalogue = await catalogueOf(ground, team);
  const found = catalogue.actionsOf(integration.id).find((candidate) => candidate.name === name);
  const prepared = prepareCall(catalogue, { kind: "action", actionId: found?.id ?? "", arguments: args });
  if (!prepared.ok) throw new Error(prepared.message);
  const { ok: _ok, ...ready } = prepared;
  const context = {
    workspaceId: team.workspace.id,
    runId: newId("run"),
    threadId: null,
    memberId: team.bob.id,
  };
  return { id, context, ...ready, catalogueVersion: catalogue.version, foreign: [] };
}

describe("C5: an action that was declared by a contract", () => {
  it("is found by search, called like any other, and its answer is mapped", async () => {
    await saved({
      ...blankContract(),
      name: "buyers-of-the-week",
      description: "Who bought lately",
      path: "/orders",
      query: [{ name: "limit", value: "{{limit}}" }],
      inputs: [{ ...input("limit", "integer"), required: false, default: "5" }],
      mapping: { kind: "fields", fields: [{ name: "buyer", path: "data.orders[*].customer.name" }] },
    });
    const catalogue = await catalogueOf(ground, team);
    expect(catalogue.find("who bought lately", { limit: 3 })[0]?.name).toBe("buyers-of-the-week");
    const outcome = await execution.perform(await performanceOf("buyers-of-the-week", {}));
    expect(outcome).toMatchObject({ kind: "answered", body: '[{"buyer":"Ann"}]', isList: true });
    expect(api.requests.at(-1)?.url).toBe("/orders?limit=5");
  });

  it("waits for a yes when it writes; a change of it meanwhile makes that yes stale, and nothing is sent", async () => {
    const declared = await saved(REFUND);
    const asked = await performanceOf("refund-order", { order_id: "7", amount: 3 });
    const outcome = await execution.perform(asked);
    if (outcome.kind !== "waiting") throw new Error(outcome.kind);
    const changed = await saved({ ...REFUND, body: '{"amount": {{amount}}, "fast": true}' }, declared.id);
    expect(changed.version).toBe(declared.version + 1);
    const yes = { approvalId: outcome.approvalId, workspaceId: team.workspace.id, by: team.ada.id };
    await ground.db.transaction((tx) =>
      answerApproval(tx, { ...yes, verdict: "approved", counts: [0] }, ground.clock()),
    );
    const before = api.requests.length;
    const again = await performanceOf("refund-order", { order_id: "7", amount: 3 }, asked.id);
    expect(await execution.perform({ ...again, context: asked.context })).toMatchObject({ kind: "refused" });
    expect(api.requests).toHaveLength(before);
  });

  it("keeps its version when it is saved as it was", async () => {
    const [before] = (await listActions(ground.db, team.workspace.id, integration.id)).filter(
      ({ name }) => name === "refund-order",
    );
    const same = await saved({ ...REFUND, body: '{"amount": {{amount}}, "fast": true}' }, before?.id);
    expect(same.version).toBe(before?.version);
  });

  it("is asked about when it is a GET that was marked as a write, also when it is described in chat", async () => {
    await saved({
      ...blankContract(),
      name: "wake-up",
      description: "Wakes it",
      path: "/wake",
      effect: "write",
    });
    const catalogue = await catalogueOf(ground, team);
    const described = prepareCall(catalogue, {
      kind: "http",
      integrationId: integration.id,
      method: "GET",
      path: "/wake",
      query: { extra: "1" },
    });
    expect(described).toMatchObject({ ok: true, call: { effect: "write" } });
    expect(await execution.perform(await performanceOf("wake-up", {}))).toMatchObject({ kind: "waiting" });
  });

  it("is refused with a name that is taken, and with an expression that cannot be read", async () => {
    expect(await save({ ...REFUND, name: "list-orders" })).toMatchObject({
      ok: false,
      faults: [{ field: "name" }],
    });
    const mapping = { kind: "jmespath", expression: "data[" } as const;
    expect(await save({ ...REFUND, name: "other", mapping })).toMatchObject({
      ok: false,
      faults: [{ field: "expression" }],
    });
  });

  it("gets its name once, also when two admins save at the same moment", async () => {
    const twin = { ...REFUND, name: "twin" };
    const outcomes = await Promise.all([save(twin), save(twin)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it("is removed for good, on the record; an imported one is not", async () => {
    const stored = await listActions(ground.db, team.workspace.id, integration.id);
    const idOf = (name: string) => stored.find((candidate) => candidate.name === name)?.id ?? "";
    const by = team.ada.id;
    const remove = (name: string) => removeDeclaredAction(ground, { integration, actionId: idOf(name), by });
    expect(await remove("list-orders")).toBeUndefined();
    expect((await remove("refund-order"))?.name).toBe("refund-order");
    expect((await catalogueOf(ground, team)).action(idOf("refund-order"))).toBeUndefined();
    expect(await verifyChain(ground.db, team.workspace.id)).toMatchObject({ ok: true });
  });
});
