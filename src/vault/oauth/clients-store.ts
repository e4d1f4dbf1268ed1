import { and, eq } from "drizzle-orm";
import type { Queryable, Tx } from "../../database/index.ts";
import { oauthClients } from "../tables.ts";

export type OAuthClientRow = typeof oauthClients.$inferSelect;

/** Whose client, and at which provider. */
export interface ClientOwner {
  readonly workspaceId: string;
  readonly provider: string;
}

export async function findClientRow(
  db: Queryable,
  { workspaceId, provider }: ClientOwner,
): Promise<OAuthClientRow | undefined> {
  const isOwn = and(eq(oauthClients.workspaceId, workspaceId), eq(oauthClients.provider, provider));
  const [found] = await db.select().from(oauthClients).where(isOwn);
  return found;
}

export async function listClientRows(db: Queryable, workspaceId: string): Promise<OAuthClientRow[]> {
  return db.select().from(oauthClients).where(eq(oauthClients.workspaceId, workspaceId));
}

export async function putClientRow(tx: Tx, row: OAuthClientRow): Promise<void> {
  const target = [oauthClients.workspaceId, oauthClients.provider];
  const { workspaceId: _workspace, provider: _provider, ...set } = row;
  await tx.insert(oauthClients).values(row).onConflictDoUpdate({ target, set });
}
