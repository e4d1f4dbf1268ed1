import {
  type Action,
  type ActionFilter,
  findAction,
  setActionEnabled,
  setActionsEnabled,
} from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import type { Integration } from "./integrations-store.ts";

/** Switches an action of an integration on or off for everybody. Undefined when it has none such. */
export async function switchIntegrationAction(
  deps: { db: Db; clock: Clock },
  change: { integration: Integration; actionId: string; enabled: boolean; by: string },
): Promise<Action | undefined> {
  const { integration, actionId, enabled, by } = change;
  const { workspaceId } = integration;
  return deps.db.transaction(async (tx) => {
    const known = await findAction(tx, workspaceId, actionId);
    if (known?.integrationId !== integration.id) return undefined;
    const action = await setActionEnabled(tx, workspaceId, { actionId, enabled });
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: integration.name, action: known.name, enabled };
    await recordAct(
      tx,
      { workspaceId, actor: by, act: "action.switched", subject: actionId, detail },
      deps.clock(),
    );
    return action;
  });
}

/** Switches all actions of an integration that fit a filter. Gives how many changed. */
export async function switchIntegrationActions(
  deps: { db: Db; clock: Clock },
  change: {
    integration: Integration;
    filter: Omit<ActionFilter, "workspaceId" | "integrationId">;
    enabled: boolean;
    by: string;
  },
): Promise<number> {
  const { integration, filter, enabled, by } = change;
  const { workspaceId, id, name } = integration;
  return deps.db.transaction(async (tx) => {
    const count = await setActionsEnabled(tx, { ...filter, workspaceId, integrationId: id }, enabled);
    if (count === 0) return 0;
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: name, filter: { ...filter }, enabled, count };
    await recordAct(
      tx,
      { workspaceId, actor: by, act: "actions.switched", subject: id, detail },
      deps.clock(),
    );
    return count;
  });
}
