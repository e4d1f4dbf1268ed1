import type { Json } from "./json.ts";

/** Sixteen digits and more: what a double may not hold. */
const MAY_BE_INEXACT = /\d[\d.]{15,}/;
/** A string of JSON, or a number. */
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * Parses JSON without changing a number: one that a double does not hold exactly, such as the id 12345678901234567890 or
 * the amount 90071992547409.931, becomes the text that it was written as.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJson(text: string): Json {
  const parsed = JSON.parse(text) as Json;
  if (!MAY_BE_INEXACT.test(text)) return parsed;
  return JSON.parse(
    text.replace(STRING_OR_NUMBER, (token) => (isInexact(token) ? `"${token}"` : token)),
  ) as Json;
}

function isInexact(token: string): boolean {
  if (token.length < 16 || token.startsWith('"') || !PLAIN.test(token)) return false;
  const [whole = "", fraction = ""] = token.split(".");
  const digits = fraction.replace(/0+$/, "");
  const held = String(Number(token));
  return held !== (digits === "" ? whole : `${whole}.${digits}`);
}
