import { and, asc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { memberGroups } from "./tables.ts";

export type MemberGroup = typeof memberGroups.$inferSelect;

/** The groups of a workspace, by name. */
export async function listGroups(db: Queryable, workspaceId: string): Promise<MemberGroup[]> {
  return db
    .select()
    .from(memberGroups)
    .where(eq(memberGroups.workspaceId, workspaceId))
    .orderBy(asc(sql`lower(${memberGroups.name})`));
}

/** The ids of the groups that a member belongs to now. */
export async function groupIdsOf(
  db: Queryable,
  member: { workspaceId: string; id: string },
): Promise<string[]> {
  const rows = await db
    .select({ id: memberGroups.id })
    .from(memberGroups)
    .where(
      and(
        eq(memberGroups.workspaceId, member.workspaceId),
        sql`${memberGroups.memberIds} @> ${JSON.stringify([member.id])}::jsonb`,
      ),
    );
  return rows.map(({ id }) => id);
}

/** Stores a new group. False when its name is taken. */
export async function insertGroup(db: Queryable, group: MemberGroup): Promise<boolean> {
  const stored = await db
    .insert(memberGroups)
    .values(group)
    .onConflictDoNothing()
    .returning({ id: memberGroups.id });
  return stored.length > 0;
}

/** Sets who belongs to a group. False when there is no such group. */
export async function updateGroup(
  db: Queryable,
  group: Pick<MemberGroup, "id" | "workspaceId" | "memberIds">,
): Promise<boolean> {
  const changed = await db
    .update(memberGroups)
    .set({ memberIds: group.memberIds })
    .where(oneOf(group))
    .returning({ id: memberGroups.id });
  return changed.length > 0;
}

export async function deleteGroup(
  db: Queryable,
  group: Pick<MemberGroup, "id" | "workspaceId">,
): Promise<void> {
  await db.delete(memberGroups).where(oneOf(group));
}

const oneOf = ({ id, workspaceId }: Pick<MemberGroup, "id" | "workspaceId">) =>
  and(eq(memberGroups.workspaceId, workspaceId), eq(memberGroups.id, id));
