import type { Clause } from "./clauses.ts";
import type { Condition } from "./conditions-in.ts";
import { pickColumn } from "./pick-column.ts";
import { type AskedColumn, columnNames, type Subject } from "./subject.ts";
import { contentWords } from "./words.ts";

/** The conditions that a clause stands for, or in words why it cannot be told which records it means. */
export type Placed =
  | { readonly ok: true; readonly conditions: readonly Condition[] }
  | { readonly ok: false; readonly why: string };

/**
 * Finds what a clause narrows to, among the columns of what is asked about:
 *
 * 1. With a column, its values are looked for in that one; a number or a flag is compared, a text that has too many
 *    values to know them all is taken as it is written, upper and lower case alike.
 * 2. Without one, a value must stand in exactly one column, or be the name of a flag: “who are active”.
 * 3. Values joined by “and” or “or” that are of one column mean any of them. Of different columns all must hold, which
 *    “or” does not say.
 */
export function placeClause(clause: Clause, subject: Subject): Placed {
  const single = subject.columns.filter(({ type }) => type !== "JSON");
  if (clause.than) return compared(clause, single);
  if (clause.column !== undefined) return ofColumn(clause, clause.column, single);
  return clause.isLoose ? loosely(clause, single) : anywhere(clause, subject, single);
}

const unplaced = (why: string): Placed => ({ ok: false, why });
const placed = (...conditions: Condition[]): Placed => ({ ok: true, conditions });

function compared({ column: word, than }: Clause, columns: readonly AskedColumn[]): Placed {
  const numeric = columns.filter(isNumeric);
  const amounts = columnNames(numeric);
  if (word === undefined || !than)
    return unplaced(
      amounts === ""
        ? "they have no numbers"
        : `say of what, such as “whose ${numeric.at(-1)?.name} is over 100”`,
    );
  const column = pickColumn(word, numeric);
  if (!column)
    return unplaced(amounts === "" ? "they have no numbers" : `what can be compared is: ${amounts}`);
  return placed({ column, values: [than.number], isNot: false, is: than.operator });
}

const isNumeric = ({ type }: AskedColumn) => /^(BIGINT|HUGEINT|DECIMAL|DOUBLE)/.test(type);
const isNumber = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

function ofColumn(
  { values, isNot }: Clause,
  word: string,
  columns: readonly AskedColumn[],
  isExact = false,
): Placed {
  const column = pickColumn(word, columns);
  if (!column || (isExact && !isNamed(column, word)))
    return unplaced(`they have no “${word}”. They have: ${columnNames(columns)}`);
  if (values.length === 0) return unplaced(`say which ${column.name}`);
  if (column.type === "BOOLEAN") return flag(column, values, isNot);
  if (isNumeric(column))
    return values.every(isNumber)
      ? placed({ column, values, isNot, is: "=" })
      : unplaced(`${column.name} is a number`);
  if (column.type !== "VARCHAR") return unplaced(`${column.name} is a time: name it as “yesterday”`);
  if (!column.kinds) return placed({ column, values, isNot, is: "spelled" });
  const found = values.map((value) => written(column, value));
  if (found.every((one) => one.length > 0)) return placed({ column, values: found.flat(), isNot });
  // Of one word it is sure that no record has it; of several, not where the value ends.
  if (!isExact && isNamed(column, word) && values.every((value) => !/\s/.test(value)))
    return placed({ column, values, isNot, is: "spelled" });
  return unplaced(`${column.name} is ${someOf(column.kinds)}`);
}

/** Of several words for a column, “customer” finds `customer_name`; a value beside it must be sure of its column. */
const isNamed = (column: AskedColumn, word: string) =>
  contentWords(column.name).join(" ") === contentWords(word).join(" ");

const YES = /^(yes|true|on|1)$/i;
const NO = /^(no|false|off|0)$/i;

function flag(column: AskedColumn, values: readonly string[], isNot: boolean): Placed {
  const [value = ""] = values;
  if (values.length !== 1 || !(YES.test(value) || NO.test(value)))
    return unplaced(`${column.name} is true or false`);
  return placed({ column, values: [], isNot: NO.test(value) !== isNot, is: "flag" });
}

