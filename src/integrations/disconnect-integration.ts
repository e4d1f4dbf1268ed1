import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import type { Vault } from "../vault/index.ts";
import { type Integration, updateIntegration } from "./integrations-store.ts";

/** Disconnects an integration: its credential is destroyed, its actions leave the catalogue, its calls stay on record. */
export async function disconnectIntegration(
  deps: { db: Db; vault: Vault; clock: Clock },
  integration: Integration,
  by: string,
): Promise<void> {
  const now = deps.clock();
  const { id, workspaceId, name } = integration;
  await deps.db.transaction(async (tx) => {
    await deps.vault.deleteCredential(tx, { workspaceId, integrationId: id });
    await updateIntegration(tx, integration, { disconnectedAt: now });
    await recordAct(
      tx,
      { workspaceId, actor: by, act: "integration.disconnected", subject: id, detail: { name } },
      now,
    );
  });
}
