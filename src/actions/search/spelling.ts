/** Finds words of a vocabulary that a mistyped word may have meant. */
export interface Spelling {
  /** At most 3 words of the vocabulary that are close to `word`, closest first. */
  near(word: string): readonly string[];
}

const SHORTEST = 4;
const LEAST_LIKENESS = 0.45;
const MOST_NEAR = 3;

/** The pieces of three letters of a word, each with the word's first letter, which people rarely get wrong. */
function trigramsOf(word: string): string[] {
  const padded = `^${word}$`;
  const grams: string[] = [];
  for (let at = 0; at + 3 <= padded.length; at++) grams.push(`${word[0]}${padded.slice(at, at + 3)}`);
  return grams;
}

/** Compares words by the three-letter pieces they share (Dice), and asks for at most two wrong letters. */
export function createSpelling(vocabulary: Iterable<string>): Spelling {
  const words = [...vocabulary].filter((word) => word.length >= SHORTEST && /^[a-z]+$/.test(word)).sort();
  const byTrigram = new Map<string, number[]>();
  for (const [at, word] of words.entries()) {
    for (const gram of trigramsOf(word)) {
      const known = byTrigram.get(gram);
      if (known) known.push(at);
      else byTrigram.set(gram, [at]);
    }
  }
  return {
    near(word) {
      if (word.length < SHORTEST) return [];
      const grams = trigramsOf(word);
      const shared = new Map<number, number>();
      for (const gram of grams)
        for (const at of byTrigram.get(gram) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
      const close = [...shared].flatMap(([at, count]) => {
        const candidate = words[at] ?? "";
        const likeness = (2 * count) / (grams.length + candidate.length);
        return likeness >= LEAST_LIKENESS && isWithin(word, candidate, 2) ? [{ candidate, likeness }] : [];
      });
      close.sort((a, b) => b.likeness - a.likeness || (a.candidate < b.candidate ? -1 : 1));
      return close.slice(0, MOST_NEAR).map(({ candidate }) => candidate);
    },
  };
}

/** Whether a name was probably meant for another: two wrong letters at most, or the beginning of it. */
export function isNearly(written: string, meant: string): boolean {
  if (written.length < SHORTEST || written === meant) return false;
  return isWithin(written, meant, 2) || (meant.startsWith(written) && written.length * 2 >= meant.length);
}

/** Whether at most `limit` letters have to be added, dropped, replaced or swapped (Damerau-Levenshtein). */
function isWithin(a: string, b: string, limit: number): boolean {
  if (Math.abs(a.length - b.length) > limit) return false;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const replaced = (row[j - 1] ?? 0) + (isSame ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return (row[b.length] ?? limit + 1) <= limit;
}
