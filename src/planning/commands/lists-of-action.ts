import type { Action } from "../../actions/index.ts";
import { isJsonObject, type JsonObject } from "../../kernel/index.ts";

import type { Column } from "../../results/index.ts";
import type { KnownTable } from "../planner.ts";

/** A list in each record that a read gives, as its description tells. */
export interface DescribedList {
  /** `items` */
  readonly name: string;
  /** Of its elements, the fields that hold a number, as far as is known. */
  readonly numbers: readonly string[];
}

type Described = Pick<Action, "effect" | "results">;

/** The lists in the records of a read that gives records, none where its description does not tell. */
export function listsOfAction(action: Described): DescribedList[] {
  return Object.entries(recordOf(action)).flatMap(([name, member]) => {
    if (!Array.isArray(member)) return [];
    const [element = null] = member;
    const fields = isJsonObject(element) ? Object.entries(element) : [];
    const numbers = fields.flatMap(([field, type]) => (NUMERIC.has(String(type)) ? [field] : []));
    return [{ name, numbers }];
  });
}

/** One record of a read, as its description outlines it. */
function recordOf({ effect, results }: Described): JsonObject {
  if (effect !== "read" || !results?.shape) return {};
  const { recordsAt, shape } = results;
  const records = recordsAt === undefined ? shape : isJsonObject(shape) ? shape[recordsAt] : undefined;
  const record = Array.isArray(records) ? (records[0] ?? null) : null;
  return isJsonObject(record) ? record : {};
}

/** A table with the values that its columns may have by the description of the read, also those that no record has now. */
export function withDescribedValues(table: KnownTable, action: Described): KnownTable {
  const values = new Map(valuesBelow(recordOf(action), ""));
  const knowing = <One extends Column>(column: One, name = column.name): One => {
    const described = column.type === "VARCHAR" ? values.get(name) : undefined;
    return described ? { ...column, kinds: [...new Set([...(column.kinds ?? []), ...described])] } : column;
  };
  const lists = table.lists?.map((nested) => ({
    ...nested,
    items: nested.items.map((item) => knowing(item, `${nested.list}.${item.name}`)),
    ofRecord: nested.ofRecord.map((one) => knowing(one, one.column)),
  }));
  const columns = table.columns.map((column) => knowing(column));
  return { ...table, columns, ...(lists ? { lists } : {}) };
}

/** By the name of the column; those of elements stand under `items.status`. */
function valuesBelow(record: JsonObject, before: string): [string, readonly string[]][] {
  return Object.entries(record).flatMap(([name, member]) => {
    const [element = null] = Array.isArray(member) ? member : [member];
    const path = `${before}${name}`;
    if (isJsonObject(element)) return valuesBelow(element, `${path}${Array.isArray(member) ? "." : "_"}`);
    const values = /^enum:(.+)$/s.exec(String(element))?.[1];
    return values === undefined || Array.isArray(member) ? [] : [[path, values.split("|")]];
  });
}

/** Far down, an outline tells of no type. */
const NUMERIC = new Set(["integer", "number", "any"]);
