import type { Json } from "../kernel/index.ts";
import { decimalSize, WIDEST_DECIMAL } from "./decimal.ts";
import { parseDate, parseInstant } from "./parse-instant.ts";

/** What a column holds. `timestamp` is an instant (TIMESTAMPTZ); `json` keeps a nested value as JSON text. */
export type ColumnType =
  | { readonly kind: "bigint" | "hugeint" | "double" | "boolean" | "date" | "timestamp" | "text" | "json" }
  | { readonly kind: "decimal"; readonly width: number; readonly scale: number }
  /** An instant written as a number: so many units since 1970. */
  | { readonly kind: "epoch"; readonly perSecond: 1 | 1_000 };

/** What was seen in a column so far; mutable, because 10⁵ rows by 20 columns pass through it. */
export interface ColumnEvidence {
  largestInteger: number;
  /** Of the integers, with their sign. */
  smallestInteger: number;
  whole: number;
  scale: number;
  readonly seen: Set<Seen>;
  /** The different texts, while they are few. */
  texts: Set<string> | undefined;
}

type Seen =
  | "boolean"
  | "number"
  | "double"
  | "structure"
  | "date"
  | "timestamp"
  | "integerText"
  | "decimalText"
  | "text";

const NUMERIC: ReadonlySet<Seen> = new Set(["number", "double", "integerText", "decimalText"]);
const NUMERIC_TEXT: ReadonlySet<Seen> = new Set(["integerText", "decimalText"]);
const MOMENTS: ReadonlySet<Seen> = new Set(["date", "timestamp"]);

const AMOUNT_NAME =
  /amount|price|total|cost|fee|tax|balance|revenue|paid|due|discount|refund|credit|debit|quantity|qty/i;
const VERSION_NAME = /version|release/i;
const EPOCH_NAME =
  /(^|_)(created|updated|modified|deleted|expires|timestamp|date|time)$|(_at|_on|_ts|_time|_date|[a-z](At|On|Time|Date|Timestamp))$/;
/** 9 September 2001 and 2100, in seconds since 1970. */
const EPOCH_FROM = 1_000_000_000;
const EPOCH_TO = 4_102_444_800;
const MOST_INTEGER_DIGITS_OF_BIGINT = 18;
const NARROW_DECIMAL = 18;
/** A column with more texts than this names things; one with fewer tells what kind they are. */
const MOST_KINDS = 30;
const LONGEST_KIND = 60;

export function noEvidence(): ColumnEvidence {
  return {
    largestInteger: 0,
    smallestInteger: Number.POSITIVE_INFINITY,
    whole: 0,
    scale: 0,
    seen: new Set(),
    texts: new Set(),
  };
}

/** Adds one value to what is known of its column. Nulls say nothing. */
export function noteValue(evidence: ColumnEvidence, value: Json): void {
  if (value === null) return;
  switch (typeof value) {
    case "number":
      noteNumber(evidence, value);
      return;
    case "boolean":
      evidence.seen.add("boolean");
      return;
    case "string":
      if (evidence.texts) noteKind(evidence, evidence.texts, value);
      // Once a column is text, nothing that follows can change that, and the patterns need not run.
      if (!evidence.seen.has("text")) evidence.seen.add(noteText(evidence, value));
      return;
    default:
      evidence.seen.add("structure");
  }
}

function noteKind(evidence: ColumnEvidence, texts: Set<string>, text: string): void {
  texts.add(text);
  if (texts.size > MOST_KINDS || text.length > LONGEST_KIND) evidence.texts = undefined;
}

/**
 * The type of a column, from all its values. The rule, in order:
 *
 * 1. Nothing but nulls: text. Only lists and objects: JSON. Only booleans: BOOLEAN.
 * 2. Integers whose column is named as a time is, and which are all of 2001 to 2100 in seconds or milliseconds since
 *    1970: TIMESTAMPTZ. Else numbers, alone or with strings that are plain numbers: BIGINT, HUGEINT from 19 digits, DECIMAL with the
 *    most decimals seen; DOUBLE only for exponents or more digits than DECIMAL(38) or 18 decimals hold.
 * 3. Strings that are all ISO dates: DATE; dates and times, or only those: TIMESTAMPTZ.
 * 4. Strings that are all plain numbers: a number if one has a point ("12.50") or the column's name says amount
 *    ("total": "12"), but never for versions. Else text, and so are numbers with leading zeros.
 * 5. Anything mixed: text.
 */
