import type { Action, ActionSearch, SmallVector } from "../actions/index.ts";
import type { Integration } from "./integrations-store.ts";
import { matchPath } from "./match-path.ts";
import type { MeaningOf } from "./meaning.ts";

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
  /** The action of that name, enabled or not. */
  storedAction(integrationId: string, name: string): Action | undefined;
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
  /** As `find`, by meaning, too, where an embeddings endpoint is configured and answers in time. */
  search(query: string, options: FindInCatalogue): Promise<readonly Action[]>;
  /** The words by which usage memory keeps a request: sealed stems, in no order. */
  termsOf(request: string): readonly string[];
}

/** The actions of one integration as they are stored. */
export interface CataloguePart {
  readonly integration: Integration;
  readonly stored: readonly Action[];
  readonly enabled: readonly Action[];
}

/** How a query becomes a vector, and the vectors of the actions. */
export interface CatalogueMeaning {
  readonly of: MeaningOf;
  readonly actions: ReadonlyMap<string, SmallVector>;
}

/** A catalogue of `parts` and the search that was built over them. */
export function catalogueOf(
  version: number,
  parts: readonly CataloguePart[],
  search: ActionSearch,
  meaning?: CatalogueMeaning,
): Catalogue {
  const byIntegration = new Map(parts.map((part) => [part.integration.id, part]));
  const byId = new Map(parts.flatMap(({ enabled }) => enabled.map((action) => [action.id, action])));
  const isWell = (actionId: string) =>
    byIntegration.get(byId.get(actionId)?.integrationId ?? "")?.integration.health !== "failing";
  const narrowed = (options: FindInCatalogue) =>
    options.integrationId === undefined ? { ...options, allowed: isWell } : options;
  const toActions = (hits: readonly { readonly actionId: string }[]) =>
    hits.flatMap((hit) => byId.get(hit.actionId) ?? []);
  return {
    version,
    integrations: parts.map(({ integration }) => integration),
    integration: (id) => byIntegration.get(id)?.integration,
    actionsOf: (integrationId) => byIntegration.get(integrationId)?.enabled ?? [],
    action: (id) => byId.get(id),
    storedAction: (integrationId, name) =>
      byIntegration.get(integrationId)?.stored.find((action) => action.name === name),
    operationAt(integrationId, method, path) {
      const stored = byIntegration.get(integrationId)?.stored ?? [];
      return matchPath(
        stored.filter((action) => action.method === method),
        path,
      );
    },
    find: (query, options) => toActions(search.find(query, narrowed(options))),
    async search(query, options) {
      const vector = meaning && meaning.actions.size > 0 ? await meaning.of(query) : undefined;
      if (!meaning || !vector) return toActions(search.find(query, narrowed(options)));
      const known = { query: vector, actions: meaning.actions };
      return toActions(search.findByMeaning(query, known, narrowed(options)));
    },
    termsOf: (request) => search.termsOf(request),
  };
}
