import { createCorpus } from "./corpus.ts";
import { type FindOptions, rankActions } from "./rank-actions.ts";
import { readQuery } from "./read-query.ts";
import { buildSegment, type SearchableAction } from "./segment.ts";
import type { FoundAction } from "./shortlist.ts";
import { createSynonyms } from "./synonyms.ts";
import { createVerbMethods } from "./verbs.ts";
import { weighQuery } from "./weigh-query.ts";

/** Search over the actions of a workspace, in memory. */
export interface ActionSearch {
  /** Indexes an integration, in place of what it had before; the others are not touched. */
  replaceIntegration(
    integration: { readonly id: string; readonly name: string },
    actions: readonly SearchableAction[],
  ): void;
  removeIntegration(integrationId: string): void;
  /**
   * The actions that fit `query` best, best first; empty when no word of it occurs anywhere. `query` is a request as a
   * person typed it, or better what a planner looks for: `stripe create refund`. The same actions and the same query
   * give the same list, whatever order they came in.
   */
  find(query: string, options: FindOptions): readonly FoundAction[];
}

/** An empty search. Build one for each workspace. */
export function createActionSearch(): ActionSearch {
  const corpus = createCorpus();
  const language = { synonyms: createSynonyms(), verbs: createVerbMethods() };
  return {
    replaceIntegration: (integration, actions) => corpus.put(buildSegment(integration, actions)),
    removeIntegration: (integrationId) => corpus.remove(integrationId),
    find: (query, options) => rankActions(corpus, weighQuery(corpus, readQuery(query, language)), options),
  };
}
