import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertActions } from "../../src/actions/index.ts";
import { type Approval, findApprovalOfCall } from "../../src/approvals/index.ts";
import { editableFields } from "../../src/execution/index.ts";
import { json, writesTo } from "../support/recording-api.ts";
import { action, type Ground, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const LATE = { ok: false, message: "This request was answered or edited meanwhile", late: true };

const namesOf = async (at: Gate, approval: Approval) => {
  const fields = await editableFields(ground, { approval, catalogue: await at.catalogue() });
  return fields?.map(({ name }) => name);
};

/** A cancellation that waits. */
const cancelling = async (at: Gate, reason = "late") =>
  at.ready(await at.of("cancel-order", { id: "7", reason }));

/** What an edit that was made gave. */
async function edited(at: Gate, approval: Approval, entered: Record<string, string>): Promise<Approval> {
  const outcome = await at.edit(approval, entered);
  if (!outcome.ok || outcome.approvalId === null) throw new Error(JSON.stringify(outcome));
  return at.question(outcome.approvalId);
}

describe("E3: which requests can be edited", () => {
  it("E3: those that wait, in the inputs of their action", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await at.ready(await at.of("update-order", { id: "7", status: "sent" })));
    expect(await namesOf(at, approval)).toEqual(["id", "status", "note"]);
  });

  it("E3: those that were described, in their query and body", async () => {
    const at = await openGate(ground);
    const target = at.http("POST", "/other", { query: { dry: "no" }, body: { a: 1 } });
    expect(await namesOf(at, await at.asked(await at.ready(target)))).toEqual(["query.dry", "body"]);
  });

  it("E3: not a read, of which nothing is kept to propose it again", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await at.ready(await at.of("export-orders", { since: "May" })));
    expect(await namesOf(at, approval)).toBeUndefined();
    expect(await at.edit(approval, { since: "June" })).toEqual(LATE);
  });

  it("E3: not once the question has its answer", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await cancelling(at));
    await at.yes(approval);
    expect(await namesOf(at, await at.question(approval.id))).toBeUndefined();
  });

  it("E3: not once the call does not wait any more, whatever a page that was open still shows", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    const approval = await at.asked(performance);
    await at.execution.withdraw({ workspaceId: at.team.workspace.id, id: performance.id }, "it is off");
    expect(await namesOf(at, approval)).toBeUndefined();
    expect(await at.edit(approval, { id: "no/such/id" })).toEqual(LATE);
  });

  it("E3: not one that the ledger does not know", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await cancelling(at));
    const other = { ...approval, callId: "call_none" };
    expect(await namesOf(at, other)).toBeUndefined();
    expect(await at.edit(other, { reason: "lost" })).toEqual(LATE);
  });
});

describe("E3: an edit of a request that waits", () => {
  it("E3: can fill in what the action takes and nobody gave", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await at.ready(await at.of("update-order", { id: "7", status: "sent" })));
    const { request } = await edited(at, approval, { note: "soon" });
    expect(request.body).toEqual({ status: "sent", note: "soon" });
  });
});

