import { and, asc, eq, inArray } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { Approval } from "./approval.ts";
import { approvals, cardPlaces } from "./tables.ts";

export type CardPlace = typeof cardPlaces.$inferSelect;

/** Remembers that a message shows these questions. */
export async function insertCardPlaces(
  db: Queryable,
  questions: readonly Pick<Approval, "id" | "workspaceId">[],
  place: Pick<CardPlace, "channel" | "ts" | "isDirect" | "drawn">,
): Promise<void> {
  const rows = questions.map(({ id, workspaceId }) => ({ approvalId: id, workspaceId, ...place }));
  if (rows.length > 0) await db.insert(cardPlaces).values(rows).onConflictDoNothing();
}

/** The messages that show a question. */
export async function listCardPlaces(
  db: Queryable,
  workspaceId: string,
  approvalId: string,
): Promise<CardPlace[]> {
  return db
    .select()
    .from(cardPlaces)
    .where(and(eq(cardPlaces.workspaceId, workspaceId), eq(cardPlaces.approvalId, approvalId)));
}

/** The messages that show any of these questions. */
export async function listPlacesOf(
  db: Queryable,
  workspaceId: string,
  approvalIds: readonly string[],
): Promise<CardPlace[]> {
  if (approvalIds.length === 0) return [];
  return db
    .select()
    .from(cardPlaces)
    .where(and(eq(cardPlaces.workspaceId, workspaceId), inArray(cardPlaces.approvalId, [...approvalIds])));
}

/** The questions that one message shows, in the order in which they were asked. */
export async function listQuestionsAt(
  db: Queryable,
  workspaceId: string,
  at: { channel: string; ts: string },
): Promise<Approval[]> {
  const rows = await db
    .select({ approval: approvals })
    .from(cardPlaces)
    .innerJoin(approvals, eq(approvals.id, cardPlaces.approvalId))
    .where(
      and(
        eq(cardPlaces.workspaceId, workspaceId),
        eq(cardPlaces.channel, at.channel),
        eq(cardPlaces.ts, at.ts),
      ),
    )
    .orderBy(asc(approvals.createdAt), asc(approvals.id));
  return rows.map(({ approval }) => approval);
}

/** Notes what a message shows now. */
export async function markDrawn(
  db: Queryable,
  workspaceId: string,
  at: { channel: string; ts: string; drawn: string },
): Promise<void> {
  await db
    .update(cardPlaces)
    .set({ drawn: at.drawn })
    .where(
      and(
        eq(cardPlaces.workspaceId, workspaceId),
        eq(cardPlaces.channel, at.channel),
        eq(cardPlaces.ts, at.ts),
      ),
    );
}
