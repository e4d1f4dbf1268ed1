import { type Corpus, createCorpus } from "./corpus.ts";
import { fuse } from "./fuse.ts";
import { createMemory, type RememberedRequest } from "./memory.ts";
import type { FindOptions } from "./rank-actions.ts";
import { BEFORE_OTHERS, rankRequest } from "./rank-request.ts";
import { type Language, type ReadQuery, readQuery } from "./read-query.ts";
import { requestTerms } from "./request-terms.ts";
import { buildSegment, type SearchableAction } from "./segment.ts";
import type { FoundAction } from "./shortlist.ts";
import { createSynonyms } from "./synonyms.ts";
import { type SmallVector, votesByMeaning } from "./vectors.ts";
import { createVerbMethods } from "./verbs.ts";

/** Search over the actions of a workspace, in memory. */
export interface ActionSearch {
  /** Indexes an integration, in place of what it had before; the others are not touched. */
  replaceIntegration(
    integration: { readonly id: string; readonly name: string },
    actions: readonly SearchableAction[],
  ): void;
  removeIntegration(integrationId: string): void;
  /** The same search with a memory of requests that were served, oldest first. */
  remembering(requests: readonly RememberedRequest[]): ActionSearch;
  /** The words by which a request is remembered: sealed stems, sorted, without its values and quotes. */
  termsOf(request: string): readonly string[];
  /** A search of its own over the same indexes, for a catalogue in which little differs. */
  copy(): ActionSearch;
  /**
   * The actions that fit `query` best, best first; empty when no word of it occurs anywhere. `query` is a request as a
   * person typed it, or better what a planner looks for: `stripe create refund`. The same actions, the same memory and
   * the same query give the same list, whatever order they came in.
   */
  find(query: string, options: FindOptions): readonly FoundAction[];
  /** The same with what the query means, where there is a vector for it and for actions. */
  findByMeaning(query: string, meaning: Meaning, options: FindOptions): readonly FoundAction[];
}

/** A query's vector, and those of the actions by id. */
export interface Meaning {
  readonly query: SmallVector;
  readonly actions: ReadonlyMap<string, SmallVector>;
}

/** An empty search. Build one for each workspace. `seal` makes of a word what memory knows it by. */
export function createActionSearch(options: { seal?: (term: string) => string } = {}): ActionSearch {
  const language = { synonyms: createSynonyms(), verbs: createVerbMethods() };
  return searchOver({ corpus: createCorpus(), language, seal: options.seal ?? String }, []);
}

interface Parts {
  readonly corpus: Corpus;
  readonly language: Language;
  readonly seal: (term: string) => string;
}

function searchOver(parts: Parts, requests: readonly RememberedRequest[]): ActionSearch {
  const { corpus, language, seal } = parts;
  const memory = createMemory(requests);
  const sealedTerms = (query: ReadQuery) => requestTerms(query).map(seal).sort();

  const isWanted = (options: FindOptions) => (id: string) =>
    corpus.has(id, options.integrationId) && (options.allowed?.(id) ?? true);

  function votesFor(query: ReadQuery, options: FindOptions): ReadonlyMap<string, number> {
    const wanted = isWanted(options);
    return new Map([...memory.votes(sealedTerms(query))].filter(([id]) => wanted(id)));
  }

  function find(text: string, options: FindOptions): readonly FoundAction[] {
    const query = readQuery(text, language);
    const byWords = (limit: number) => rankRequest(corpus, query, { ...options, limit });
    if (requests.length === 0) return byWords(options.limit);
    const found = byWords(Math.max(options.limit, BEFORE_OTHERS));
    return fuse(found, votesFor(query, options), options.limit);
  }

  return {
    replaceIntegration: (integration, actions) => corpus.put(buildSegment(integration, actions)),
    removeIntegration: (integrationId) => corpus.remove(integrationId),
    remembering: (served) => searchOver(parts, served),
    termsOf: (request) => sealedTerms(readQuery(request, language)),
    copy: () => searchOver({ ...parts, corpus: corpus.copy() }, requests),
    find,
    findByMeaning(text, meaning, options) {
      const found = find(text, { ...options, limit: Math.max(options.limit, BEFORE_OTHERS) });
      const votes = votesByMeaning(meaning.query, meaning.actions, isWanted(options));
      return fuse(found, votes, options.limit);
    },
  };
}
