import { and, desc, eq, gt, inArray, lte } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { Approval } from "./approval.ts";
import { type ApprovalState, approvals } from "./tables.ts";

export interface Answer {
  readonly approvalId: string;
  readonly workspaceId: string;
  /** The member who answers. */
  readonly by: string;
  readonly verdict: "approved" | "denied";
  readonly reason?: string;
}

/** Stores a question. Asking twice for the same call keeps the first question. */
export async function insertApproval(db: Queryable, approval: typeof approvals.$inferInsert): Promise<void> {
  await db.insert(approvals).values(approval).onConflictDoNothing({ target: approvals.callId });
}

/**
 * Answers a pending approval, at most once.
 *
 * One UPDATE compares and sets, so of two people pressing at the same moment one gets the approval and the other
 * `undefined`, as does anyone who answers at or after its expiry.
 */
export async function answerApproval(
  db: Queryable,
  answer: Answer,
  now: Date,
): Promise<Approval | undefined> {
  const [answered] = await db
    .update(approvals)
    .set({ state: answer.verdict, answeredBy: answer.by, answeredAt: now, reason: answer.reason ?? null })
    .where(
      and(
        eq(approvals.id, answer.approvalId),
        eq(approvals.workspaceId, answer.workspaceId),
        eq(approvals.state, "pending"),
        gt(approvals.expiresAt, now),
      ),
    )
    .returning();
  return answered;
}

/** Closes pending questions of a run, because it was stopped. Returns those that were still open. */
export async function cancelApprovals(db: Queryable, runIds: string[], now: Date): Promise<Approval[]> {
  if (runIds.length === 0) return [];
  return db
    .update(approvals)
    .set({ state: "cancelled", answeredAt: now })
    .where(and(inArray(approvals.runId, runIds), eq(approvals.state, "pending")))
    .returning();
}

/** Marks a question as not applicable any more: what would be sent is not what it asks about, or cannot be sent. */
export async function markApprovalStale(db: Queryable, approvalId: string): Promise<void> {
  await db
    .update(approvals)
    .set({ state: "stale" })
    .where(and(eq(approvals.id, approvalId), inArray(approvals.state, ["pending", "approved"])));
}

/** Expires every pending question whose time is up, and returns them. */
export async function expireApprovals(db: Queryable, now: Date): Promise<Approval[]> {
  return db
    .update(approvals)
    .set({ state: "expired", answeredAt: now })
    .where(and(eq(approvals.state, "pending"), lte(approvals.expiresAt, now)))
    .returning();
}

export async function findApproval(
  db: Queryable,
  workspaceId: string,
  approvalId: string,
): Promise<Approval | undefined> {
  const [found] = await db
    .select()
    .from(approvals)
    .where(and(eq(approvals.workspaceId, workspaceId), eq(approvals.id, approvalId)));
  return found;
}

export async function findApprovalOfCall(db: Queryable, callId: string): Promise<Approval | undefined> {
  const [found] = await db.select().from(approvals).where(eq(approvals.callId, callId));
  return found;
}

/** Remembers where the card of a question was posted. */
export async function saveCardPlace(
  db: Queryable,
  approvalId: string,
  place: { channel: string; ts: string },
): Promise<void> {
  await db
    .update(approvals)
    .set({ cardChannel: place.channel, cardTs: place.ts })
    .where(eq(approvals.id, approvalId));
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
    .orderBy(approvals.createdAt);
}

/** The newest questions of a workspace, newest first; only those in `state` where one is given. */
export async function listApprovals(
  db: Queryable,
  filter: { workspaceId: string; state?: ApprovalState; limit: number },
): Promise<Approval[]> {
  const ofWorkspace = eq(approvals.workspaceId, filter.workspaceId);
  return db
    .select()
    .from(approvals)
    .where(filter.state ? and(ofWorkspace, eq(approvals.state, filter.state)) : ofWorkspace)
    .orderBy(desc(approvals.createdAt))
    .limit(filter.limit);
}
