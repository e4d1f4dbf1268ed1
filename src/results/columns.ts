import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import {
  type ColumnEvidence,
  type ColumnType,
  decideType,
  noEvidence,
  noteValue,
  sqlTypeName,
} from "./column-type.ts";

/** A column as SQL sees it. */
export interface Column {
  readonly name: string;
  /** BIGINT, HUGEINT, DECIMAL(p,s), DOUBLE, BOOLEAN, DATE, TIMESTAMPTZ, VARCHAR or JSON. */
  readonly type: string;
  /** Every text in a VARCHAR, where there are few: it then tells what kind of thing a record is. */
  readonly kinds?: readonly string[];
}

/** A column with the way to its value in a row: the member names that lead there. */
export interface RowColumn extends Column {
  readonly path: readonly string[];
  readonly holds: ColumnType;
  /** Of a JSON column in which nothing but lists stands, all of objects or all of scalars: the columns of their elements. */
  readonly items?: readonly RowColumn[];
}

/** `customer.address.city` is three names: an object below that stays JSON text. */
const DEEPEST_PATH = 3;
/** An object with more members than this is a map keyed by data, not a record with fields. */
const MOST_MEMBERS = 64;
/** A table wider than this is no use to a reader; members first seen beyond it are left out. */
const MOST_COLUMNS = 300;
/** Bounds the memory an answer can make us spend by naming every member differently. */
const MOST_TRACKED_MEMBERS = 5_000;

interface Member {
  readonly evidence: ColumnEvidence;
  readonly members: Map<string, Member>;
  /** A value that is neither null nor an object was seen: the members then share a column with it. */
  hasOther: boolean;
  hasObject: boolean;
  /** What the elements of its lists are. */
  readonly items: ItemsEvidence;
}

interface ItemsEvidence {
  root: Member | undefined;
  hasObject: boolean;
  hasScalar: boolean;
  /** A list in a list, which makes no table. */
  hasList: boolean;
}

/**
 * The columns of a list of records: every member seen in any row, in order of first appearance.
 *
 * Objects are flattened two levels down, names joined by `_` (`customer.name` → `customer_name`); deeper ones,
 * lists, and objects used as maps (over 64 members) become one JSON column. Letters, digits and `_` stay in a
 * name, everything else becomes `_`; a name that differs from an earlier one at most in case gets `_2`, `_3`….
 * At most 300 columns. How types are chosen is written at `decideType`.
 */
export function inferColumns(rows: readonly JsonObject[]): RowColumn[] {
  const finder = createColumnFinder();
  finder.note(rows);
  return finder.columns();
}

/** `inferColumns` for a list that comes in pieces, none of which is kept. */
export interface ColumnFinder {
  note(rows: readonly JsonObject[]): void;
  columns(): RowColumn[];
}

export function createColumnFinder(): ColumnFinder {
  const root = newMember();
  const budget = { left: MOST_TRACKED_MEMBERS };
  return {
    note(rows) {
      for (const row of rows) noteObject(root, row, { depth: 1, budget });
    },
    columns: () => columnsBelow(root),
  };
}

function columnsBelow(root: Member): RowColumn[] {
  const taken = new Set<string>();
  return leaves(root, [])
    .slice(0, MOST_COLUMNS)
    .map(({ path, member }) => {
      const { evidence } = member;
      const name = uniqueName(sqlName(path), taken);
      const holds = decideType(evidence, name);
      const kinds = holds.kind === "text" && evidence.texts?.size ? { kinds: [...evidence.texts] } : {};
      return { name, path, holds, type: sqlTypeName(holds), ...kinds, ...itemsOf(member) };
    });
}

function itemsOf({ items, hasObject }: Member): { items?: RowColumn[] } {
  const { root, hasList } = items;
  if (!root || hasObject || hasList || items.hasObject === items.hasScalar) return {};
  return { items: columnsBelow(root) };
}

/** The value of `column` in `row`, null where it has none. */
export function columnValue(row: JsonObject, column: RowColumn): Json {
  let value: Json | undefined = row;
  for (const name of column.path) value = isJsonObject(value) ? value[name] : undefined;
  return value ?? null;
}

function newMember(): Member {
  const items = { root: undefined, hasObject: false, hasScalar: false, hasList: false };
  return { evidence: noEvidence(), members: new Map(), hasOther: false, hasObject: false, items };
}

interface Place {
  readonly depth: number;
  readonly budget: { left: number };
  /** Whether this is an element of a list in a record. */
  readonly isItem?: boolean;
}

function noteObject(parent: Member, object: JsonObject, place: Place): void {
  for (const name in object) {
    const value = object[name] ?? null;
    const member = memberOf(parent, name, place.budget);
    if (member === undefined) continue;
    noteValue(member.evidence, value);
    if (!isJsonObject(value)) {
      if (value !== null) member.hasOther = true;
      if (Array.isArray(value) && !place.isItem) noteItems(member.items, value, place.budget);
      continue;
    }
    member.hasObject = true;
    if (place.depth < DEEPEST_PATH && member.members.size <= MOST_MEMBERS) {
      noteObject(member, value, { ...place, depth: place.depth + 1 });
    }
  }
}

function noteItems(items: ItemsEvidence, list: readonly Json[], budget: Place["budget"]): void {
  for (const element of list) {
    if (Array.isArray(element)) items.hasList = true;
    else if (isJsonObject(element)) items.hasObject = true;
    else if (element !== null) items.hasScalar = true;
    items.root ??= newMember();
    // A list in an element stays JSON text.
    noteObject(items.root, itemOf(element), { depth: 1, budget, isItem: true });
  }
}

/** What an element of a list is as a record; one that is no object has a `value`. */
export function itemOf(element: Json): JsonObject {
  return isJsonObject(element) ? element : { value: element };
}

function memberOf(parent: Member, name: string, budget: { left: number }): Member | undefined {
  const known = parent.members.get(name);
  if (known !== undefined || budget.left === 0) return known;
  budget.left -= 1;
  const member = newMember();
  parent.members.set(name, member);
  return member;
}

function leaves(parent: Member, path: readonly string[]): { path: readonly string[]; member: Member }[] {
  return [...parent.members].flatMap(([name, member]) => {
    const here = [...path, name];
    return isFlattened(member) ? leaves(member, here) : [{ path: here, member }];
  });
}

function isFlattened(member: Member): boolean {
  return (
    member.hasObject && !member.hasOther && member.members.size > 0 && member.members.size <= MOST_MEMBERS
  );
}

function sqlName(path: readonly string[]): string {
  const name = path.join("_").replaceAll(/[^\p{L}\p{N}_]+/gu, "_");
  if (name === "" || name === "_") return "column";
  return /^\p{N}/u.test(name) ? `_${name}` : name;
}

function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name}_${count}`;
  taken.add(unique.toLowerCase());
  return unique;
}
