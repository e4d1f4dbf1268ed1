import { and, desc, eq, gt, inArray, isNull, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { type Approval, isSettledBy, yesesNeeded } from "./approval.ts";
import { showLater, showSoon } from "./show-job.ts";
import { type ApprovalState, approvals, type QuestionKind } from "./tables.ts";

export interface Answer {
  readonly approvalId: string;
  readonly workspaceId: string;
  /** The member who answers. */
  readonly by: string;
  readonly verdict: "approved" | "denied";
  /** The demands that a yes of this person counts for; see `demandsMetBy`. */
  readonly counts: readonly number[];
  readonly reason?: string;
}

/** Stores a question. Asking twice about the same call while the first question stands keeps the first. */
export async function insertApproval(
  db: Queryable,
  approval: Omit<typeof approvals.$inferInsert, "yesesNeeded">,
): Promise<void> {
  const row = { ...approval, yesesNeeded: [...yesesNeeded(approval.approvers)] };
  const stored = await db.insert(approvals).values(row).onConflictDoNothing().returning({ id: approvals.id });
  if (stored.length > 0) await showSoon(db, approval);
}

/** Changes those questions that `where` fits, and sees to it that their cards are drawn anew. */
async function change(
  db: Queryable,
  set: Parameters<ReturnType<typeof update>["set"]>[0],
  where: SQL | undefined,
): Promise<Approval[]> {
  return db.transaction(async (tx) => {
    const changed = await tx.update(approvals).set(set).where(where).returning();
    await showLater(tx, changed);
    return changed;
  });
}

const update = (db: Queryable) => db.update(approvals);
const oneOf = (workspaceId: string, approvalId: string) =>
  and(eq(approvals.workspaceId, workspaceId), eq(approvals.id, approvalId));

/**
 * Answers a pending question, at most once per person and at most once in all.
 *
 * A no decides at once. A yes decides when nothing is left that the question demands; before that the question stays
 * pending with one more name under it. One UPDATE compares and sets, so of two people pressing at the same moment one
 * gets the question and the other `undefined`, as does anyone who answers at or after its expiry, says yes a second
 * time, or whose yes counts for nothing.
 */
export async function answerApproval(
  db: Queryable,
  answer: Answer,
  now: Date,
): Promise<Approval | undefined> {
  if (answer.counts.length === 0) return undefined;
  const isOpen = and(
    oneOf(answer.workspaceId, answer.approvalId),
    eq(approvals.state, "pending"),
    gt(approvals.expiresAt, now),
  );
  const [answered] =
    answer.verdict === "denied"
      ? await change(
          db,
          { state: "denied", answeredBy: answer.by, answeredAt: now, reason: answer.reason ?? null },
          isOpen,
        )
      : await change(db, yesOf(answer, now), and(isOpen, sql`not ${saidYes(answer.by)}`));
  return answered;
}

const saidYes = (by: string) => sql`${approvals.yeses} @> ${JSON.stringify([{ by }])}::jsonb`;

/** The yes, and what it makes of the question: the database counts, for another may have said yes meanwhile. */
function yesOf({ by, counts }: Answer, now: Date) {
  const yes = sql`${approvals.yeses} || ${JSON.stringify([{ by, counts, at: now.toISOString() }])}::jsonb`;
  const isLast = sql`not exists (
    select 1 from jsonb_array_elements(${approvals.yesesNeeded}) with ordinality as demand (needed, at)
    where (select count(*) from jsonb_array_elements(${yes}) as said where said->'counts' @> to_jsonb(demand.at - 1))
      < demand.needed::int)`;
  return {
    yeses: yes,
    state: sql`case when ${isLast} then 'approved' else 'pending' end`,
    answeredBy: sql`case when ${isLast} then ${by} end`,
    answeredAt: sql`case when ${isLast} then ${now.toISOString()}::timestamptz end`,
  };
}

/** Whether a question has all the answers that sending needs: what the database decided, counted once more. */
export function isApproved(approval: Approval): boolean {
  return (
    approval.kind === "send" &&
    approval.state === "approved" &&
    isSettledBy(approval.approvers, approval.yeses)
  );
}

/** Uses the answer up, just before the call is sent. False when it was used, or does not stand any more. */
export async function useApproval(db: Queryable, approval: Approval, now: Date): Promise<boolean> {
  const unused = and(
    oneOf(approval.workspaceId, approval.id),
    eq(approvals.kind, "send"),
    eq(approvals.state, "approved"),
    eq(approvals.requestHash, approval.requestHash),
    isNull(approvals.usedAt),
  );
  const used = await db.update(approvals).set({ usedAt: now }).where(unused).returning({ id: approvals.id });
  return used.length > 0;
}

/** Closes pending questions of a run, because it was stopped. Returns those that were still open. */
export async function cancelApprovals(db: Queryable, runIds: string[], now: Date): Promise<Approval[]> {
  if (runIds.length === 0) return [];
  const open = and(
    inArray(approvals.runId, runIds),
    eq(approvals.state, "pending"),
    eq(approvals.kind, "send"),
  );
  return change(db, { state: "cancelled", answeredAt: now }, open);
}

/** Closes one pending question without an answer. False when it was not pending any more. */
export async function cancelApproval(
  db: Queryable,
  question: Pick<Approval, "id" | "workspaceId">,
  how: { by: string; now: Date },
): Promise<Approval | undefined> {
  const open = and(oneOf(question.workspaceId, question.id), eq(approvals.state, "pending"));
  const [closed] = await change(db, { state: "cancelled", answeredBy: how.by, answeredAt: how.now }, open);
  return closed;
}

/**
 * Marks a question as not applicable any more: what would be sent is not what it asks about, or cannot be sent.
 * False when it was closed before.
 */
export async function markApprovalStale(db: Queryable, approvalId: string, why?: string): Promise<boolean> {
  const standing = and(
    eq(approvals.id, approvalId),
    inArray(approvals.state, ["pending", "approved"]),
    isNull(approvals.usedAt),
  );
  const marked = await change(db, { state: "stale", reason: why }, standing);
  return marked.length > 0;
}

/** Closes a pending question because an edited request stands in its place. False when it was not pending any more. */
export async function markApprovalEdited(
  db: Queryable,
  question: Pick<Approval, "id" | "workspaceId">,
  how: { by: string; now: Date },
): Promise<boolean> {
  const open = and(
    oneOf(question.workspaceId, question.id),
    eq(approvals.state, "pending"),
    gt(approvals.expiresAt, how.now),
  );
  const marked = await change(db, { state: "edited", answeredBy: how.by, answeredAt: how.now }, open);
  return marked.length > 0;
}

/** Expires every pending question whose time is up, and returns them. */
export async function expireApprovals(db: Queryable, now: Date): Promise<Approval[]> {
  const over = and(eq(approvals.state, "pending"), lte(approvals.expiresAt, now));
  return change(db, { state: "expired", answeredAt: now }, over);
}

export async function findApproval(
  db: Queryable,
  workspaceId: string,
  approvalId: string,
): Promise<Approval | undefined> {
  const [found] = await db.select().from(approvals).where(oneOf(workspaceId, approvalId));
  return found;
}

/** The question of a kind about a call that no other one stands in the place of. */
export async function findApprovalOfCall(
  db: Queryable,
  callId: string,
  kind: QuestionKind = "send",
): Promise<Approval | undefined> {
  const [found] = await db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.callId, callId),
        eq(approvals.kind, kind),
        sql`not exists (select 1 from approvals later where later.replaces = ${approvals.id} and later.call_id = ${callId})`,
      ),
    )
    .orderBy(desc(approvals.createdAt), desc(approvals.id))
    .limit(1);
  return found;
}

