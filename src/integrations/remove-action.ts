import { type Action, deleteAction, findAction } from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import type { Integration } from "./integrations-store.ts";

/**
 * Removes an action that a person declared, for good; its calls stay on record. Undefined when the integration has
 * none such: an imported action leaves with its document.
 */
export async function removeDeclaredAction(
  deps: { db: Db; clock: Clock },
  { integration, actionId, by }: { integration: Integration; actionId: string; by: string },
): Promise<Action | undefined> {
  const { workspaceId } = integration;
  return deps.db.transaction(async (tx) => {
    const known = await findAction(tx, workspaceId, actionId);
    if (known?.integrationId !== integration.id || known.source !== "contract") return undefined;
    await deleteAction(tx, workspaceId, actionId);
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: integration.name, action: known.name };
    await recordAct(
      tx,
      { workspaceId, actor: by, act: "action.removed", subject: actionId, detail },
      deps.clock(),
    );
    return known;
  });
}
