import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertIntent } from "../../src/execution/ledger-store.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { hashOfCall } from "../../src/execution/prepared-request.ts";
import type { CallState } from "../../src/execution/tables.ts";
import { writesTo } from "../support/recording-api.ts";
import { action, type Ground, NOON, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const cancelling = async (at: Gate) => at.ready(await at.of("cancel-order", { id: "7", reason: "late" }));

/** What a crash leaves behind. */
async function leftBehind(performance: Performance, state: CallState): Promise<void> {
  const { id, context, call, integration } = performance;
  const requestHash = hashOfCall(context.workspaceId, call, integration.credentialVersion);
  await insertIntent(ground.db, { id, context, call, requestHash, state, now: NOON });
}

const forgetQuestion = ({ id }: Performance) =>
  ground.db.execute(sql`delete from approvals where call_id = ${id}`);

const REFUSED = "This is not allowed here (rule 1: a rule). Nothing was sent";

describe("E7: a call that a rule refuses", () => {
  it("E7: is told, kept, and not sent when it is asked for again", async () => {
    const at = await openGate(ground);
    await at.rule({ methods: ["POST"] }, { kind: "refuse" });
    const performance = await cancelling(at);
    for (const _ of [1, 2])
      expect(await at.perform(performance)).toMatchObject({ kind: "refused", message: REFUSED });
    expect(await at.row(performance.id)).toMatchObject({ state: "refused", sentAt: null });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E7: is refused where a crash came before that was stored", async () => {
    const at = await openGate(ground);
    await at.rule({ methods: ["POST"] }, { kind: "refuse" });
    const performance = await cancelling(at);
    await leftBehind(performance, "planned");
    expect(await at.perform(performance)).toMatchObject({ kind: "refused", message: REFUSED });
  });

  it("E7: says when its id is taken elsewhere", async () => {
    const [at, elsewhere] = [await openGate(ground), await openGate(ground)];
    await at.rule({ methods: ["POST"] }, { kind: "refuse" });
    const performance = await cancelling(at);
    await leftBehind({ ...(await cancelling(elsewhere)), id: performance.id }, "sent");
    await expect(at.perform(performance)).rejects.toThrow("can be stored nowhere");
  });

  it("D3: stays unknown where it had been sent before the rule", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await leftBehind(performance, "sent");
    await at.rule({ methods: ["POST"] }, { kind: "refuse" });
    expect(await at.perform(performance)).toMatchObject({ kind: "unknown" });
  });
});

describe("E7: a rule that was made while a call waited", () => {
  it("E7: refuses it, and closes the question, also when it was answered", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    const approval = await at.asked(performance);
    await at.yes(approval);
    await at.rule({ methods: ["POST"] }, { kind: "refuse" });
    expect(await at.perform(performance)).toMatchObject({ kind: "refused", message: REFUSED });
    expect(await at.question(approval.id)).toMatchObject({ state: "stale", reason: REFUSED });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E7: demands somebody else, so that it has to be asked for again", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    const approval = await at.asked(performance);
    await at.yes(approval);
    const approvers = { admins: false, requester: false, members: [at.team.cleo.id] };
    await at.rule({ methods: ["POST"] }, { kind: "ask", approvers });
    expect(await at.perform(performance)).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(
        /^A rule was made since this was asked, so nothing was sent \(rule 1: a rule.*\)\. Ask again$/,
      ),
    });
    expect(await at.question(approval.id)).toMatchObject({ state: "stale" });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E5: says nothing about one that was denied", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await at.no(await at.asked(performance));
    await at.rule({ methods: ["POST"] }, { kind: "refuse" });
    expect(await at.perform(performance)).toMatchObject({
      ...{ kind: "refused", message: "The request was denied. Nothing was sent" },
    });
  });
});

describe("E1: a call that waits for a question that is not there", () => {
  it.each(["ask", "allow"])("E1: is not sent: %s", async (how) => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await at.asked(performance);
    await forgetQuestion(performance);
    if (how === "allow") await at.rule({ methods: ["POST"] }, { kind: "allow" });
    await expect(at.perform(performance)).rejects.toThrow("waits for an approval that does not exist");
    expect(writesTo(at.api)).toEqual([]);
  });

  it("can be withdrawn", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await at.asked(performance);
    await forgetQuestion(performance);
    await at.execution.withdraw({ workspaceId: at.team.workspace.id, id: performance.id }, "it is off");
    expect(await at.row(performance.id)).toMatchObject({ state: "refused", failureMessage: "it is off" });
  });

  it("can be withdrawn where it is not in the ledger at all", async () => {
    const at = await openGate(ground);
    const call = { workspaceId: at.team.workspace.id, id: "call_none" };
    expect(await at.execution.withdraw(call, "it is off")).toBeUndefined();
  });
});

describe("D3: a call that a crash left behind", () => {
  it("D3: is answered to all workers that take it up at once, where it is a read", async () => {
    const at = await openGate(ground);
    const performance = await at.ready(await at.of("get-order", { id: "7" }));
    await leftBehind(performance, "planned");
    for (const outcome of await Promise.all([1, 2, 3].map(() => at.perform(performance))))
      expect(outcome).toMatchObject({ kind: "answered" });
  });

  it("D3: is not sent again under its key where it would be sent in another name", async () => {
    const pay = { ...action("pay", "POST", "/pay"), idempotencyHeader: "X-Key", source: "contract" as const };
    const at = await openGate(ground, { actions: [pay] });
    const performance = await at.ready(await at.of("pay"));
    await at.yes(await at.asked(performance));
    await ground.db.execute(
      sql`update calls set state = 'sent', sent_at = ${NOON.toISOString()}, attempts = 1 where id = ${performance.id}`,
    );
    const integration = { ...performance.integration, credentialVersion: 99 };
    expect(await at.perform({ ...performance, integration })).toMatchObject({ kind: "unknown" });
    expect(writesTo(at.api)).toEqual([]);
  });
});
