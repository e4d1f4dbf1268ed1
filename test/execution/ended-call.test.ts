import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHOW_APPROVAL } from "../../src/approvals/index.ts";
import { endCall, endUnknown, outcomeOfEnded, refuseCall } from "../../src/execution/ended-call.ts";
import { type CallRow, type GivenResult, insertIntent } from "../../src/execution/ledger-store.ts";
import type { ExecutionDeps, Performance } from "../../src/execution/performance.ts";
import { type Ground, openGround } from "../support/team.ts";
import { openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const deps = () => ground as unknown as ExecutionDeps;

/** A cancellation that was sent, and of which nobody has heard. */
async function sentCall() {
  const gate = await openGate(ground);
  const performance = await gate.ready(await gate.of("cancel-order", { id: "7" }));
  const { id, context, call, target } = performance;
  const intent = { id, context, call, target, requestHash: "of-this-call", state: "sent" as const };
  const row = await insertIntent(ground.db, { ...intent, now: ground.clock() });
  if (!row) throw new Error("the intent was not stored");
  return { gate, performance, row };
}

/** A cancellation that Ada said yes to, with nothing left to be shown of that. */
async function approvedCall() {
  const gate = await openGate(ground);
  const performance = await gate.ready(await gate.of("cancel-order", { id: "7" }));
  const approval = await gate.asked(performance);
  await gate.yes(approval);
  const row = await gate.row(performance.id);
  if (!row) throw new Error("the call is not there");
  await noJobs();
  return { performance, approval, row, ada: gate.team.ada };
}

async function jobsShowing(approvalId: string): Promise<number> {
  const { rows } = await ground.db.execute(sql`
    select count(*)::int as count from graphile_worker._private_jobs job
      join graphile_worker._private_tasks task on task.id = job.task_id
    where task.identifier = ${SHOW_APPROVAL} and job.payload::text like ${`%${approvalId}%`}`);
  return Number(rows[0]?.["count"]);
}

const noJobs = () =>
  ground.db.execute(sql`delete from graphile_worker._private_jobs where task_id in (
    select id from graphile_worker._private_tasks where identifier = ${SHOW_APPROVAL})`);

const unknown = (performance: Performance, row: CallRow, message = "Orders did not answer in time") =>
  endUnknown(deps(), performance, { row, message });

/** The call in another state, in the ledger and in hand. */
async function inState(row: CallRow, state: CallRow["state"]): Promise<CallRow> {
  await ground.db.execute(sql`update calls set state = ${state} where id = ${row.id}`);
  return { ...row, state };
}

const RESULT = {
  body: '{"id":7}',
  coverage: { rows: 1, pages: 1, complete: true, asOf: "2026-11-20T09:00:00.000Z" },
};

describe("how a call ends", () => {
  it("gives its own end, with what else its row says", async () => {
    const { gate, performance, row } = await sentCall();
    const message = "Orders did not answer in time. It was not sent again; please check before you repeat it";
    expect(await unknown(performance, row)).toMatchObject({ kind: "unknown", callId: row.id, message });
    expect(await gate.row(row.id)).toMatchObject({ state: "unknown", failure: "execution.unknown" });
  });

  it("gives the end that another worker wrote first, and leaves that as it is", async () => {
    const { gate, performance, row } = await sentCall();
    const first = await unknown(performance, row);
    const stored = await gate.row(row.id);
    const refused = { row: { ...row, state: "waiting" as const }, message: "A person said stop" };
    expect(await refuseCall(deps(), performance, refused)).toEqual(first);
    expect(await gate.row(row.id)).toEqual(stored);
  });

  it("is not that of an answer that came after another worker had ended it", async () => {
    const { performance, row } = await sentCall();
    const waiting = await inState(row, "waiting");
    const first = await refuseCall(deps(), performance, { row: waiting, message: "A person said stop" });
    const settlement = { state: "settled", status: 200, result: RESULT } as const;
    expect(await endCall(deps(), performance, { row, settlement })).toEqual(first);
  });

  it("gives what the API answered, or that a person says so, and nothing that neither did", async () => {
    const { performance, row } = await sentCall();
    const settlement = { state: "settled", status: 201, result: RESULT } as const;
    const answered = { kind: "answered", status: 201, body: RESULT.body, isList: false };
    expect(await endCall(deps(), performance, { row, settlement })).toMatchObject(answered);
    const settled = { ...row, state: "settled" as const, status: 201 };
    expect(await outcomeOfEnded(deps(), performance, settled)).toMatchObject(answered);
    expect(await outcomeOfEnded(deps(), performance, { ...settled, confirmedBy: "Ada" })).toMatchObject(
      answered,
    );

    const other = { ...settled, id: `${row.id}x`, status: null, settledAt: new Date("2026-11-20T08:00:00Z") };
    await expect(outcomeOfEnded(deps(), performance, other)).rejects.toThrow("settled without a result");
    expect(await outcomeOfEnded(deps(), performance, { ...other, confirmedBy: "Ada" })).toMatchObject({
      ...{ kind: "answered", status: 200, body: "null" },
      coverage: { rows: 1, pages: 1, complete: true, asOf: "2026-11-20T08:00:00.000Z" },
    });
  });

  it("gives the records of a list that is kept in parts, and the bytes of a file, when it is asked again", async () => {
    const ended = async (result: Partial<GivenResult>) => {
      const { performance, row } = await sentCall();
      const settlement = { state: "settled", status: 200, result: { ...RESULT, ...result } } as const;
      await endCall(deps(), performance, { row, settlement });
      return outcomeOfEnded(deps(), performance, { ...row, state: "settled" });
    };
    const list = await ended({ keptId: "kept_list", columns: [] });
    expect(list).toMatchObject({ kind: "answered", records: { count: 1 } });
    expect(list).not.toHaveProperty("file");
    const file = await ended({ keptId: "kept_file" });
    expect(file).toHaveProperty("file.pieces");
    expect(file).not.toHaveProperty("records");
    const plain = await ended({});
    expect(Object.keys(plain)).not.toEqual(expect.arrayContaining(["file"]));
  });

  it("says who allowed it, where somebody did", async () => {
    const { performance, row } = await sentCall();
    const failed = {
      ...row,
      state: "settled" as const,
      failure: "execution.status_500",
      failureMessage: null,
    };
    const outcome = await outcomeOfEnded(deps(), performance, failed);
    expect(outcome).toMatchObject({ kind: "failed", message: "execution.status_500" });
    expect(outcome).not.toHaveProperty("allowedBy");
    const allowedBy = { kind: "rule" } as unknown as CallRow["allowedBy"];
    expect(await outcomeOfEnded(deps(), performance, { ...failed, allowedBy })).toHaveProperty(
      "allowedBy",
      allowedBy,
    );
  });

  it("is a defect where the ledger does not know the call", async () => {
    const { performance, row } = await sentCall();
    const lost = { ...row, id: `${row.id}x` };
    await expect(unknown(performance, lost)).rejects.toThrow(`call ${lost.id} vanished from the ledger`);
  });

  it("is shown on the card where a person approved the call, once", async () => {
    const message = "A person said stop";
    const silent = await approvedCall();
    await refuseCall(deps(), silent.performance, { row: { ...silent.row, approvedBy: null }, message });
    expect(await jobsShowing(silent.approval.id)).toBe(0);

    const { performance, approval, row, ada } = await approvedCall();
    const approved = { ...row, approvedBy: ada.id };
    await refuseCall(deps(), performance, { row: approved, message });
    expect(await jobsShowing(approval.id)).toBe(1);
    await noJobs();
    await refuseCall(deps(), performance, { row: approved, message: "too late" });
    expect(await jobsShowing(approval.id)).toBe(0);
  });
});
