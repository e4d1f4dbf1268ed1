/** How a call ends in the ledger, and what an ended call gives when it is asked for again. */
import { showCallLater } from "../approvals/index.ts";
import { type CallRow, findCall, type GivenResult, type Settlement, settleCall } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { ExecutionDeps, Performance } from "./performance.ts";
import { findResult, type StoredAnswer } from "./results-store.ts";

/** Ends a call, and gives its outcome: that of another worker where that one had ended it first. */
export async function endCall(
  deps: ExecutionDeps,
  performance: Performance,
  end: { row: CallRow; settlement: Omit<Settlement, "now"> },
): Promise<CallOutcome> {
  const { settlement } = end;
  const isEndedHere = await settle(deps, end.row, { ...settlement, now: deps.clock() });
  const row = isEndedHere
    ? endedRow(end.row, settlement)
    : await findCall(deps.db, end.row.workspaceId, end.row.id);
  if (!row) throw new Error(`call ${end.row.id} vanished from the ledger`);
  return isEndedHere && settlement.result
    ? answeredWith(performance, row, settlement.result)
    : outcomeOfEnded(deps, performance, row);
}

/** What became of a call that somebody approved shows on the card, too. */
function settle({ db }: ExecutionDeps, row: CallRow, settlement: Settlement): Promise<boolean> {
  if (row.approvedBy === null) return settleCall(db, row, settlement);
  return db.transaction(async (tx) => {
    const isSettled = await settleCall(tx, row, settlement);
    if (isSettled) await showCallLater(tx, row);
    return isSettled;
  });
}

function endedRow(row: CallRow, settlement: Omit<Settlement, "now">): CallRow {
  const { state, status = null, failure = null, failureMessage = null } = settlement;
  return { ...row, state, status, failure, failureMessage };
}

/** What an ended call gave, read back from the ledger. */
export async function outcomeOfEnded(
  deps: ExecutionDeps,
  performance: Performance,
  row: CallRow,
): Promise<CallOutcome> {
  const { id: callId, title } = row;
  const integration = performance.integration.name;
  switch (row.state) {
    case "refused":
      return { kind: "refused", callId, title, message: row.failureMessage ?? "It was refused" };
    case "unknown": {
      const why = row.failureMessage ?? "It is not known whether this happened";
      const message = `${why}. It was not sent again; please check before you repeat it`;
      return { kind: "unknown", callId, title, message };
    }
    case "settled": {
      if (!row.failure) return answered(deps, performance, row);
      const message = row.failureMessage ?? row.failure;
      return { kind: "failed", callId, title, integration, code: row.failure, message, ...allowanceOf(row) };
    }
    case "planned":
    case "waiting":
    case "sent":
      throw new Error(`call ${callId} has not ended: it is ${row.state}`);
  }
}

async function answered(deps: ExecutionDeps, performance: Performance, row: CallRow): Promise<CallOutcome> {
  const result = await findResult(deps.db, row.id);
  if (!result && row.confirmedBy) return answeredWith(performance, row, confirmed(row));
  if (!result) throw new Error(`call ${row.id} is settled without a result`);
  return answeredWith(performance, row, result);
}

/** What stands for the answer of a call of which only a person knows that it happened. */
function confirmed({ settledAt, createdAt }: CallRow): GivenResult {
  const asOf = (settledAt ?? createdAt).toISOString();
  return { body: "null", coverage: { rows: 1, pages: 1, complete: true, asOf } };
}

function answeredWith(
  performance: Performance,
  row: CallRow,
  result: Pick<GivenResult, "coverage"> & StoredAnswer,
): CallOutcome {
  const { body, coverage, records, file } = result;
  return {
    kind: "answered",
    callId: row.id,
    title: row.title,
    integration: performance.integration.name,
    status: row.status ?? 200,
    body,
    isList: isListText(body),
    coverage,
    ...(records ? { records } : {}),
    ...(file ? { file } : {}),
    ...allowanceOf(row),
  };
}

const allowanceOf = ({ allowedBy }: CallRow) => (allowedBy ? { allowedBy } : {});

/** Whether a stored answer is a list of records: `PagesRead` gives a list exactly then. */
export function isListText(body: string): boolean {
  return body.startsWith("[");
}

/** Ends a call that nothing was sent for. */
export function refuseCall(
  deps: ExecutionDeps,
  performance: Performance,
  { row, message, code = "execution.refused" }: { row: CallRow; message: string; code?: string },
): Promise<CallOutcome> {
  const settlement = { state: "refused", failure: code, failureMessage: message } as const;
  return endCall(deps, performance, { row, settlement });
}

/** Ends a write of which nobody knows whether it happened. It is never sent again. */
export function endUnknown(
  deps: ExecutionDeps,
  performance: Performance,
  { row, message }: { row: CallRow; message: string },
): Promise<CallOutcome> {
  const settlement = { state: "unknown", failure: "execution.unknown", failureMessage: message } as const;
  return endCall(deps, performance, { row, settlement });
}
