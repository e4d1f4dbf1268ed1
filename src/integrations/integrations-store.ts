import { and, eq, isNull, sql } from "drizzle-orm";
import type { Queryable, Tx } from "../database/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import { integrations } from "./tables.ts";

export type Integration = typeof integrations.$inferSelect;

export async function insertIntegration(db: Queryable, integration: Integration): Promise<void> {
  await db.insert(integrations).values(integration);
  await bumpCatalogueVersion(db, integration.workspaceId);
}

/** The connected integrations of a workspace, by name. */
export async function listIntegrations(db: Queryable, workspaceId: string): Promise<Integration[]> {
  return db
    .select()
    .from(integrations)
    .where(and(eq(integrations.workspaceId, workspaceId), isNull(integrations.disconnectedAt)))
    .orderBy(sql`lower(${integrations.name})`);
}

/** What the integrations of a workspace are called, by id and in the order of their names; disconnected ones, too. */
export async function listIntegrationNames(
  db: Queryable,
  workspaceId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .select({ id: integrations.id, name: integrations.name })
    .from(integrations)
    .where(eq(integrations.workspaceId, workspaceId))
    .orderBy(sql`lower(${integrations.name})`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The integration, also a disconnected one; undefined when that workspace never had it. */
export async function findIntegration(
  db: Queryable,
  workspaceId: string,
  integrationId: string,
): Promise<Integration | undefined> {
  const [found] = await db
    .select()
    .from(integrations)
    .where(and(eq(integrations.workspaceId, workspaceId), eq(integrations.id, integrationId)));
  return found;
}

/** Holds back other changes of an integration's actions until `tx` ends. */
export async function lockIntegration(tx: Tx, { id }: Pick<Integration, "id">): Promise<void> {
  await tx.select({ id: integrations.id }).from(integrations).where(eq(integrations.id, id)).for("update");
}

/** Notes that a connection was found as it was before. */
export async function noteHealthAt(
  db: Queryable,
  integration: Pick<Integration, "id" | "workspaceId">,
  healthAt: Date,
): Promise<void> {
  await db
    .update(integrations)
    .set({ healthAt })
    .where(and(eq(integrations.workspaceId, integration.workspaceId), eq(integrations.id, integration.id)));
}

export type IntegrationChange = Partial<
  Pick<
    Integration,
    | "baseUrl"
    | "credentialVersion"
    | "authMethod"
    | "scopes"
    | "previousScopes"
    | "allowPrivateNetwork"
    | "ca"
    | "callsPerMinute"
    | "idempotencyHeader"
    | "health"
    | "healthNote"
    | "healthAt"
    | "tokenExpiresAt"
    | "disconnectedAt"
  >
>;

/** Changes a connected integration and tells the replicas. */
export async function updateIntegration(
  db: Queryable,
  integration: Pick<Integration, "id" | "workspaceId">,
  change: IntegrationChange,
): Promise<void> {
  await db
    .update(integrations)
    .set(change)
    .where(and(eq(integrations.workspaceId, integration.workspaceId), eq(integrations.id, integration.id)));
  await bumpCatalogueVersion(db, integration.workspaceId);
}
