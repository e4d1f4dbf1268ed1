import { type Action, type ActionDraft, createActionSearch } from "../../../src/actions/index.ts";
import { catalogueOf } from "../../../src/integrations/catalogue.ts";
import { draftIntegration } from "../../../src/integrations/draft-integration.ts";
import type { Catalogue, Integration } from "../../../src/integrations/index.ts";
import type { RunView, Step } from "../../../src/planning/index.ts";
import { NOON } from "../../support/team.ts";

/** An integration as the catalogue holds it. */
export function integrationOf(name: string, more: Partial<Integration> = {}): Integration {
  const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const given = {
    kind: "api",
    workspaceId: "ws_1",
    name,
    authMethod: "bearer",
    connectedBy: "mem_1",
  } as const;
  const known = { id: `int_${slug}`, slug, credentialVersion: 1 };
  return draftIntegration({ ...given, baseUrl: `https://${slug}.test` }, NOON, { ...known, ...more });
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
  const parts = entries.map(({ integration }) => {
    const stored = all.filter((action) => action.integrationId === integration.id);
    return { integration, stored, enabled: stored.filter(({ enabled }) => enabled) };
  });
  for (const { integration, enabled } of parts) search.replaceIntegration(integration, enabled);
  return catalogueOf(1, parts, search);
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
