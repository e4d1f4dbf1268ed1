import { and, eq } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { integrationDrifts } from "./tables.ts";

/** Why an integration's API seems to have changed, and since when that is known. */
export type IntegrationDrift = typeof integrationDrifts.$inferSelect;

/** Notes that an API seems to have changed; the newest reason stands. */
export async function saveDrift(db: Queryable, drift: IntegrationDrift): Promise<void> {
  await db
    .insert(integrationDrifts)
    .values(drift)
    .onConflictDoUpdate({ target: integrationDrifts.integrationId, set: drift });
}

/** Forgets it: the description was refreshed, or somebody looked and found it right. */
export async function clearDrift(db: Queryable, workspaceId: string, integrationId: string): Promise<void> {
  await db
    .delete(integrationDrifts)
    .where(
      and(eq(integrationDrifts.workspaceId, workspaceId), eq(integrationDrifts.integrationId, integrationId)),
    );
}

/** The integrations of a workspace whose API seems to have changed, by id. */
export async function listDrifts(db: Queryable, workspaceId: string): Promise<Map<string, IntegrationDrift>> {
  const rows = await db
    .select()
    .from(integrationDrifts)
    .where(eq(integrationDrifts.workspaceId, workspaceId));
  return new Map(rows.map((row) => [row.integrationId, row]));
}
