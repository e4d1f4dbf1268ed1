import type { Corpus } from "./corpus.ts";
import type { QueryTerm } from "./read-query.ts";
import type { Segment } from "./segment.ts";
import { type Variants, variantsOf } from "./variants.ts";

/** What one term of a query adds to the actions of one integration. */
interface SegmentHits {
  readonly segment: Segment;
  /** Positions in the segment's actions; without them `gains` has one for each position. */
  readonly at?: readonly number[];
  readonly gains: ArrayLike<number>;
  /** What each gain counts. */
  readonly worth: number;
}

export type TermHits = readonly SegmentHits[];

/**
 * Looks terms up in a corpus, each once: the sentences of a request have the words of the whole, and looking them up is
 * most of what ranking costs.
 */
export function createTermLookup(corpus: Corpus): (term: QueryTerm) => TermHits {
  const known = new Map<string, TermHits>();
  return (term) => {
    const key = `${term.stem} ${term.weight} ${term.isTyped}`;
    let hits = known.get(key);
    if (!hits) {
      hits = hitsOf(corpus, variantsOf(corpus, term));
      known.set(key, hits);
    }
    return hits;
  };
}

/** An action counts a term once, by the variant that says most. */
function hitsOf(corpus: Corpus, variants: Variants): TermHits {
  const bySegment = new Map<Segment, { word: string; worth: number }[]>();
  for (const variant of variants) {
    for (const segment of corpus.having(variant.word)) {
      const present = bySegment.get(segment);
      if (present) present.push(variant);
      else bySegment.set(segment, [variant]);
    }
  }
  return [...bySegment].map(([segment, present]) => {
    const [only, ...others] = present;
    if (!only || others.length > 0) return { segment, gains: bestGains(segment, present), worth: 1 };
    return { segment, ...(segment.postings.get(only.word) ?? { gains: [] }), worth: only.worth };
  });
}

function bestGains(segment: Segment, variants: Variants): Float64Array {
  const best = new Float64Array(segment.actions.length);
  for (const { word, worth } of variants) {
    const { at = [], gains = [] } = segment.postings.get(word) ?? {};
    for (let index = 0; index < at.length; index++) {
      const position = at[index] ?? 0;
      const gain = worth * (gains[index] ?? 0);
      if (gain > (best[position] ?? 0)) best[position] = gain;
    }
  }
  return best;
}
