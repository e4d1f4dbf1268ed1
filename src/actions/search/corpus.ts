import type { Segment } from "./segment.ts";
import { createSpelling, type Spelling } from "./spelling.ts";

/** All integrations that are searched, and how common words are among all their actions. */
export interface Corpus {
  /** The integrations of which an action has that word. */
  having(word: string): readonly Segment[];
  /** Whether that action is here, in that integration where one is given. */
  has(actionId: string, integrationId?: string): boolean;
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
  /** A corpus of its own with the same segments, which are shared: they never change. */
  copy(): Corpus;
}

interface WordPlaces {
  readonly frequency: number;
  readonly segments: readonly Segment[];
}

const NOWHERE: WordPlaces = { frequency: 0, segments: [] };

/** What a corpus keeps. */
interface Kept {
  readonly segments: Map<string, Segment>;
  /** What is known of each word. Entries are replaced, never changed, so copies share them. */
  readonly words: Map<string, WordPlaces>;
  readonly owners: Map<string, string>;
  readonly size: number;
}

export function createCorpus(): Corpus {
  return corpusOf({ segments: new Map(), words: new Map(), owners: new Map(), size: 0 });
}

/** Keeps counts up to date by difference, so that a change of one integration costs nothing for the others. */
function corpusOf({ segments, words, owners, ...kept }: Kept): Corpus {
  let { size } = kept;
  let spelling: Spelling | undefined;

  function count(segment: Segment, sign: 1 | -1): void {
    size += sign * segment.actions.length;
    for (const [word, { at }] of segment.postings) {
      const known = words.get(word) ?? NOWHERE;
      const places = known.segments.filter((one) => one !== segment);
      if (sign > 0) places.push(segment);
      if (places.length === 0) words.delete(word);
      else words.set(word, { frequency: known.frequency + sign * at.length, segments: places });
    }
    for (const { id } of segment.actions) {
      if (sign > 0) owners.set(id, segment.integrationId);
      else owners.delete(id);
    }
    spelling = undefined;
  }

  function remove(integrationId: string): void {
    const segment = segments.get(integrationId);
    if (!segment) return;
    segments.delete(integrationId);
    count(segment, -1);
  }

  const frequency = (word: string) => words.get(word)?.frequency ?? 0;
  return {
    having: (word) => (words.get(word) ?? NOWHERE).segments,
    has(actionId, integrationId) {
      const owner = owners.get(actionId);
      return owner !== undefined && (integrationId === undefined || owner === integrationId);
    },
    copy: () =>
      corpusOf({
        segments: new Map(segments),
        words: new Map(words),
        owners: new Map(owners),
        size,
      }),
    size: () => size,
    frequency,
    rarity: (word) => Math.log(1 + (size - frequency(word) + 0.5) / (frequency(word) + 0.5)),
    near(word) {
      spelling ??= createSpelling(words.keys());
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
