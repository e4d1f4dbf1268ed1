/** Asks people whether a write happened of which nobody knows, and shows what a look at the record tells. */
import { type Approval, findApprovalOfCall, insertApproval } from "../approvals/index.ts";
import { type Json, newId } from "../kernel/index.ts";
import type { ApproverScope } from "../policy/index.ts";
import { differences } from "./field-changes.ts";
import { digestOf, type PerformRead, readRecord } from "./gather-evidence.ts";
import { type CallRow, findCall } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { DecidingDeps, Performance } from "./performance.ts";
import { findResult } from "./results-store.ts";
import { shownRequest } from "./shown-request.ts";

type Unknown = Extract<CallOutcome, { kind: "unknown" }>;

/** Where no rule says who answers for a call: whoever asked for it, or an admin. */
const WHO_KNOWS: ApproverScope = { admins: true, requester: true };

/** Stores the question what became of a call, once. */
export async function askOutcome(
  deps: DecidingDeps,
  performance: Performance,
  { outcome, performRead }: { outcome: Unknown; performRead: PerformRead },
): Promise<Unknown> {
  const { callId } = outcome;
  const asked = await findApprovalOfCall(deps.db, callId, "outcome");
  if (asked) return { ...outcome, questionId: asked.id };
  const row = await findCall(deps.db, performance.context.workspaceId, callId);
  if (!row) throw new Error(`call ${callId} vanished from the ledger`);
  const approval = await findApprovalOfCall(deps.db, callId);
  const look = await lookAtRecord(deps, performance, { row, approval, performRead });
  const now = deps.clock();
  await insertApproval(deps.db, {
    id: newId("apr", now),
    workspaceId: row.workspaceId,
    runId: row.runId,
    callId,
    kind: "outcome",
    requestHash: row.requestHash,
    request: shownRequest(
      { ...performance.call, request: row.request, title: row.title },
      performance.integration,
    ),
    evidence: look ? { look } : {},
    askedBecause: row.failureMessage ?? outcome.message,
    requestedBy: row.memberId,
    approvers: approval ? anyOneOf(approval.approvers) : WHO_KNOWS,
    createdAt: now,
    expiresAt: new Date(now.getTime() + deps.approvalTtlMs),
  });
  const question = await findApprovalOfCall(deps.db, callId, "outcome");
  return question ? { ...outcome, questionId: question.id } : outcome;
}

/** To tell what happened takes one person, also where it took several to allow it. */
function anyOneOf({ admins, requester, members, groups }: ApproverScope): ApproverScope {
  return { admins, requester, ...(members ? { members } : {}), ...(groups ? { groups } : {}) };
}

/** What the record tells about whether the write happened; undefined when nothing in the catalogue reads it. */
async function lookAtRecord(
  deps: DecidingDeps,
  { signal: _, ...performance }: Performance,
  { row, approval, performRead }: { row: CallRow; approval: Approval | undefined; performRead: PerformRead },
): Promise<string | undefined> {
  const call = { ...performance.call, request: row.request, effect: row.effect };
  const now = await readRecord(deps, { ...performance, call }, { readId: `${row.id}.look`, performRead });
  if (!now) return undefined;
  if (now.kind === "unreadable") return `I could not look: ${now.why}`;
  const before = approval?.evidence.before;
  if (before?.kind !== "read") return "I looked, and the record is there; I do not know what it was before";
  if (digestOf(now.record) === before.digest)
    return "I looked, and the record is just as it was before. It looks as if this did not happen";
  const then = await findResult(deps.db, before.callId);
  const changed = differences(then ? (JSON.parse(then.body) as Json) : null, now.record)
    .slice(0, 6)
    .map((change) => `${change.path || "it"}: ${change.before ?? "(none)"} → ${change.after ?? "(none)"}`);
  return `I looked, and the record is another one now (${changed.join("; ")}). It looks as if this happened`;
}
