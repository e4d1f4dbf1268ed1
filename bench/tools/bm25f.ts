import { stem } from "../../src/actions/search/porter.ts";
import { isStopWord, splitWords } from "../../src/actions/search/words.ts";
import type { Tool } from "./read-tools.ts";

/**
 * The baseline that search is held against: BM25 over weighted fields, and nothing else. Words are cut out of
 * identifiers and paths, stop words left out, the rest stemmed (Porter). Weights, k1 and b are those of the
 * published runs; the lengths of fields are averages over the corpus.
 */
const FIELDS: readonly { readonly weight: number; readonly textOf: (tool: Tool) => string }[] = [
  { weight: 3, textOf: (tool) => tool.summary ?? "" },
  { weight: 2.5, textOf: (tool) => tool.name },
  { weight: 2, textOf: (tool) => tool.path },
  { weight: 2, textOf: (tool) => tool.integration },
  { weight: 1, textOf: (tool) => (tool.tags ?? []).join(" ") },
  { weight: 1, textOf: (tool) => tool.description ?? "" },
  { weight: 0.5, textOf: (tool) => tool.params.map(({ n }) => n).join(" ") },
  { weight: 0.2, textOf: (tool) => tool.params.map(({ d }) => d ?? "").join(" ") },
];
const K1 = 1.2;
const B = 0.6;

/** Gives the ids of the best `limit` tools for a query; equal ones in the order of the corpus. */
export function createBm25f(tools: readonly Tool[]): (query: string, limit: number) => string[] {
  const postings = new Map<string, Map<number, number>>();
  for (const { weight, textOf } of FIELDS) {
    const texts = tools.map((tool) => wordsOf(textOf(tool)));
    const average = texts.reduce((sum, words) => sum + words.length, 0) / Math.max(1, tools.length) || 1;
    for (const [at, words] of texts.entries()) {
      const share = weight / (1 - B + (B * words.length) / average);
      for (const word of words) addTo(postings, word, { at, share });
    }
  }
  return (query, limit) => {
    const scores = new Map<number, number>();
    for (const word of new Set(wordsOf(query))) {
      const found = postings.get(word) ?? new Map<number, number>();
      const rarity = Math.log(1 + (tools.length - found.size + 0.5) / (found.size + 0.5));
      for (const [at, weight] of found)
        scores.set(at, (scores.get(at) ?? 0) + (rarity * weight * (K1 + 1)) / (K1 + weight));
    }
    const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, limit);
    return best.flatMap(([at]) => tools[at]?.id ?? []);
  };
}

const wordsOf = (text: string) =>
  splitWords(text)
    .filter((word) => !isStopWord(word))
    .map(stem);

function addTo(
  postings: Map<string, Map<number, number>>,
  word: string,
  { at, share }: { at: number; share: number },
): void {
  const known = postings.get(word) ?? new Map<number, number>();
  known.set(at, (known.get(at) ?? 0) + share);
  postings.set(word, known);
}
