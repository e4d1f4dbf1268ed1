import { isJsonObject, type Json, shortened } from "../../kernel/index.ts";

const MOST_ELEMENTS = 3;
const LONGEST_TEXT = 300;
const DEEPEST = 12;

/** An answer made short enough to write a mapping for: the first elements of every list, the beginning of long texts. */
export function shortenSample(value: Json, depth = 0): Json {
  if (typeof value === "string") return shortened(value, LONGEST_TEXT);
  if (depth > DEEPEST) return null;
  if (Array.isArray(value))
    return value.slice(0, MOST_ELEMENTS).map((item) => shortenSample(item, depth + 1));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, shortenSample(member, depth + 1)]),
  );
}