describe("E3: an edit that cannot be", () => {
  it("E3: says which field is not right", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await at.ready(at.http("POST", "/other", { body: { a: 1 } })));
    expect(await at.edit(approval, { body: "{" })).toEqual({
      ...{ ok: false, field: "body", message: "This is not valid JSON" },
    });
    expect(await at.question(approval.id)).toMatchObject({ state: "pending" });
  });

  it("E3: says what is wrong with the arguments, by the action that was asked about", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await cancelling(at));
    const message = expect.stringMatching(/^the arguments of cancel-order are not right/);
    expect(await at.edit(approval, { id: "" })).toEqual({ ok: false, message });
  });

  const ANOTHER = "An edit may change the arguments, but not which action of which integration it is";

  it("E3: is refused where it would have become another action meanwhile", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await at.ready(at.http("POST", "/other", { body: { a: 1 } })));
    await insertActions(ground.db, at.integration, [action("other", "POST", "/other", { body: ["a"] })]);
    expect(await at.edit(approval, { body: '{"a":2}' })).toEqual({ ok: false, message: ANOTHER });
    expect(await at.question(approval.id)).toMatchObject({ state: "pending" });
  });

  it("E3: is refused where it would go to another integration than the call did", async () => {
    const [at, elsewhere] = [await openGate(ground), await openGate(ground)];
    const performance = await at.ready(at.http("POST", "/other", { body: { a: 1 } }));
    const approval = await at.asked(performance);
    await ground.db.execute(
      sql`update calls set integration_id = ${elsewhere.integration.id} where id = ${performance.id}`,
    );
    expect(await at.edit(approval, { body: '{"a":2}' })).toEqual({ ok: false, message: ANOTHER });
  });

  it("E3, E7: is refused where a rule refuses what it would be", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await cancelling(at));
    const where = [{ argument: "reason", operator: "=", value: "spite" } as const];
    await at.rule({ methods: ["POST"], where }, { kind: "refuse" });
    expect(await at.edit(approval, { reason: "spite" })).toEqual({ ok: false, message: "rule 1: a rule" });
    expect(await at.question(approval.id)).toMatchObject({ state: "pending" });
  });

  it("E3: changes nothing where it is only looked whether it could be", async () => {
    const at = await openGate(ground);
    const approval = await at.asked(await cancelling(at));
    expect(await at.edit(approval, { reason: "lost" }, { dryRun: true })).toEqual({
      ...{ ok: true, approvalId: null },
    });
    expect(await at.question(approval.id)).toMatchObject({ state: "pending" });
  });

  it("E3: comes too late once somebody has answered", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    const approval = await at.asked(performance);
    await at.yes(approval);
    expect(await at.edit(approval, { reason: "lost" })).toEqual(LATE);
    expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
    expect(writesTo(at.api)).toMatchObject([{ body: '{"reason":"late"}' }]);
  });

  it("E3: leaves everything as it is where the call ends while the record is read", async () => {
    let atRead = async () => {};
    const at = await openGate(ground, {
      respond: async (_, response) => {
        await atRead();
        json(response, { id: 7, status: "paid" });
      },
    });
    const performance = await at.ready(await at.of("update-order", { id: "7", status: "sent" }));
    const approval = await at.asked(performance);
    atRead = async () => {
      await ground.db.execute(sql`update calls set state = 'refused' where id = ${performance.id}`);
    };
    await expect(at.edit(approval, { status: "lost" })).rejects.toThrow("does not wait any more");
    expect(await findApprovalOfCall(ground.db, performance.id)).toMatchObject({
      ...{ id: approval.id, state: "pending" },
    });
  });
});

describe("E3: whom an edited request asks", () => {
  it("E3, E8: those whom the rules name for what it is now", async () => {
    const at = await openGate(ground);
    const { cleo } = at.team;
    const approval = await at.asked(await cancelling(at));
    const approvers = { admins: false, requester: false, members: [cleo.id] };
    const where = [{ argument: "reason", operator: "=", value: "fraud" } as const];
    await at.rule({ methods: ["POST"], where }, { kind: "ask", approvers });
    const question = await edited(at, approval, { reason: "fraud" });
    expect(JSON.stringify(question.approvers)).toContain(cleo.id);
    expect(question.askedBecause).toContain("rule 1");
  });

  it("E3: those who were asked before, where the rules would let it go by now", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    const approval = await at.asked(performance);
    await at.rule({ methods: ["POST"] }, { kind: "allow" });
    const question = await edited(at, approval, { reason: "lost" });
    expect(question).toMatchObject({
      ...{ approvers: approval.approvers, askedBecause: approval.askedBecause },
      ...{ replaces: approval.id, editedBy: at.team.ada.id, state: "pending" },
    });
    expect(await at.perform(performance)).toMatchObject({ kind: "waiting", approvalId: question.id });
  });
});
