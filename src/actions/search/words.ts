import { stem } from "./porter.ts";

const STOP_WORDS = new Set(
  (
    "a an the of to in on at by for from with and or as is are was were be been being am do does did has have had having " +
    "it its this that these those there here i me my mine we us our ours you your yours he him his she her hers they them their " +
    "which what who whom whose how why where can could would should will shall may might must please want need like " +
    "just also so if then than but not no nor very too into onto over under about after before during while via per " +
    "some any each every both either neither such own same other another more most few all up down out off again once " +
    "let lets hey hi hello thanks thank chief give tell help know s t m re ve ll d"
  ).split(" "),
);

/** Words as they are written, in lower case, with identifiers cut apart: `listOrderItems` is list, order, items; `PRs` stays whole. */
export function splitWords(text: string): string[] {
  const spaced = text
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)(?![A-Z]s(?![A-Za-z]))([A-Z][a-z])/g, "$1 $2");
  const lower = spaced.toLowerCase();
  return lower.match(isAscii(lower) ? /[a-z\d]+/g : /[\p{L}\p{N}]+/gu) ?? [];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what ASCII is
const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/**
 * Gives the stems of the words of a text that carry meaning, in order. One reader remembers the words it has seen,
 * for as long as it is used: descriptions of one API repeat a few hundred words thousands of times.
 */
export function createStemReader(): (text: string) => string[] {
  const seen = new Map<string, string>();
  const stemOf = (word: string) => {
    const known = seen.get(word);
    if (known !== undefined) return known;
    const fresh = STOP_WORDS.has(word) || /^\d+$/.test(word) ? "" : stem(word);
    seen.set(word, fresh);
    return fresh;
  };
  return (text) =>
    splitWords(text)
      .map(stemOf)
      .filter((word) => word !== "");
}
