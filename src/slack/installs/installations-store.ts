import { and, eq, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../database/index.ts";
import { slackInstallations } from "../tables.ts";

export type Installation = typeof slackInstallations.$inferSelect;

/** The installation that serves a team: its own one before that of its organisation. */
export async function findInstallation(
  db: Queryable,
  { teamId, enterpriseId }: { teamId?: string | undefined; enterpriseId?: string | undefined },
): Promise<Installation | undefined> {
  const ids = [teamId, enterpriseId].filter((id) => id !== undefined);
  if (ids.length === 0) return undefined;
  const found = await db.select().from(slackInstallations).where(inArray(slackInstallations.id, ids));
  return found.find(({ id }) => id === teamId) ?? found[0];
}

/** The version that a new installation of this team or organisation gets; holds back other changes of it. */
export async function nextVersion(tx: Tx, id: string): Promise<number> {
  const [known] = await tx
    .select({ version: slackInstallations.version })
    .from(slackInstallations)
    .where(eq(slackInstallations.id, id))
    .for("update");
  return (known?.version ?? 0) + 1;
}

/** Inserts the installation, or puts it in the place of the older one. */
export async function putInstallation(tx: Tx, row: Installation): Promise<void> {
  const { id: _, ...set } = row;
  await tx.insert(slackInstallations).values(row).onConflictDoUpdate({ target: slackInstallations.id, set });
}

/** Whether it was there to delete, in this version: one that was installed anew meanwhile stays. */
export async function deleteInstallation(
  tx: Tx,
  { id, version }: Pick<Installation, "id" | "version">,
): Promise<boolean> {
  const deleted = await tx
    .delete(slackInstallations)
    .where(and(eq(slackInstallations.id, id), eq(slackInstallations.version, version)))
    .returning({ id: slackInstallations.id });
  return deleted.length > 0;
}

/** Ids of the installations whose token had better be renewed. */
export async function listDueInstallations(db: Queryable, now: Date): Promise<string[]> {
  const due = await db
    .select({ id: slackInstallations.id })
    .from(slackInstallations)
    .where(lte(slackInstallations.refreshAt, now));
  return due.map(({ id }) => id);
}

const LEASE_SECONDS = 60;

/** Takes the right to renew this version of a token; undefined when somebody else has it, or did it already. */
export async function claimRenewal(
  db: Queryable,
  { id, version }: Pick<Installation, "id" | "version">,
  owner: string,
): Promise<Installation | undefined> {
  const isFree = or(isNull(slackInstallations.leaseUntil), lt(slackInstallations.leaseUntil, sql`now()`));
  const [claimed] = await db
    .update(slackInstallations)
    .set({ leaseOwner: owner, leaseUntil: sql`now() + make_interval(secs => ${LEASE_SECONDS})` })
    .where(and(eq(slackInstallations.id, id), eq(slackInstallations.version, version), isFree))
    .returning();
  return claimed;
}

/** Stores what a renewal gave; false when the token was replaced meanwhile. */
export async function saveRenewal(
  tx: Tx,
  { id, version }: Pick<Installation, "id" | "version">,
  renewed: Pick<Installation, "sealed" | "expiresAt" | "refreshAt">,
): Promise<boolean> {
  const saved = await tx
    .update(slackInstallations)
    .set({ ...renewed, version: version + 1, leaseOwner: null, leaseUntil: null })
    .where(and(eq(slackInstallations.id, id), eq(slackInstallations.version, version)))
    .returning({ id: slackInstallations.id });
  return saved.length > 0;
}

/** Lets others try after a renewal that failed, from `retryAt` on. */
export async function putOffRenewal(
  db: Queryable,
  { id, version }: Pick<Installation, "id" | "version">,
  retryAt: Date,
): Promise<void> {
  await db
    .update(slackInstallations)
    .set({ refreshAt: retryAt, leaseOwner: null, leaseUntil: null })
    .where(and(eq(slackInstallations.id, id), eq(slackInstallations.version, version)));
}