export function decideType(evidence: ColumnEvidence, name: string): ColumnType {
  const { seen } = evidence;
  if (seen.size === 0) return { kind: "text" };
  if (isOnly(seen, new Set(["structure"]))) return { kind: "json" };
  if (isOnly(seen, new Set(["boolean"]))) return { kind: "boolean" };
  if (isOnly(seen, MOMENTS)) return { kind: seen.has("timestamp") ? "timestamp" : "date" };
  if (isOnly(seen, NUMERIC_TEXT) && !isAmountText(seen, name)) return { kind: "text" };
  const epoch = isOnly(seen, new Set(["number"])) && EPOCH_NAME.test(name) ? epochType(evidence) : undefined;
  if (epoch) return epoch;
  return isOnly(seen, NUMERIC) ? numberType(evidence) : { kind: "text" };
}

/** How DuckDB writes the type. */
export function sqlTypeName(type: ColumnType): string {
  if (type.kind === "decimal") return `DECIMAL(${type.width},${type.scale})`;
  if (type.kind === "timestamp") return "TIMESTAMPTZ";
  if (type.kind === "epoch") return "TIMESTAMPTZ";
  return type.kind === "text" ? "VARCHAR" : type.kind.toUpperCase();
}

function isOnly(seen: ReadonlySet<Seen>, allowed: ReadonlySet<Seen>): boolean {
  for (const kind of seen) if (!allowed.has(kind)) return false;
  return true;
}

function isAmountText(seen: ReadonlySet<Seen>, name: string): boolean {
  return !VERSION_NAME.test(name) && (seen.has("decimalText") || AMOUNT_NAME.test(name));
}

function numberType(evidence: ColumnEvidence): ColumnType {
  const { seen, scale } = evidence;
  const whole = Math.max(evidence.whole, integerDigits(evidence.largestInteger));
  const hasText = seen.has("integerText") || seen.has("decimalText");
  if (seen.has("double") || whole + scale > WIDEST_DECIMAL) return { kind: hasText ? "text" : "double" };
  if (scale === 0) return { kind: whole <= MOST_INTEGER_DIGITS_OF_BIGINT ? "bigint" : "hugeint" };
  return { kind: "decimal", width: whole + scale <= NARROW_DECIMAL ? NARROW_DECIMAL : WIDEST_DECIMAL, scale };
}

function epochType({ scale, smallestInteger, largestInteger }: ColumnEvidence): ColumnType | undefined {
  if (scale > 0) return undefined;
  for (const perSecond of [1, 1_000] as const) {
    const [from, to] = [EPOCH_FROM * perSecond, EPOCH_TO * perSecond];
    if (smallestInteger >= from && largestInteger <= to) return { kind: "epoch", perSecond };
  }
  return undefined;
}

function integerDigits(largest: number): number {
  return String(largest).length;
}

function noteNumber(evidence: ColumnEvidence, value: number): void {
  evidence.seen.add("number");
  if (Number.isSafeInteger(value)) {
    evidence.largestInteger = Math.max(evidence.largestInteger, Math.abs(value));
    evidence.smallestInteger = Math.min(evidence.smallestInteger, value);
    return;
  }
  const size = decimalSize(String(value));
  if (size === undefined) evidence.seen.add("double");
  else widen(evidence, size.whole, size.scale);
}

function noteText(evidence: ColumnEvidence, text: string): Seen {
  const first = text.charCodeAt(0);
  // Neither "-" nor a digit: the common case, and the cheapest to tell.
  if (first !== 45 && (first < 48 || first > 57)) return "text";
  const size = decimalSize(text);
  if (size !== undefined) {
    widen(evidence, size.whole, size.scale);
    return size.scale > 0 ? "decimalText" : "integerText";
  }
  if (parseDate(text) !== undefined) return "date";
  return parseInstant(text) === undefined ? "text" : "timestamp";
}

function widen(evidence: ColumnEvidence, whole: number, scale: number): void {
  evidence.whole = Math.max(evidence.whole, whole);
  evidence.scale = Math.max(evidence.scale, scale);
}
