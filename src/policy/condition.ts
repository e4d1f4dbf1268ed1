/**
 * Conditions on the arguments of a call, such as `amount > 100`.
 *
 * A condition can be read in two ways. *Widely*, for what restricts: an argument that is missing, stands there twice or
 * has another type than expected counts as fulfilling it, or one could slip by with it. *Narrowly*, for what allows:
 * then the argument must be there, and everything that it may mean must fulfil it.
 */
import { isJsonObject, type Json } from "../kernel/index.ts";
import type { WireCall } from "./wire-call.ts";

export const OPERATORS = [">", ">=", "<", "<=", "=", "!=", "contains", "one of"] as const;
export type Operator = (typeof OPERATORS)[number];

export interface Condition {
  /** A name, or a dotted path into the query, the path or the body: `amount`, `customer.country`, `query.limit`. */
  readonly argument: string;
  readonly operator: Operator;
  /** A list for `one of`. */
  readonly value: string | number | boolean | readonly (string | number | boolean)[];
}

export type Reading = "wide" | "narrow";

type Scalar = string | number | boolean;

export function fulfils(condition: Condition, call: WireCall, reading: Reading): boolean {
  const { exact, all } = candidatesFor(condition.argument, call);
  if (reading === "wide") return all.length === 0 || all.some((value) => holds(condition, value, reading));
  return exact.length > 0 && all.every((value) => holds(condition, value, reading));
}

/** What the argument may be. `exact` are those whose name is written the same way, `all` those in any case. */
export function candidatesFor(argument: string, call: WireCall): { exact: Json[]; all: Json[] } {
  const parts = argument.split(".");
  const { query, path, body } = call.arguments;
  const roots: Json[] = [query, path, body];
  const named: Record<string, Json> = { query, path, body };
  const [first = "", ...rest] = parts;
  const place = rest.length > 0 && Object.hasOwn(named, first) ? [named[first] ?? null] : [];
  const find = (isSame: (a: string, b: string) => boolean) => [
    ...roots.flatMap((root) => valuesAt(root, parts, isSame)),
    ...place.flatMap((root) => valuesAt(root, rest, isSame)),
  ];
  return { exact: find((a, b) => a === b), all: find((a, b) => a.toLowerCase() === b.toLowerCase()) };
}

function valuesAt(root: Json, parts: readonly string[], isSame: (a: string, b: string) => boolean): Json[] {
  if (Array.isArray(root)) return root.flatMap((item) => valuesAt(item, parts, isSame));
  const [name, ...rest] = parts;
  if (name === undefined) return [root];
  if (!isJsonObject(root)) return [];
  return Object.keys(root)
    .filter((key) => isSame(key, name))
    .flatMap((key) => valuesAt(root[key] ?? null, rest, isSame));
}

function holds(condition: Condition, given: Json, reading: Reading): boolean {
  if (typeof given === "object") return reading === "wide";
  const { operator, value } = condition;
  const values = isScalar(value) ? [value] : value;
  switch (operator) {
    case "=":
    case "one of":
      return values.some((expected) => isEqual(expected, given, reading));
    case "!=":
      return !values.some((expected) => isEqual(expected, given, reading === "wide" ? "narrow" : "wide"));
    case "contains":
      return values.some((expected) => containsText(given, String(expected), reading));
    default:
      return compares(operator, given, { limit: values[0] ?? Number.NaN, reading });
  }
}

const isScalar = (value: Condition["value"]): value is Scalar => typeof value !== "object";

function compares(
  operator: ">" | ">=" | "<" | "<=",
  given: Scalar,
  { limit, reading }: { limit: Scalar; reading: Reading },
): boolean {
  const [a, b] = [numberIn(given), numberIn(limit)];
  if (a === undefined || b === undefined) return reading === "wide";
  if (operator === ">") return a > b;
  if (operator === ">=") return a >= b;
  return operator === "<" ? a < b : a <= b;
}

/** A plain decimal number, also as text; anything that servers may read differently is none. */
export function numberIn(value: Json): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  if (typeof value === "string" && !/^-?\d{1,15}(?:\.\d{1,9})?$/.test(value)) return undefined;
  const number = Number(value);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}

function isEqual(expected: Scalar, given: Scalar, reading: Reading): boolean {
  if (String(expected) === String(given)) return true;
  const [a, b] = [numberIn(expected), numberIn(given)];
  if (a !== undefined && b !== undefined) return a === b;
  return reading === "wide" && folded(expected) === folded(given);
}

const folded = (value: Scalar) => String(value).normalize("NFKC").trim().toLowerCase();

function containsText(given: Scalar, part: string, reading: Reading): boolean {
  return reading === "wide" ? folded(given).includes(folded(part)) : String(given).includes(part);
}
