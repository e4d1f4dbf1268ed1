import type { Corpus } from "./corpus.ts";
import type { QueryTerm, ReadText } from "./read-query.ts";
import type { IndexedAction, Segment } from "./segment.ts";
import { createShortlist, type FoundAction } from "./shortlist.ts";
import type { TermHits } from "./term-hits.ts";

export interface FindOptions {
  /** How many to give at most. */
  readonly limit: number;
  /** Whether the person may use an action; all, unless given. */
  readonly allowed?: (actionId: string) => boolean;
  /** Only actions of this integration. */
  readonly integrationId?: string;
}

/** What the share of an action's heading that the query says adds. Tells `list orders` from `list orders of a shop`. */
const HEADING_GAIN = 0.5;
const SYNONYM_IN_HEADING = 0.5;
const INTEGRATION_GAIN = 0.5;
const METHOD_GAIN = 0.15;
/** No action fits better than this, so that one whose words score too low is passed over at once. */
const MOST_FIT = (1 + METHOD_GAIN) * (1 + HEADING_GAIN);
const LOSS_PER_PATH_SEGMENT = 0.01;
const DEEPEST_PATH = 8;

/**
 * The actions that fit a request, or a sentence of one, best, best first; equal ones by id, so that every replica gives
 * the same list.
 *
 * BM25 over weighted fields, times what else speaks for an action: its integration is named, its method is what
 * the verb asks for, the query says most of its heading, its path is short.
 */
export function rankActions(
  corpus: Corpus,
  text: ReadText,
  hitsOf: (term: QueryTerm) => TermHits,
  options: FindOptions,
): readonly FoundAction[] {
  const shortlist = createShortlist(options.limit);
  const words = wordsOf(text);
  const isSearched = ({ integrationId }: Segment) =>
    options.integrationId === undefined || integrationId === options.integrationId;
  for (const [segment, scores] of sumHits(text.terms.map(hitsOf), isSearched)) {
    const gain = 1 + INTEGRATION_GAIN * mentionOf(corpus, segment, words.stems);
    for (let at = 0; at < scores.length; at++) {
      const score = (scores[at] ?? 0) * gain;
      const action = score > 0 && shortlist.mayTake(score * MOST_FIT) ? segment.actions[at] : undefined;
      if (!action) continue;
      if (options.allowed && !options.allowed(action.id)) continue;
      shortlist.take({ actionId: action.id, score: score * fitOf(action, words) });
    }
  }
  return shortlist.best();
}

/** What a text says, for what else speaks for an action. */
interface Words {
  readonly stems: ReadonlySet<string>;
  readonly synonyms: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
}

function wordsOf({ terms, methods }: ReadText): Words {
  return {
    stems: new Set(terms.map(({ stem }) => stem)),
    synonyms: new Set(terms.flatMap(({ synonyms }) => [...synonyms])),
    methods,
  };
}

/** What all terms add up to, by position in each segment in which one of them occurs. */
function sumHits(
  terms: readonly TermHits[],
  isSearched: (segment: Segment) => boolean,
): ReadonlyMap<Segment, Float64Array> {
  const bySegment = new Map<Segment, Float64Array>();
  for (const hits of terms) {
    for (const { segment, at, gains, worth } of hits) {
      let scores = bySegment.get(segment);
      if (!scores) {
        if (!isSearched(segment)) continue;
        scores = new Float64Array(segment.actions.length);
        bySegment.set(segment, scores);
      }
      for (let index = 0; index < gains.length; index++) {
        const position = at ? (at[index] ?? 0) : index;
        scores[position] = (scores[position] ?? 0) + worth * (gains[index] ?? 0);
      }
    }
  }
  return bySegment;
}

/**
 * From 0 to 1, how surely the query names this integration: the share of its name that is said, where a word counts
 * by the square of the share of its occurrences that are here. `github` is nearly always GitHub, `music` rarely Music.
 */
function mentionOf(corpus: Corpus, segment: Segment, stems: ReadonlySet<string>): number {
  if (segment.nameStems.length === 0) return 0;
  const said = segment.nameStems.filter((word) => stems.has(word));
  const certainty = (word: string) =>
    (segment.postings.get(word)?.at.length ?? 0) / Math.max(1, corpus.frequency(word));
  return said.reduce((sum, word) => sum + certainty(word) ** 2, 0) / segment.nameStems.length;
}

function fitOf(action: IndexedAction, words: Words): number {
  const method = words.methods.has(action.method) ? 1 + METHOD_GAIN : 1;
  const depth = 1 - LOSS_PER_PATH_SEGMENT * Math.min(action.depth, DEEPEST_PATH);
  return method * depth * (1 + HEADING_GAIN * saidOf(action.heading, words));
}

function saidOf(heading: readonly string[], words: Words): number {
  if (heading.length === 0) return 0;
  let said = 0;
  for (const word of heading) {
    if (words.stems.has(word)) said += 1;
    else if (words.synonyms.has(word)) said += SYNONYM_IN_HEADING;
  }
  return said / heading.length;
}
