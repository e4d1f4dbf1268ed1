import { MEANINGS } from "./meanings.ts";
import { ABBREVIATIONS, PHRASES } from "./phrases.ts";
import { stem } from "./porter.ts";

/** What other words a request may have been made with. */
export interface Synonyms {
  /** Stems of words that mean the same as this stem. */
  of(stem: string): readonly string[];
  /** Stems that a word or several words in a row stand for; empty for most. `words` are as written, lower case. */
  standingFor(
    words: readonly string[],
    at: number,
  ): { readonly stems: readonly string[]; readonly length: number };
}

const LONGEST_PHRASE = 4;
const NOTHING = { stems: [], length: 0 };
const stemsIn = (text: string) => text.split(" ").map(stem);

export function createSynonyms(): Synonyms {
  const byStem = new Map<string, Set<string>>();
  for (const line of MEANINGS.trim().split("\n")) {
    const group = stemsIn(line);
    for (const word of group) {
      const others = byStem.get(word) ?? new Set();
      for (const other of group) if (other !== word) others.add(other);
      byStem.set(word, others);
    }
  }
  const lists = new Map([...byStem].map(([word, others]) => [word, [...others]]));
  const phrases = new Map(
    Object.entries({ ...ABBREVIATIONS, ...PHRASES }).map(([phrase, text]) => [phrase, stemsIn(text)]),
  );
  return {
    of: (word) => lists.get(word) ?? [],
    standingFor(words, at) {
      for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
        const stems = phrases.get(words.slice(at, at + length).join(" "));
        if (stems) return { stems, length };
      }
      return NOTHING;
    },
  };
}
