/** Stores calls together with the questions about them. */
import { dueTimes, type Evidence, getApprovalSettings, insertApproval } from "../approvals/index.ts";
import type { Queryable } from "../database/index.ts";
import { newId, storableJson } from "../kernel/index.ts";
import type { Verdict } from "../policy/index.ts";
import { beforeOf, marksOf, type PerformRead, readRecord, withPrecondition } from "./gather-evidence.ts";
import { insertIntent } from "./ledger-store.ts";
import type { CallOutcome } from "./outcome.ts";
import type { DecidingDeps, Performance } from "./performance.ts";
import { hashOfCall, type PreparedCall } from "./prepared-request.ts";
import { shownRequest } from "./shown-request.ts";

export type Asking = Extract<Verdict, { kind: "ask" }>;

/** A question that is about to be asked: the call as it would be sent, and what is shown beside it. */
export interface Question {
  readonly call: PreparedCall;
  readonly requestHash: string;
  readonly evidence: Evidence;
}

/** Looks at what the call is about, and makes the question of it. Reads, but stores nothing about the call itself. */
export async function prepareQuestion(
  deps: DecidingDeps,
  performance: Performance,
  how: { readId: string; performRead: PerformRead; again?: string },
): Promise<Question> {
  const [record, marks] = [await readRecord(deps, performance, how), await marksOf(deps, performance)];
  const before = beforeOf(record, performance.call, deps.clock());
  const call = withPrecondition(performance.call, before);
  return {
    call,
    requestHash: hashOfCall(performance.context.workspaceId, call, performance.integration.credentialVersion),
    evidence: {
      ...(before ? { before } : {}),
      ...(marks.length > 0 ? { marks } : {}),
      ...(how.again ? { again: how.again } : {}),
    },
  };
}

/** Stores a question about a call of the ledger. Gives its id. */
export async function insertQuestion(
  deps: DecidingDeps,
  db: Queryable,
  asked: {
    performance: Performance;
    question: Question;
    verdict: Asking;
    more?: { replaces?: string; editedBy?: string | null };
  },
): Promise<string> {
  const { performance, question, verdict } = asked;
  const { id: callId, context } = performance;
  const now = deps.clock();
  const times = { createdAt: now, expiresAt: new Date(now.getTime() + deps.approvalTtlMs) };
  const approvalId = newId("apr", now);
  await insertApproval(db, {
    id: approvalId,
    workspaceId: context.workspaceId,
    runId: context.runId,
    callId,
    requestHash: question.requestHash,
    request: shownRequest(question.call, performance.integration),
    // It quotes data of APIs, which may hold what a database does not take.
    evidence: JSON.parse(storableJson(question.evidence)) as Evidence,
    askedBecause: verdict.because,
    ruleId: verdict.ruleId ?? null,
    requestedBy: context.memberId,
    approvers: verdict.approvers,
    ...times,
    ...dueTimes(await getApprovalSettings(db, context.workspaceId), times),
    ...asked.more,
  });
  return approvalId;
}

/** Stores a call and the question about it together. Undefined when the ledger has the call already. */
export async function askFirst(
  deps: DecidingDeps,
  performance: Performance,
  { verdict, performRead }: { verdict: Asking; performRead: PerformRead },
): Promise<CallOutcome | undefined> {
  const { id, context, target } = performance;
  const question = await prepareQuestion(deps, performance, { readId: `${id}.before`, performRead });
  const { call, requestHash } = question;
  const approvalId = await deps.db.transaction(async (tx) => {
    const intent = { id, context, call, target, requestHash, state: "waiting", now: deps.clock() } as const;
    const row = await insertIntent(tx, intent);
    return row && insertQuestion(deps, tx, { performance, question, verdict });
  });
  return approvalId === undefined
    ? undefined
    : { kind: "waiting", callId: id, title: call.title, approvalId };
}