/** How often it was asked about a call. */
export async function countApprovalsOfCall(db: Queryable, callId: string): Promise<number> {
  return db.$count(approvals, and(eq(approvals.callId, callId), eq(approvals.kind, "send")));
}

export async function listApprovalsOfRun(
  db: Queryable,
  workspaceId: string,
  runId: string,
): Promise<Approval[]> {
  return db
    .select()
    .from(approvals)
    .where(and(eq(approvals.workspaceId, workspaceId), eq(approvals.runId, runId)))
    .orderBy(approvals.createdAt, approvals.id);
}

/**
 * The newest questions of a workspace, newest first; only those in `state`, or that come behind `before` in this order,
 * where one is given.
 */
export async function listApprovals(
  db: Queryable,
  filter: {
    workspaceId: string;
    state?: ApprovalState;
    before?: { readonly at: Date; readonly id: string };
    limit: number;
  },
): Promise<Approval[]> {
  const { workspaceId, state, before } = filter;
  const isOlder = before && lt(approvals.createdAt, before.at);
  const isNext = before && and(eq(approvals.createdAt, before.at), lt(approvals.id, before.id));
  return db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.workspaceId, workspaceId),
        state ? eq(approvals.state, state) : undefined,
        before ? or(isOlder, isNext) : undefined,
      ),
    )
    .orderBy(desc(approvals.createdAt), desc(approvals.id))
    .limit(filter.limit);
}

/** Pending questions that are to be brought up again, or to be put to somebody else, by now. */
export async function listDueApprovals(db: Queryable, now: Date): Promise<Approval[]> {
  return db
    .select()
    .from(approvals)
    .where(
      and(
        eq(approvals.state, "pending"),
        gt(approvals.expiresAt, now),
        or(lte(approvals.remindAt, now), lte(approvals.escalateAt, now)),
      ),
    )
    .limit(500);
}

const REMINDING_MS = 5 * 60_000;

/** Takes on to bring a question up again, for some minutes. False when somebody else does it, or it was answered. */
export async function claimReminder(db: Queryable, approvalId: string, now: Date): Promise<boolean> {
  const claimed = await db
    .update(approvals)
    .set({ remindAt: new Date(now.getTime() + REMINDING_MS) })
    .where(and(eq(approvals.id, approvalId), eq(approvals.state, "pending"), lte(approvals.remindAt, now)))
    .returning({ id: approvals.id });
  return claimed.length > 0;
}

/** Notes that a question was brought up again. */
export async function endReminder(db: Queryable, approvalId: string): Promise<void> {
  await db.update(approvals).set({ remindAt: null }).where(eq(approvals.id, approvalId));
}

/** Puts a question to somebody else besides. Undefined when that was done, or it was answered. */
export async function claimEscalation(
  db: Queryable,
  approvalId: string,
  to: { escalatedTo: Approval["escalatedTo"]; now: Date },
): Promise<Approval | undefined> {
  const due = and(
    eq(approvals.id, approvalId),
    eq(approvals.state, "pending"),
    lte(approvals.escalateAt, to.now),
  );
  const [claimed] = await change(db, { escalateAt: null, escalatedTo: to.escalatedTo }, due);
  return claimed;
}

/** The same at once, whatever the workspace's settings say. Undefined when somebody was asked besides, or it was answered. */
export async function askBesides(
  db: Queryable,
  approvalId: string,
  escalatedTo: NonNullable<Approval["escalatedTo"]>,
): Promise<Approval | undefined> {
  const open = and(
    eq(approvals.id, approvalId),
    eq(approvals.state, "pending"),
    isNull(approvals.escalatedTo),
  );
  const [asked] = await change(db, { escalateAt: null, escalatedTo }, open);
  return asked;
}
