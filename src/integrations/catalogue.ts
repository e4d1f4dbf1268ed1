import { type Action, createActionSearch, listActions } from "../actions/index.ts";
import type { Db } from "../database/index.ts";
import { type Integration, listIntegrations } from "./integrations-store.ts";
import { matchPath } from "./match-path.ts";

/** Everything that can be called in one workspace at one version of it, held in memory. */
export interface Catalogue {
  readonly version: number;
  readonly integrations: readonly Integration[];
  integration(id: string): Integration | undefined;
  /** The enabled actions of an integration. */
  actionsOf(integrationId: string): readonly Action[];
  action(id: string): Action | undefined;
  /** The action, enabled or not, that a method and a concrete path would be, with the values in the path. */
  operationAt(
    integrationId: string,
    method: string,
    path: string,
  ): { action: Action; pathArguments: Record<string, string> } | undefined;
  /** The enabled actions that fit `query` best, best first; only those of one integration where one is given. */
  find(query: string, options: { limit: number; integrationId?: string }): readonly Action[];
}

/** Gives the catalogue of a workspace, reloaded only when its version moved. */
export interface Catalogues {
  /** `version` is the workspace's `catalogueVersion` as just read from the database. */
  at(workspaceId: string, version: number): Promise<Catalogue>;
}

function groupByIntegration(actions: readonly Action[]): Map<string, Action[]> {
  const groups = new Map<string, Action[]>();
  for (const action of actions) {
    const group = groups.get(action.integrationId);
    if (group) group.push(action);
    else groups.set(action.integrationId, [action]);
  }
  return groups;
}

async function loadCatalogue(db: Db, workspaceId: string, version: number): Promise<Catalogue> {
  const integrations = await listIntegrations(db, workspaceId);
  const connected = new Map(integrations.map((integration) => [integration.id, integration]));
  const stored = await listActions(db, workspaceId);
  const enabled = stored.filter((action) => action.enabled && connected.has(action.integrationId));
  const byIntegration = groupByIntegration(enabled);
  const byId = new Map(enabled.map((action) => [action.id, action]));
  const search = createActionSearch();
  for (const integration of integrations) {
    search.replaceIntegration(integration, byIntegration.get(integration.id) ?? []);
  }
  return {
    version,
    integrations,
    integration: (id) => connected.get(id),
    actionsOf: (integrationId) => byIntegration.get(integrationId) ?? [],
    action: (id) => byId.get(id),
    operationAt: (integrationId, method, path) =>
      matchPath(
        stored.filter((action) => action.integrationId === integrationId && action.method === method),
        path,
      ),
    find: (query, options) => search.find(query, options).flatMap((hit) => byId.get(hit.actionId) ?? []),
  };
}

/** Catalogues by workspace. Two turns that ask for the same new version share one load. */
export function createCatalogues(deps: { db: Db }): Catalogues {
  const loaded = new Map<string, { version: number; catalogue: Promise<Catalogue> }>();
  return {
    at(workspaceId, version) {
      const known = loaded.get(workspaceId);
      if (known && known.version >= version) return known.catalogue;
      const catalogue = loadCatalogue(deps.db, workspaceId, version);
      loaded.set(workspaceId, { version, catalogue });
      catalogue.catch(() => loaded.delete(workspaceId));
      return catalogue;
    },
  };
}
