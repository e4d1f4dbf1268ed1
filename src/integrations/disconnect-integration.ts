import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Revoked, Vault } from "../vault/index.ts";
import { type Integration, updateIntegration } from "./integrations-store.ts";

/**
 * Disconnects an integration: its access is ended at the provider where that has a way, its credential is destroyed, its
 * actions leave the catalogue, its calls stay on record. A provider that cannot be reached is told and keeps nobody
 * connected.
 */
export async function disconnectIntegration(
  deps: { db: Db; vault: Vault; clock: Clock },
  integration: Integration,
  by: string,
): Promise<Revoked> {
  const now = deps.clock();
  const { id, workspaceId, name } = integration;
  const revoked = await deps.vault.oauth.revoke({ workspaceId, integrationId: id });
  await deps.db.transaction(async (tx) => {
    await deps.vault.deleteCredential(tx, { workspaceId, integrationId: id });
    await updateIntegration(tx, integration, { disconnectedAt: now });
    await recordAct(
      tx,
      {
        workspaceId,
        actor: by,
        act: "integration.disconnected",
        subject: id,
        detail: { name, revoked: revoked.kind },
      },
      now,
    );
  });
  return revoked;
}
