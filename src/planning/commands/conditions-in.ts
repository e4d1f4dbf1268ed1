import type { Clause } from "./clauses.ts";
import { isFlag, placeClause, plain, written } from "./place-clause.ts";
import type { ParsedRequest } from "./request.ts";
import type { AskedColumn, Subject } from "./subject.ts";
import { contentWords, stem } from "./words.ts";

/** A column that only some values are wanted of, or all but these. */
export interface Condition {
  readonly column: AskedColumn;
  readonly values: readonly string[];
  readonly isNot: boolean;
  /** Where it is not one of the values exactly: a flag that is set, a number, a text in any case. */
  readonly is?: "flag" | "spelled" | "=" | ">" | ">=" | "<" | "<=";
}

/** What a request narrows the records to, and what of it could not be told. */
export interface Narrowing {
  readonly conditions: readonly Condition[];
  /** Said plainly to narrow, but it is unknown to what: a number over all would be a wrong one. */
  readonly unplaced: readonly { readonly phrase: string; readonly why: string }[];
  /** Words that may have been meant to narrow, and did not. */
  readonly unheard: readonly Clause[];
}

const SHORTEST_WORD = 3;

/**
 * What a request narrows the records to: its clauses (“who are premium”, “whose total is over 100”), and words of it that
 * are values of a column: “how many are refunded?”, “total of the paid ones”, “all that are not cancelled”. A word that
 * stands in more than one column narrows nothing and is asked about; one of the action's own name narrows nothing.
 */
export function conditionsIn(request: ParsedRequest, subject: Subject): Narrowing {
  const results = request.clauses.map((clause) => ({ clause, placed: placeClause(clause, subject) }));
  const placed = results.flatMap((one) => (one.placed.ok ? one.placed.conditions : []));
  const unplaced = results.flatMap(({ clause, placed: one }) =>
    one.ok || clause.isLoose ? [] : [{ phrase: clause.phrase, why: one.why }],
  );
  const words = wordsThatNarrow(request, subject);
  return {
    conditions: [...placed, ...words.conditions],
    unplaced: [...unplaced, ...words.unplaced],
    unheard: results.flatMap(({ clause, placed: one }) => (one.ok || !clause.isLoose ? [] : [clause])),
  };
}

function wordsThatNarrow(request: ParsedRequest, subject: Subject): Omit<Narrowing, "unheard"> {
  const said = request.rest.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [];
  const own = new Set(contentWords(`${subject.name} ${request.http?.path ?? ""}`));
  const telling = new Set(said.filter((word) => word.length >= SHORTEST_WORD && !own.has(stem(word))));
  const found = new Map<AskedColumn, Condition>();
  const unplaced: { phrase: string; why: string }[] = [];
  for (const word of telling) {
    const having = subject.columns.filter(
      (column) => written(column, word).length > 0 || isFlag(column, word),
    );
    const [column] = having;
    if (!column) continue;
    if (having.length > 1) {
      const names = having.map(({ name }) => name);
      unplaced.push({
        phrase: word,
        why: `it may be ${names.join(" or ")}: say which, such as “whose ${names[0]} is ${word}”`,
      });
      continue;
    }
    found.set(column, withWord(found.get(column), { column, word, text: request.rest }));
  }
  const isEither = found.size > 1 && /\bor\b/i.test(request.rest);
  if (isEither) unplaced.push(either([...found.values()]));
  return { conditions: [...found.values()], unplaced };
}

const either = (conditions: readonly Condition[]) => ({
  phrase: "or",
  why: `“or” between ${conditions.map(({ column }) => column.name).join(" and ")} is more than I can do`,
});

function withWord(
  known: Condition | undefined,
  { column, word, text }: { column: AskedColumn; word: string; text: string },
): Condition {
  if (isFlag(column, word)) return { column, values: [], isNot: isNegated(text, word), is: "flag" };
  const values = [...(known?.values ?? []), ...written(column, word)];
  return { column, values, isNot: known?.isNot ?? isNegated(text, word) };
}

const isNegated = (text: string, word: string) =>
  new RegExp(
    String.raw`(?:\b(?:not|no|without|except|excluding|but)|n['’]t)\s+(?:the\s+|any\s+)?${word}\b`,
    "i",
  ).test(text);

/** `status is refunded`, `region is not east or west`, `total > 100` */
export function describeCondition({ column, values, isNot, is }: Condition): string {
  if (is === "flag") return `${column.name} is ${isNot ? "not " : ""}true`;
  if (is && /[<>]/.test(is)) return `${column.name} ${is} ${values.join()}`;
  return `${column.name} is ${isNot ? "not " : ""}${values.join(" or ")}`;
}

/** Where it is known that nothing has a value that was asked for, what there is instead. */
export function absentText({ column, values, is }: Condition): string | undefined {
  if (is !== "spelled" || !column.kinds) return undefined;
  const absent = values.filter((value) => written(column, value).length === 0);
  return `No ${column.name} is ${absent.join(" or ")}: there is ${column.kinds.slice(0, MOST_TOLD).join(", ")}.`;
}

const MOST_TOLD = 12;

/** Whether a word has had its effect. */
export const isHeard = ({ conditions }: Narrowing, word: string) =>
  conditions.some(({ column, values }) =>
    [column.name, ...values].some((text) => plain(text).includes(plain(word))),
  );
