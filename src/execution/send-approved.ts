/**
 * From a yes to the wire: the stored request, only if it still is what was approved, only if the record still is what
 * was shown, only once.
 *
 *   approved ──same request, same record──▶ used ──▶ sent
 *       │ the record is another now ──▶ stale, and asked again with what it is now
 *       │ the integration, its credential or the action is another now ──▶ stale, nothing is sent
 */
import {
  type Approval,
  type Before,
  countApprovalsOfCall,
  markApprovalStale,
  useApproval,
} from "../approvals/index.ts";
import type { Json } from "../kernel/index.ts";
import { type Asking, insertQuestion, prepareQuestion } from "./ask-first.ts";
import { refuseCall } from "./ended-call.ts";
import { differences } from "./field-changes.ts";
import {
  digestOf,
  type PerformRead,
  type RecordNow,
  readRecord,
  withPrecondition,
} from "./gather-evidence.ts";
import { type CallRow, claimSend, replaceWaiting } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { DecidingDeps, Performance } from "./performance.ts";
import { hashOfCall } from "./prepared-request.ts";
import { findResult } from "./results-store.ts";

/** A record that changes all the time is not chased for ever. */
const MOST_QUESTIONS = 5;

interface Approved {
  readonly row: CallRow;
  readonly approval: Approval;
  readonly performRead: PerformRead;
}

/** `send`: the claim is made and the request must leave now. `again`: somebody else moved the call, look anew. */
export type Released =
  | { readonly kind: "send"; readonly performance: Performance; readonly row: CallRow }
  | { readonly kind: "again" }
  | { readonly kind: "ended"; readonly outcome: CallOutcome };

const ended = (outcome: CallOutcome): Released => ({ kind: "ended", outcome });

/** Lets an approved call go, or says why not. */
export async function releaseApproved(
  deps: DecidingDeps,
  performance: Performance,
  approved: Approved,
): Promise<Released> {
  const { row, approval } = approved;
  const call = withPrecondition(performance.call, approval.evidence.before);
  const hashNow = hashOfCall(row.workspaceId, call, performance.integration.credentialVersion);
  if (hashNow !== approval.requestHash || row.requestHash !== approval.requestHash)
    return refuseStale(deps, performance, {
      approved,
      why: "the integration, its credential or the action changed",
    });
  const changed = await changeSince(deps, performance, approved);
  if (changed !== undefined) {
    const verdict = { kind: "ask", because: approval.askedBecause, approvers: approval.approvers } as const;
    return askAgain(deps, performance, { approved, verdict, why: changed });
  }
  return claim(deps, { ...performance, call }, approved);
}

/** In words, how the record differs from the one that the card showed; undefined when it does not. */
async function changeSince(
  deps: DecidingDeps,
  performance: Performance,
  { approval, performRead }: Approved,
): Promise<string | undefined> {
  const { before } = approval.evidence;
  if (before?.kind !== "read") return undefined;
  const readId = `${performance.id}.check.${approval.id}`;
  const now = await readRecord(deps, performance, { readId, performRead });
  if (now?.kind === "read" && digestOf(now.record) === before.digest) return undefined;
  return describeChange(await recordThen(deps, before), now);
}

async function recordThen(deps: DecidingDeps, before: Extract<Before, { kind: "read" }>): Promise<Json> {
  const result = await findResult(deps.db, before.callId);
  return result ? (JSON.parse(result.body) as Json) : null;
}

function describeChange(then: Json, now: RecordNow | undefined): string {
  if (now?.kind !== "read")
    return `The record could not be read again before sending: ${now?.why ?? "nothing reads it any more"}`;
  const parts = differences(then, now.record).map(
    ({ path, before, after }) => `${path || "it"}: ${before ?? "(none)"} → ${after ?? "(none)"}`,
  );
  return `The record changed since the card was shown: ${parts.slice(0, 6).join("; ")}`;
}

async function claim(
  deps: DecidingDeps,
  performance: Performance,
  { row, approval }: Approved,
): Promise<Released> {
  const now = deps.clock();
  const claimed = await deps.db.transaction(async (tx) => {
    if (!(await useApproval(tx, approval, now))) return undefined;
    const by = approval.answeredBy ? { approvedBy: approval.answeredBy } : {};
    const sent = await claimSend(tx, row, { from: ["waiting"], now, ...by });
    if (!sent) throw new Error(`call ${row.id} was approved and is ${row.state}, but could not be claimed`);
    return sent;
  });
  return claimed ? { kind: "send", performance, row: claimed } : { kind: "again" };
}

async function refuseStale(
  deps: DecidingDeps,
  performance: Performance,
  { approved, why }: { approved: Approved; why: string },
): Promise<Released> {
  if (!(await markApprovalStale(deps.db, approved.approval.id, why))) return { kind: "again" };
  const message = `After the approval, ${why}; so nothing was sent. Ask again`;
  return ended(await refuseCall(deps, performance, { row: approved.row, message }));
}

/** Puts a new question in the place of an answered one, with what is true now. */
async function askAgain(
  deps: DecidingDeps,
  performance: Performance,
  { approved, verdict, why }: { approved: Approved; verdict: Asking; why: string },
): Promise<Released> {
  const { row, approval, performRead } = approved;
  const asked = await countApprovalsOfCall(deps.db, row.id);
  if (asked >= MOST_QUESTIONS)
    return refuseStale(deps, performance, { approved, why: "the record kept changing" });
  const readId = `${row.id}.before.${asked}`;
  const question = await prepareQuestion(deps, performance, { readId, performRead, again: why });
  const approvalId = await deps.db.transaction(async (tx) => {
    if (!(await markApprovalStale(tx, approval.id, why))) return undefined;
    const { call, requestHash } = question;
    const by = { call, requestHash, target: performance.target };
    if (!(await replaceWaiting(tx, row, by))) throw new Error(`call ${row.id} does not wait any more`);
    const more = { replaces: approval.id, editedBy: approval.editedBy };
    return insertQuestion(deps, tx, { performance, question, verdict, more });
  });
  if (approvalId === undefined) return { kind: "again" };
  return ended({ kind: "waiting", callId: row.id, title: row.title, approvalId });
}
