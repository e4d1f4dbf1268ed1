import type { Corpus } from "./corpus.ts";
import type { IndexedAction, Segment } from "./segment.ts";
import { createShortlist, type FoundAction } from "./shortlist.ts";
import type { Variants, WeighedQuery } from "./weigh-query.ts";

export interface FindOptions {
  /** How many to give at most. */
  readonly limit: number;
  /** Whether the person may use an action; all, unless given. */
  readonly allowed?: (actionId: string) => boolean;
  /** Only actions of this integration. */
  readonly integrationId?: string;
}

/** How soon more occurrences of a word stop counting (BM25's k1). */
const SATURATION = 1.2;
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
 * The actions that fit a query best, best first; equal ones by id, so that every replica gives the same list.
 *
 * BM25 over weighted fields, times what else speaks for an action: its integration is named, its method is what
 * the verb asks for, the query says most of its heading, its path is short.
 */
export function rankActions(
  corpus: Corpus,
  query: WeighedQuery,
  options: FindOptions,
): readonly FoundAction[] {
  const shortlist = createShortlist(options.limit);
  for (const segment of corpus.segments()) {
    if (options.integrationId !== undefined && segment.integrationId !== options.integrationId) continue;
    const scores = scoreSegment(segment, query.terms);
    if (!scores) continue;
    const gain = 1 + INTEGRATION_GAIN * mentionOf(corpus, segment, query.stems);
    for (let at = 0; at < scores.length; at++) {
      const score = (scores[at] ?? 0) * gain;
      const action = score > 0 && shortlist.mayTake(score * MOST_FIT) ? segment.actions[at] : undefined;
      if (!action) continue;
      if (options.allowed && !options.allowed(action.id)) continue;
      shortlist.take({ actionId: action.id, score: score * fitOf(action, query) });
    }
  }
  return shortlist.best();
}

/** The sum over the terms of each one's best variant, by position in the segment; undefined when no word occurs. */
function scoreSegment(segment: Segment, terms: readonly Variants[]): Float64Array | undefined {
  let scores: Float64Array | undefined;
  for (const variants of terms) {
    const present = variants.filter(({ word }) => segment.postings.has(word));
    if (present.length === 0) continue;
    scores ??= new Float64Array(segment.actions.length);
    addBest(segment, present, scores);
  }
  return scores;
}

function addBest(segment: Segment, variants: Variants, scores: Float64Array): void {
  const best = variants.length > 1 ? new Float64Array(scores.length) : scores;
  for (const { word, worth } of variants) {
    const { at = [], weights = [] } = segment.postings.get(word) ?? {};
    for (let index = 0; index < at.length; index++) {
      const position = at[index] ?? 0;
      const weight = weights[index] ?? 0;
      const value = (worth * weight * (SATURATION + 1)) / (SATURATION + weight);
      const soFar = best[position] ?? 0;
      best[position] = best === scores ? soFar + value : Math.max(soFar, value);
    }
  }
  if (best === scores) return;
  for (let position = 0; position < scores.length; position++) {
    scores[position] = (scores[position] ?? 0) + (best[position] ?? 0);
  }
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

function fitOf(action: IndexedAction, query: WeighedQuery): number {
  const method = query.methods.has(action.method) ? 1 + METHOD_GAIN : 1;
  const depth = 1 - LOSS_PER_PATH_SEGMENT * Math.min(action.depth, DEEPEST_PATH);
  return method * depth * (1 + HEADING_GAIN * saidOf(action.heading, query));
}

function saidOf(heading: readonly string[], query: WeighedQuery): number {
  if (heading.length === 0) return 0;
  let said = 0;
  for (const word of heading) {
    if (query.stems.has(word)) said += 1;
    else if (query.synonyms.has(word)) said += SYNONYM_IN_HEADING;
  }
  return said / heading.length;
}
