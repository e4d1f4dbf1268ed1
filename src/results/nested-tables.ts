import type { Json, JsonObject } from "../kernel/index.ts";
import { columnValue, itemOf, type RowColumn } from "./columns.ts";

/** A list inside of records as a table of its own: a row for each element, with what its record is known by. */
export interface NestedTable {
  /** `orders_items` for the member `items` of `orders`. */
  readonly name: string;
  /** `orders_id` or, where records have no id, `orders_row`, counted from 1; then those of the elements. */
  readonly columns: readonly RowColumn[];
  /** The rows for some records, of which the first is number `first`, from 1. */
  rowsOf(records: readonly JsonObject[], first: number): JsonObject[];
}

const KEY_NAMES = /^(_?id|uuid|guid|number|sku|key)$/i;
const KEY_PATH = "record";
const ITEM_PATH = "item";

/** The tables that a table's lists make. */
export function nestedTables(table: string, columns: readonly RowColumn[]): NestedTable[] {
  const key = columns.find(({ name, path, holds }) => {
    return path.length === 1 && KEY_NAMES.test(name) && holds.kind !== "json";
  });
  return columns.flatMap((list) => {
    if (!list.items) return [];
    const items = list.items.map((item) => ({ ...item, path: [ITEM_PATH, ...item.path] }));
    return [
      {
        name: `${table}_${list.name}`,
        columns: [keyColumn(table, key, items), ...items],
        rowsOf: (records, first) =>
          records.flatMap((record, at) => {
            const known: Json = key ? columnValue(record, key) : first + at;
            const elements = columnValue(record, list);
            if (!Array.isArray(elements)) return [];
            return elements.map((element) => ({ [KEY_PATH]: known, [ITEM_PATH]: itemOf(element) }));
          }),
      },
    ];
  });
}

function keyColumn(table: string, key: RowColumn | undefined, items: readonly RowColumn[]): RowColumn {
  const wanted = `${table}_${key?.name ?? "row"}`;
  const isTaken = items.some(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  const name = isTaken ? `${wanted}_of_record` : wanted;
  if (!key) return { name, path: [KEY_PATH], holds: { kind: "bigint" }, type: "BIGINT" };
  return { name, path: [KEY_PATH], holds: key.holds, type: key.type };
}
