import { and, eq, gt, lte } from "drizzle-orm";
import type { Queryable, Tx } from "../../database/index.ts";
import { oauthConsents } from "../tables.ts";

export type ConsentRow = typeof oauthConsents.$inferSelect;

export async function insertConsent(tx: Tx, row: ConsentRow): Promise<void> {
  await tx.insert(oauthConsents).values(row);
}

/** Who comes back with a state. All three must be those who began it. */
export type ConsentHolder = Pick<ConsentRow, "stateHash" | "workspaceId" | "memberId" | "browserHash">;

/** Uses a consent up: of two who come with the same state, one gets it. A stranger uses nothing up. */
export async function claimConsent(
  db: Queryable,
  { stateHash, workspaceId, memberId, browserHash }: ConsentHolder,
  now: Date,
): Promise<ConsentRow | undefined> {
  const isHolders = and(
    eq(oauthConsents.stateHash, stateHash),
    eq(oauthConsents.workspaceId, workspaceId),
    eq(oauthConsents.memberId, memberId),
    eq(oauthConsents.browserHash, browserHash),
    gt(oauthConsents.expiresAt, now),
  );
  const [claimed] = await db.delete(oauthConsents).where(isHolders).returning();
  return claimed;
}

export async function findConsent(db: Queryable, stateHash: string): Promise<ConsentRow | undefined> {
  const [found] = await db.select().from(oauthConsents).where(eq(oauthConsents.stateHash, stateHash));
  return found;
}

export async function deleteOldConsents(db: Queryable, now: Date): Promise<void> {
  await db.delete(oauthConsents).where(lte(oauthConsents.expiresAt, now));
}
