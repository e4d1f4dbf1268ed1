import { type Action, findAction, setActionLimit } from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import type { Integration } from "./integrations-store.ts";

/**
 * Sets how often an action of an integration may be called in a minute: null for the limit of the integration, 0 for
 * none. Undefined when it has no such action.
 */
export async function limitIntegrationAction(
  deps: { db: Db; clock: Clock },
  change: { integration: Integration; actionId: string; callsPerMinute: number | null; by: string },
): Promise<Action | undefined> {
  const { integration, actionId, callsPerMinute, by } = change;
  const { workspaceId } = integration;
  return deps.db.transaction(async (tx) => {
    const known = await findAction(tx, workspaceId, actionId);
    if (known?.integrationId !== integration.id) return undefined;
    const action = await setActionLimit(tx, workspaceId, { actionId, callsPerMinute });
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: integration.name, action: known.name, callsPerMinute };
    const act = { workspaceId, actor: by, act: "action.limited", subject: actionId, detail };
    await recordAct(tx, act, deps.clock());
    return action;
  });
}
