/** What many rooms write into sentences: numbers with their thousands set apart, and what they count; long texts cut. */

const GROUPED = new Intl.NumberFormat("en-US");

/** Most are, and then nothing is set apart. */
const isShort = (count: number) => count >= 0 && count < 1000 && Number.isInteger(count);

/** 9400 → `9,400`. */
export function grouped(count: number): string {
  return isShort(count) ? String(count) : GROUPED.format(count);
}

/** `1 row`, `2,000 rows`; a plural that is not `…s` is given. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** The text, or its beginning with a final `…` in `most` UTF-16 units. A character is never cut in two. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const isPairCut = isHighSurrogate(text.charCodeAt(most - 2));
  return `${text.slice(0, isPairCut ? most - 2 : most - 1)}…`;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
