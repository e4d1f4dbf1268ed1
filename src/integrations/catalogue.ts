import type { Action, ActionSearch } from "../actions/index.ts";
import type { Integration } from "./integrations-store.ts";
import { matchPath } from "./match-path.ts";

/** What a search over a catalogue may be narrowed to. */
export interface FindInCatalogue {
  readonly limit: number;
  /** Only this integration, also while it is failing. */
  readonly integrationId?: string;
}

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
  /**
   * The enabled actions that fit `query` best, best first, by its words and by what earlier requests needed. Those of
   * a failing integration only when it is asked for.
   */
  find(query: string, options: FindInCatalogue): readonly Action[];
  /** The words by which usage memory keeps a request: sealed stems, in no order. */
  termsOf(request: string): readonly string[];
}

/** The actions of one integration as they are stored. */
export interface CataloguePart {
  readonly integration: Integration;
  readonly stored: readonly Action[];
  readonly enabled: readonly Action[];
}

/** A catalogue of `parts` and the search that was built over them. */
export function catalogueOf(
  version: number,
  parts: readonly CataloguePart[],
  search: ActionSearch,
): Catalogue {
  const byIntegration = new Map(parts.map((part) => [part.integration.id, part]));
  const byId = new Map(parts.flatMap(({ enabled }) => enabled.map((action) => [action.id, action])));
  const isWell = (actionId: string) =>
    byIntegration.get(byId.get(actionId)?.integrationId ?? "")?.integration.health !== "failing";
  return {
    version,
    integrations: parts.map(({ integration }) => integration),
    integration: (id) => byIntegration.get(id)?.integration,
    actionsOf: (integrationId) => byIntegration.get(integrationId)?.enabled ?? [],
    action: (id) => byId.get(id),
    operationAt(integrationId, method, path) {
      const stored = byIntegration.get(integrationId)?.stored ?? [];
      return matchPath(
        stored.filter((action) => action.method === method),
        path,
      );
    },
    find: (query, options) =>
      search
        .find(query, options.integrationId === undefined ? { ...options, allowed: isWell } : options)
        .flatMap((hit) => byId.get(hit.actionId) ?? []),
    termsOf: (request) => search.termsOf(request),
  };
}
