import type { Corpus } from "./corpus.ts";
import type { QueryTerm } from "./read-query.ts";

/** The words that satisfy one term of the query, best first, each with what it is worth. */
export type Variants = readonly { readonly word: string; readonly worth: number }[];

const SYNONYM_SHARE = 0.3;
const MISSPELLING_SHARE = 0.8;

/**
 * A term's own word counts in full, a synonym for a part, and near spellings only where no action has the word. A synonym
 * tells no more than the word that it stands for, however rare it is itself.
 */
export function variantsOf(corpus: Corpus, { stem, weight, isTyped, synonyms }: QueryTerm): Variants {
  const isKnown = corpus.frequency(stem) > 0;
  const most = isKnown ? corpus.rarity(stem) : Number.POSITIVE_INFINITY;
  const worth = (word: string, share: number) => ({
    word,
    worth: share * weight * Math.min(most, corpus.rarity(word)),
  });
  const others = synonyms
    .filter((word) => corpus.frequency(word) > 0)
    .map((word) => worth(word, SYNONYM_SHARE));
  const near = isKnown || !isTyped ? [] : corpus.near(stem);
  const meant = isKnown ? [worth(stem, 1)] : near.map((word) => worth(word, MISSPELLING_SHARE));
  return [...meant, ...others].sort((a, b) => b.worth - a.worth);
}
