/**
 * Numbers whose digits get lost. A JSON number is read as a double, which holds every integer up to 2^53 and some
 * fifteen significant digits; `9007199254740993` silently becomes `…992`. A value from outside is therefore either the
 * number that its digits say, or not taken for a number.
 */
import type { Json } from "./json.ts";

/** Fewer digits are always held; a big exponent may not be. A text without either needs no closer look. */
const SUSPICIOUS = /[\d.]{16}|\d[eE][+-]?\d{3}/;
const NUMERAL = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const [QUOTE, MINUS, ZERO, NINE, BACKSLASH] = [34, 45, 48, 57, 92];
/** Without an exponent, and with no more significant digits than every double keeps. */
const SURELY_EXACT = /^-?\d[\d.]{0,14}$/;

/** Whether the number that a numeral is read as has exactly the digits that are written. */
export function isExactNumeral(numeral: string): boolean {
  if (SURELY_EXACT.test(numeral)) return true;
  const number = Number(numeral);
  return Number.isFinite(number) && digitsOf(numeral) === digitsOf(String(number));
}

/** The first numeral of a JSON text whose digits would get lost; undefined where there is none. */
export function inexactNumeralIn(text: string): string | undefined {
  if (!SUSPICIOUS.test(text)) return undefined;
  for (const { numeral } of numeralsIn(text)) if (!isExactNumeral(numeral)) return numeral;
  return undefined;
}

/**
 * A JSON text as a value in which no digit is lost: a number that would not be exact becomes the text of its digits.
 *
 * @throws SyntaxError where it is not JSON
 */
export function parseJson(text: string): Json {
  const parsed = JSON.parse(text) as Json;
  if (inexactNumeralIn(text) === undefined) return parsed;
  let quoted = "";
  let at = 0;
  for (const { numeral, start } of numeralsIn(text)) {
    if (isExactNumeral(numeral)) continue;
    quoted += `${text.slice(at, start)}"${numeral}"`;
    at = start + numeral.length;
  }
  return JSON.parse(quoted + text.slice(at)) as Json;
}

/** The numerals of a JSON text, those within strings left out. */
function* numeralsIn(text: string): Generator<{ numeral: string; start: number }> {
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      NUMERAL.lastIndex = at;
      const numeral = NUMERAL.exec(text)?.[0] ?? "-";
      yield { numeral, start: at };
      at += numeral.length;
    } else at += 1;
  }
}

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** A numeral as sign, digits without zeros around them, and exponent: the same for `1.50e3` and `1500`. */
function digitsOf(numeral: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = PARTS.exec(numeral) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, "");
  const digits = all.replace(/0+$/, "");
  if (digits === "") return "0";
  return `${sign}${digits}e${Number(exponent) - fraction.length + all.length - digits.length}`;
}
