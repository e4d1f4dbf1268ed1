import { and, eq, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../../database/index.ts";
import type { CredentialOwner } from "../credentials-store.ts";
import { oauthTokens } from "../tables.ts";

export type TokenRow = typeof oauthTokens.$inferSelect;

/** Longer than a renewal can take: two requests and their answers. */
const LEASE_SECONDS = 25;

/**
 * The clock of the database. Replicas' own clocks may differ by more than a renewal takes, and two who renew at once
 * lose the grant where the provider rotates.
 */
const databaseNow = sql`clock_timestamp()`;

export async function findToken(db: Queryable, owner: CredentialOwner): Promise<TokenRow | undefined> {
  const [found] = await db.select().from(oauthTokens).where(isOwner(owner));
  return found;
}

/** Puts a token, or the place for one, where the connection's older one was. Who is renewing that one is fenced off. */
export async function putToken(
  tx: Tx,
  row: CredentialOwner &
    Pick<TokenRow, "credentialVersion" | "sealed" | "expiresAt" | "refreshAt" | "version">,
): Promise<void> {
  const fresh = { ...row, state: "live" as const, ...NO_TROUBLE };
  const { workspaceId: _workspace, integrationId: _integration, ...replaced } = fresh;
  await tx
    .insert(oauthTokens)
    .values(fresh)
    .onConflictDoUpdate({ target: [oauthTokens.workspaceId, oauthTokens.integrationId], set: replaced });
}

export async function deleteToken(tx: Tx, owner: CredentialOwner): Promise<void> {
  await tx.delete(oauthTokens).where(isOwner(owner));
}

const NO_TROUBLE = { note: null, failures: 0, retryAt: null, leaseOwner: null, leaseUntil: null };

/** Takes the renewal of exactly this version upon `me`. Undefined when somebody else has it, or had it. */
export async function claimRenewal(db: Queryable, row: TokenRow, me: string): Promise<TokenRow | undefined> {
  const isFree = or(isNull(oauthTokens.leaseUntil), lt(oauthTokens.leaseUntil, databaseNow));
  const [claimed] = await db
    .update(oauthTokens)
    .set({ leaseOwner: me, leaseUntil: sql`${databaseNow} + make_interval(secs => ${LEASE_SECONDS})` })
    .where(and(isOwner(row), eq(oauthTokens.version, row.version), eq(oauthTokens.state, "live"), isFree))
    .returning();
  return claimed;
}

/** Stores what a renewal gave, as the next version. False when `me` had lost the lease to somebody who changed it. */
export async function saveRenewed(
  db: Queryable,
  lease: { row: TokenRow; me: string },
  renewed: Pick<TokenRow, "sealed" | "expiresAt" | "refreshAt">,
): Promise<boolean> {
  const version = lease.row.version + 1;
  return change(db, lease, { ...renewed, ...NO_TROUBLE, version });
}

/** The grant is dead: only a new consent or a new key helps. */
export async function markForReconnect(
  db: Queryable,
  lease: { row: TokenRow; me: string },
  note: string,
): Promise<boolean> {
  const version = lease.row.version + 1;
  return change(db, lease, { ...NO_TROUBLE, state: "reconnect", note, version });
}

/** The renewal failed and is not tried again before `retryAt`. */
export async function coolDown(
  db: Queryable,
  lease: { row: TokenRow; me: string },
  trouble: { note: string; retryAt: Date },
): Promise<boolean> {
  const failures = lease.row.failures + 1;
  return change(db, lease, { ...trouble, failures, leaseOwner: null, leaseUntil: null });
}

async function change(
  db: Queryable,
  { row, me }: { row: TokenRow; me: string },
  set: Partial<Record<keyof TokenRow, unknown>>,
): Promise<boolean> {
  const isMine: SQL | undefined = and(
    isOwner(row),
    eq(oauthTokens.version, row.version),
    eq(oauthTokens.leaseOwner, me),
  );
  const changed = await db
    .update(oauthTokens)
    .set(set as Partial<TokenRow>)
    .where(isMine)
    .returning({ version: oauthTokens.version });
  return changed.length > 0;
}

function isOwner({ workspaceId, integrationId }: CredentialOwner) {
  return and(eq(oauthTokens.workspaceId, workspaceId), eq(oauthTokens.integrationId, integrationId));
}
