import {
  type Action,
  type ContractFault,
  type DeclaredPaging,
  findAction,
  pagingFaults,
  setActionPaging,
} from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import type { Integration } from "./integrations-store.ts";

export type Paged =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly faults: readonly ContractFault[] };

/** Says how an action of an integration pages: null for what Chief finds out. Undefined when it has no such action. */
export async function pageIntegrationAction(
  deps: { db: Db; clock: Clock },
  change: { integration: Integration; actionId: string; paging: DeclaredPaging | null; by: string },
): Promise<Paged | undefined> {
  const { integration, actionId, paging, by } = change;
  const { workspaceId } = integration;
  const faults = pagingFaults(paging ?? undefined);
  if (faults.length > 0) return { ok: false, faults };
  return deps.db.transaction(async (tx) => {
    const known = await findAction(tx, workspaceId, actionId);
    if (known?.integrationId !== integration.id) return undefined;
    const action = await setActionPaging(tx, workspaceId, { actionId, paging });
    await bumpCatalogueVersion(tx, workspaceId);
    const detail = { integration: integration.name, action: known.name, paging: paging?.kind ?? "found out" };
    const act = { workspaceId, actor: by, act: "action.paged", subject: actionId, detail };
    await recordAct(tx, act, deps.clock());
    return action && { ok: true, action };
  });
}
