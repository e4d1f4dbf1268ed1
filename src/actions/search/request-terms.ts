import type { ReadText } from "./read-query.ts";

/** Quoted text, times and what is merely hinted at say nothing about which action was meant. */
const LEAST_WEIGHT = 0.3;
const MOST_TERMS = 40;

/** The words of a request that memory goes by: what was typed, stemmed, without values and quotes. */
export function requestTerms(query: ReadText): string[] {
  return query.terms
    .filter(({ isTyped, weight }) => isTyped && weight >= LEAST_WEIGHT)
    .map(({ stem }) => stem)
    .slice(0, MOST_TERMS);
}
