import { and, eq, sql } from "drizzle-orm";
import { columnsOf, type Queryable, statement, type Tx } from "../database/index.ts";
import { ChiefError } from "../kernel/index.ts";
import type { WrappedDataKey } from "./data-keys-store.ts";
import { credentials, credentialVersions, dataKeys } from "./tables.ts";

export type CredentialRow = typeof credentials.$inferSelect;

/** Which integration of which workspace a credential belongs to. */
export interface CredentialOwner {
  readonly workspaceId: string;
  readonly integrationId: string;
}

/**
 * The next version, never given before. Whoever asks second waits for the first one's transaction, so changes of one
 * credential happen one after the other.
 */
export async function claimNextVersion(tx: Tx, owner: CredentialOwner): Promise<number> {
  const { workspaceId, integrationId } = owner;
  const [claimed] = await tx
    .insert(credentialVersions)
    .values({ workspaceId, integrationId, lastVersion: 1 })
    .onConflictDoUpdate({
      target: [credentialVersions.workspaceId, credentialVersions.integrationId],
      set: { lastVersion: sql`${credentialVersions.lastVersion} + 1` },
    })
    .returning();
  if (claimed) return claimed.lastVersion;
  throw new ChiefError("vault.no_version", { message: `no credential version for ${integrationId}` });
}

/** Waits for whoever is changing the credential, and keeps others waiting until `tx` ends. */
export async function lockCredential(tx: Tx, { workspaceId, integrationId }: CredentialOwner): Promise<void> {
  const ofOwner = and(
    eq(credentialVersions.workspaceId, workspaceId),
    eq(credentialVersions.integrationId, integrationId),
  );
  await tx.select().from(credentialVersions).where(ofOwner).for("update");
}

/** Inserts the credential or puts it in the place of the older version. */
export async function putCredential(tx: Tx, row: CredentialRow): Promise<void> {
  const {
    id: _,
    workspaceId: _workspace,
    integrationId: _integration,
    createdAt: _created,
    ...replaced
  } = row;
  await tx
    .insert(credentials)
    .values(row)
    .onConflictDoUpdate({ target: [credentials.workspaceId, credentials.integrationId], set: replaced });
}

interface SealedRow extends CredentialRow {
  readonly keyId: string;
  readonly scope: string;
  readonly wrapped: Buffer;
  readonly vaultKeyId: string;
}

const selectSealed = statement<{ workspaceId: string; integrationId: string }, SealedRow>(
  ({ workspaceId, integrationId }) => sql`
    select ${columnsOf(credentials)}, ${dataKeys.id} as "keyId", ${dataKeys.scope}, ${dataKeys.wrapped},
      ${dataKeys.vaultKeyId} as "vaultKeyId"
    from ${credentials} join ${dataKeys}
      on ${dataKeys.workspaceId} = ${credentials.workspaceId} and ${dataKeys.scope} = ${credentials.integrationId}
    where ${credentials.workspaceId} = ${workspaceId} and ${credentials.integrationId} = ${integrationId}`,
);

/** The credential with the data key that opens it, as of one instant; undefined when either is gone. */
export async function findSealedCredential(
  db: Queryable,
  { workspaceId, integrationId }: CredentialOwner,
): Promise<{ credential: CredentialRow; dataKey: WrappedDataKey } | undefined> {
  const [row] = await selectSealed(db, { workspaceId, integrationId });
  if (!row) return undefined;
  const { keyId, scope, wrapped, vaultKeyId, ...credential } = row;
  return { credential, dataKey: { id: keyId, workspaceId, scope, wrapped, vaultKeyId } };
}

export async function findCredential(
  db: Queryable,
  owner: CredentialOwner,
): Promise<CredentialRow | undefined> {
  const [found] = await db.select().from(credentials).where(isOwner(owner));
  return found;
}

/** Whether there was one to delete. */
export async function deleteCredentialRow(tx: Tx, owner: CredentialOwner): Promise<boolean> {
  const deleted = await tx.delete(credentials).where(isOwner(owner)).returning({ id: credentials.id });
  return deleted.length > 0;
}

function isOwner({ workspaceId, integrationId }: CredentialOwner) {
  return and(eq(credentials.workspaceId, workspaceId), eq(credentials.integrationId, integrationId));
}
