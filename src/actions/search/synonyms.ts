import { MEANINGS } from "./meanings.ts";
import { ABBREVIATIONS, PHRASES, SEPARABLE } from "./phrases.ts";
import { stem } from "./porter.ts";

/** What other words a request may have been made with. */
export interface Synonyms {
  /** Stems of words that mean the same as this stem. */
  of(stem: string): readonly string[];
  /** Stems that words in a row, or a verb and its particle apart, stand for. `stems` are those of a request, in order. */
  standingFor(stems: readonly string[]): readonly string[];
}

const LONGEST_PHRASE = 5;
/** How many words may stand between a verb and its particle: `shut the old container down`. */
const FURTHEST_PARTICLE = 5;
const stemsIn = (text: string) => text.trim().split(" ").map(stem);

/** The stems for each way to say something. A phrase is known by the stems of its words, joined. */
function readPhrases(text: string): Map<string, readonly string[]> {
  const phrases = new Map<string, readonly string[]>();
  for (const line of text.trim().split("\n")) {
    const [ways = "", meant = ""] = line.split(" = ");
    for (const way of ways.split("|")) {
      const key = stemsIn(way).join(" ");
      phrases.set(key, [...new Set([...(phrases.get(key) ?? []), ...stemsIn(meant)])]);
    }
  }
  return phrases;
}

function readMeanings(): Map<string, string[]> {
  const byStem = new Map<string, Set<string>>();
  for (const line of MEANINGS.trim().split("\n")) {
    const group = stemsIn(line);
    for (const word of group) {
      const others = byStem.get(word) ?? new Set();
      for (const other of group) if (other !== word) others.add(other);
      byStem.set(word, others);
    }
  }
  return new Map([...byStem].map(([word, others]) => [word, [...others]]));
}

export function createSynonyms(): Synonyms {
  const meanings = readMeanings();
  const phrases = readPhrases(PHRASES);
  for (const [short, text] of Object.entries(ABBREVIATIONS))
    phrases.set(short, [...(phrases.get(short) ?? []), ...stemsIn(text)]);
  const separable = readPhrases(SEPARABLE);
  const verbs = new Set([...separable.keys()].map((phrase) => phrase.split(" ")[0]));

  function phraseAt(stems: readonly string[], at: number): { meant: readonly string[]; length: number } {
    for (let length = Math.min(LONGEST_PHRASE, stems.length - at); length > 0; length--) {
      const meant = phrases.get(stems.slice(at, at + length).join(" "));
      if (meant) return { meant, length };
    }
    return { meant: [], length: 1 };
  }

  function particleAfter(stems: readonly string[], at: number): readonly string[] {
    if (!verbs.has(stems[at])) return [];
    const last = Math.min(stems.length - 1, at + FURTHEST_PARTICLE);
    for (let next = at + 1; next <= last; next++) {
      const meant = separable.get(`${stems[at]} ${stems[next]}`);
      if (meant) return meant;
    }
    return [];
  }

  return {
    of: (word) => meanings.get(word) ?? [],
    standingFor(stems) {
      const found = stems.flatMap((_, at) => particleAfter(stems, at));
      for (let at = 0; at < stems.length; ) {
        const { meant, length } = phraseAt(stems, at);
        found.push(...meant);
        at += length;
      }
      return found;
    },
  };
}
