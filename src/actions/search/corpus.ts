import type { Segment } from "./segment.ts";
import { createSpelling, type Spelling } from "./spelling.ts";

/** All integrations that are searched, and how common words are among all their actions. */
export interface Corpus {
  segments(): Iterable<Segment>;
  /** How many actions there are. */
  size(): number;
  /** In how many actions a word occurs. */
  frequency(word: string): number;
  /** How much a word tells: 0 for one that every action has, more for a rarer one (BM25's idf). */
  rarity(word: string): number;
  /** Known words that a mistyped one may have meant. */
  near(word: string): readonly string[];
  put(segment: Segment): void;
  remove(integrationId: string): void;
}

/** Keeps counts up to date by difference, so that a change of one integration costs nothing for the others. */
export function createCorpus(): Corpus {
  const segments = new Map<string, Segment>();
  const frequencies = new Map<string, number>();
  let size = 0;
  let spelling: Spelling | undefined;

  function count(segment: Segment, sign: 1 | -1): void {
    size += sign * segment.actions.length;
    for (const [word, { at }] of segment.postings) {
      const frequency = (frequencies.get(word) ?? 0) + sign * at.length;
      if (frequency > 0) frequencies.set(word, frequency);
      else frequencies.delete(word);
    }
    spelling = undefined;
  }

  function remove(integrationId: string): void {
    const segment = segments.get(integrationId);
    if (!segment) return;
    segments.delete(integrationId);
    count(segment, -1);
  }

  const frequency = (word: string) => frequencies.get(word) ?? 0;
  return {
    segments: () => segments.values(),
    size: () => size,
    frequency,
    rarity: (word) => Math.log(1 + (size - frequency(word) + 0.5) / (frequency(word) + 0.5)),
    near(word) {
      spelling ??= createSpelling(frequencies.keys());
      return spelling.near(word);
    },
    put(segment) {
      remove(segment.integrationId);
      segments.set(segment.integrationId, segment);
      count(segment, 1);
    },
    remove,
  };
}
