import { and, asc, desc, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { grants } from "./tables.ts";
import type { CoveringGrant } from "./verdict.ts";

export type GrantRow = typeof grants.$inferSelect;

/** Stores a grant under the next number of its workspace. The caller holds the workspace's audit head. */
export async function insertGrant(
  db: Queryable,
  grant: Omit<typeof grants.$inferInsert, "number">,
): Promise<GrantRow> {
  const number = sql<number>`(select coalesce(max(number), 0) + 1 from ${grants} where workspace_id = ${grant.workspaceId})`;
  const [row] = await db
    .insert(grants)
    .values({ ...grant, number })
    .returning();
  if (!row) throw new Error("insert of a grant returned no row");
  return row;
}

const hasLeft = (now: Date) =>
  and(
    isNull(grants.revokedAt),
    or(isNull(grants.expiresAt), gt(grants.expiresAt, now)),
    or(isNull(grants.mostUses), lt(grants.uses, grants.mostUses)),
    or(isNull(grants.mostAmount), lt(grants.amount, grants.mostAmount)),
  );

/** The grants of a workspace that still have something left, by number. */
export async function listUsableGrants(db: Queryable, workspaceId: string, now: Date): Promise<GrantRow[]> {
  return db
    .select()
    .from(grants)
    .where(and(eq(grants.workspaceId, workspaceId), hasLeft(now)))
    .orderBy(asc(grants.number));
}

/** The newest grants of a workspace, whatever became of them, newest first. */
export async function listGrants(db: Queryable, workspaceId: string, limit: number): Promise<GrantRow[]> {
  return db
    .select()
    .from(grants)
    .where(eq(grants.workspaceId, workspaceId))
    .orderBy(desc(grants.number))
    .limit(limit);
}

/**
 * Takes one use, and the amount of the call, out of a grant. Undefined when there is not enough left of it, it was
 * revoked or has expired, or its giver may not approve such a call any more.
 *
 * One UPDATE compares and sets, so of two replicas at the same moment both get theirs only if it is enough for both.
 */
export async function spendGrant(
  db: Queryable,
  grant: CoveringGrant & { workspaceId: string },
  now: Date,
): Promise<GrantRow | undefined> {
  const amount = sql`${String(grant.amount)}::numeric`;
  const [row] = await db
    .update(grants)
    .set({ uses: sql`${grants.uses} + 1`, amount: sql`${grants.amount} + ${amount}` })
    .where(
      and(
        eq(grants.workspaceId, grant.workspaceId),
        eq(grants.id, grant.id),
        hasLeft(now),
        or(isNull(grants.mostAmount), sql`${grants.amount} + ${amount} <= ${grants.mostAmount}`),
        sql`exists (select 1 from members where members.id = ${grants.grantedBy} and members.active
          and (members.role = 'admin' or not ${grant.giverMustBeAdmin}::boolean))`,
      ),
    )
    .returning();
  return row;
}

/** Ends a grant, at most once. Undefined when it had been revoked. */
export async function endGrant(
  db: Queryable,
  grant: { workspaceId: string; id: string },
  end: { by: string; now: Date },
): Promise<GrantRow | undefined> {
  const [row] = await db
    .update(grants)
    .set({ revokedBy: end.by, revokedAt: end.now })
    .where(and(eq(grants.workspaceId, grant.workspaceId), eq(grants.id, grant.id), isNull(grants.revokedAt)))
    .returning();
  return row;
}
