import { createCorpus } from "./corpus.ts";
import { fuse } from "./fuse.ts";
import { createMemory, type RememberedRequest } from "./memory.ts";
import { type FindOptions, rankActions } from "./rank-actions.ts";
import { type ReadQuery, readQuery } from "./read-query.ts";
import { requestTerms } from "./request-terms.ts";
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
  /** Learns from requests that were served, oldest first, in place of those it knew before. */
  remember(requests: readonly RememberedRequest[]): void;
  /** The words by which a request is remembered: stems, sorted, without its values and quotes. */
  termsOf(request: string): readonly string[];
  /** A search of its own over the same indexes, for a catalogue in which little differs. */
  copy(): ActionSearch;
  /**
   * The actions that fit `query` best, best first; empty when no word of it occurs anywhere. `query` is a request as a
   * person typed it, or better what a planner looks for: `stripe create refund`. The same actions, the same memory and
   * the same query give the same list, whatever order they came in.
   */
  find(query: string, options: FindOptions): readonly FoundAction[];
}

/** How many are taken by words before memory speaks. */
const BEFORE_MEMORY = 60;

/** An empty search. Build one for each workspace. */
export function createActionSearch(): ActionSearch {
  return searchOver(createCorpus(), [], { synonyms: createSynonyms(), verbs: createVerbMethods() });
}

function searchOver(
  corpus: ReturnType<typeof createCorpus>,
  remembered: readonly RememberedRequest[],
  language: Parameters<typeof readQuery>[1],
): ActionSearch {
  let requests = remembered;
  let memory = createMemory(requests);

  function votesFor(query: ReadQuery, options: FindOptions): ReadonlyMap<string, number> {
    const votes = [...memory.votes(requestTerms(query))].filter(
      ([id]) => corpus.has(id, options.integrationId) && (options.allowed?.(id) ?? true),
    );
    return new Map(votes);
  }

  return {
    replaceIntegration: (integration, actions) => corpus.put(buildSegment(integration, actions)),
    removeIntegration: (integrationId) => corpus.remove(integrationId),
    remember(served) {
      requests = served;
      memory = createMemory(requests);
    },
    termsOf: (request) => requestTerms(readQuery(request, language)),
    copy: () => searchOver(corpus.copy(), requests, language),
    find(text, options) {
      const query = readQuery(text, language);
      const byWords = (limit: number) =>
        rankActions(corpus, weighQuery(corpus, query), { ...options, limit });
      if (requests.length === 0) return byWords(options.limit);
      const found = byWords(Math.max(options.limit, BEFORE_MEMORY));
      return fuse(found, votesFor(query, options), options.limit);
    },
  };
}
