import { type Action, type ActionDraft, createActionSearch } from "../../../src/actions/index.ts";
import type { Catalogue, Integration } from "../../../src/integrations/index.ts";
import { matchPath } from "../../../src/integrations/match-path.ts";
import type { RunView, Step } from "../../../src/planning/index.ts";
import { NOON } from "../../support/team.ts";

/** An integration as the catalogue holds it. */
export function integrationOf(name: string, more: Partial<Integration> = {}): Integration {
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return {
    id: `int_${slug}`,
    workspaceId: "ws_1",
    name,
    slug,
    baseUrl: `https://${slug}.test`,
    authMethod: "bearer",
    credentialVersion: 1,
    allowPrivateNetwork: false,
    ca: null,
    callsPerMinute: null,
    health: "healthy",
    healthNote: null,
    healthAt: null,
    provider: null,
    scopes: null,
    previousScopes: null,
    connectedBy: "mem_1",
    connectedAt: NOON,
    disconnectedAt: null,
    ...more,
  };
}

/** A catalogue in memory, with the real search and the real matching of paths. */
export function catalogueWith(
  entries: readonly { integration: Integration; actions: readonly ActionDraft[] }[],
): Catalogue {
  const all = entries.flatMap(({ integration, actions }) =>
    actions.map(
      (draft): Action => ({
        ...draft,
        id: `act_${integration.slug}_${draft.name}`,
        workspaceId: "ws_1",
        integrationId: integration.id,
        version: 1,
      }),
    ),
  );
  const search = createActionSearch();
  const integrations = entries.map(({ integration }) => integration);
  const of = (id: string) => all.filter((action) => action.integrationId === id && action.enabled);
  for (const integration of integrations) search.replaceIntegration(integration, of(integration.id));
  const byId = new Map(all.filter(({ enabled }) => enabled).map((action) => [action.id, action]));
  return {
    version: 1,
    integrations,
    integration: (id) => integrations.find((integration) => integration.id === id),
    actionsOf: of,
    action: (id) => byId.get(id),
    operationAt: (id, method, path) =>
      matchPath(
        all.filter((action) => action.integrationId === id && action.method === method),
        path,
      ),
    find: (query, options) => search.find(query, options).flatMap((hit) => byId.get(hit.actionId) ?? []),
    termsOf: (request) => search.termsOf(request),
  };
}

/** A run as a planner sees it, at noon, asked by Bob in UTC. */
export function viewOf(text: string, catalogue: Catalogue, more: Partial<RunView> = {}): RunView {
  return {
    text,
    history: [],
    steps: [] as Step[],
    startedAt: NOON,
    timeZone: "UTC",
    asker: { name: "Bob", isAdmin: false },
    catalogue,
    tables: [],
    skills: [],
    resultOf: () => undefined,
    ...more,
  };
}