/** How a value is said: without case and signs, so that “North America” is `north_america`. */
export const plain = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** The values of a column that are said like this. */
export function written({ kinds = [] }: AskedColumn, value: string): readonly string[] {
  const said = plain(value);
  return said === "" ? [] : kinds.filter((kind) => plain(kind) === said);
}

/** Whether a flag is called like this: `active`, `is_active`, `isActive`. */
export const isFlag = ({ name, type }: AskedColumn, value: string) =>
  type === "BOOLEAN" && plain(name).replace(/^(is|has|was)(?=.{3})/, "") === plain(value);

function anywhere(
  { values, joinedBy, isNot }: Clause,
  subject: Subject,
  columns: readonly AskedColumn[],
): Placed {
  const found: Condition[] = [];
  const telling = values.map((value) => withoutNouns(value, subject)).filter((value) => value !== "");
  if (telling.length === 0) return placed();
  for (const value of telling) {
    const one = valueAnywhere(value, columns, isNot);
    if (!one.ok && NEUTRAL.test(value)) continue;
    if (!one.ok) return one;
    for (const condition of one.conditions) addTo(found, condition);
  }
  if (found.length > 1 && joinedBy === "or")
    return unplaced(
      `“or” between ${found.map(({ column }) => column.name).join(" and ")} is more than I can do`,
    );
  return placed(...found);
}

/** “how many were placed yesterday?” narrows to no kind of record. */
const NEUTRAL =
  /^(placed|made|received|created|submitted|entered|recorded|logged|registered|added|sold|bought)$/i;

/** “paid orders” says no more than “paid”, and “in the orders” nothing. */
function withoutNouns(value: string, { name }: Subject): string {
  const own = new Set(contentWords(name));
  const words = value.split(/\s+/);
  return words.filter((word) => !contentWords(word).some((one) => own.has(one))).join(" ");
}

function valueAnywhere(value: string, columns: readonly AskedColumn[], isNot: boolean): Placed {
  const having = columns.filter((column) => written(column, value).length > 0 || isFlag(column, value));
  const [column] = having;
  if (having.length > 1)
    return unplaced(
      `it may be ${having.map(({ name }) => name).join(" or ")}: say which, such as “whose ${column?.name} is ${value}”`,
    );
  if (!column) return unplaced(valuesOf(columns));
  if (isFlag(column, value)) return placed({ column, values: [], isNot, is: "flag" });
  return placed({ column, values: written(column, value), isNot });
}

/** Adds a condition, or its values to those of the same column. */
function addTo(found: Condition[], condition: Condition): void {
  const at = found.findIndex(({ column, is }) => column === condition.column && is === condition.is);
  const known = found[at];
  if (known) found[at] = { ...known, values: [...known.values, ...condition.values] };
  else found.push(condition);
}

/** “status paid”, “a status of paid”, “paid status”: the words are tried as column and value. */
function loosely(clause: Clause, columns: readonly AskedColumn[]): Placed {
  const [first = "", ...more] = clause.values;
  const words = first.split(/\s+/).filter((word) => !/^(of|is|=)$/i.test(word));
  for (let at = 1; at < words.length; at++) {
    const [before, after] = [words.slice(0, at).join(" "), words.slice(at).join(" ")];
    const columnFirst = ofColumn({ ...clause, values: [after, ...more] }, before, columns, true);
    if (columnFirst.ok) return columnFirst;
    const valueFirst = ofColumn({ ...clause, values: [before, ...more] }, after, columns, true);
    if (valueFirst.ok && more.length === 0) return valueFirst;
  }
  return unplaced(valuesOf(columns));
}

const MOST_KINDS = 12;
const MOST_TOLD = 4;

function someOf(kinds: readonly string[]): string {
  const more = kinds.length > MOST_KINDS ? ` or ${kinds.length - MOST_KINDS} others` : "";
  return `${kinds.slice(0, MOST_KINDS).join(", ")}${more}`;
}

function valuesOf(columns: readonly AskedColumn[]): string {
  const told = columns.filter(({ kinds }) => kinds && kinds.length > 1).slice(0, MOST_TOLD);
  if (told.length === 0) return `they have: ${columnNames(columns)}`;
  return told.map((column) => `${column.name} is ${someOf(column.kinds ?? [])}`).join("; ");
}
