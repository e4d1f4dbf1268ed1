import type { KnownTable } from "../planner.ts";
import type { ParsedRequest } from "./request.ts";
import { contentWords, stem } from "./words.ts";

/** A column that only some values are wanted of, or all but these. */
export interface Condition {
  readonly column: string;
  readonly values: readonly string[];
  readonly isNot: boolean;
}

const SHORTEST_WORD = 3;

/**
 * What a request narrows the records to, by words of it that are values of a column: “how many are refunded?”, “total of
 * the paid ones”, “all that are not cancelled”. A word that stands in more than one column narrows nothing, and neither
 * does one of the action's own name.
 */
export function conditionsIn(request: ParsedRequest, table: KnownTable): readonly Condition[] {
  const words = request.rest.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
  const own = new Set(contentWords(`${table.name} ${request.http?.path ?? ""}`));
  const telling = words.filter((word) => word.length >= SHORTEST_WORD && !own.has(stem(word)));
  if (telling.length === 0) return [];
  const columns = table.columns.flatMap(({ name, kinds }) =>
    kinds ? [{ name, values: bySpeech(kinds) }] : [],
  );
  const found = new Map<string, { values: Set<string>; isNot: boolean }>();
  for (const word of telling) {
    const having = columns.filter(({ values }) => values.has(plain(word)));
    const [only] = having;
    if (having.length !== 1 || !only) continue;
    const known = found.get(only.name) ?? { values: new Set<string>(), isNot: isNegated(request.rest, word) };
    for (const value of only.values.get(plain(word)) ?? []) known.values.add(value);
    found.set(only.name, known);
  }
  return [...found].map(([column, { values, isNot }]) => ({ column, values: [...values], isNot }));
}

const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The values of a column as they are written, by how they are said. */
function bySpeech(written: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const said = new Map<string, string[]>();
  for (const value of written) said.set(plain(value), [...(said.get(plain(value)) ?? []), value]);
  return said;
}

const isNegated = (text: string, word: string) =>
  new RegExp(String.raw`\b(?:not|no|without|except|excluding|but)\s+(?:the\s+|any\s+)?${word}\b`, "i").test(
    text,
  );

/** `status is refunded`, `region is not east or west` */
export function describeCondition({ column, values, isNot }: Condition): string {
  return `${column} is ${isNot ? "not " : ""}${values.join(" or ")}`;
}
