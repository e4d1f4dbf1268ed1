import type { JsonObject } from "../kernel/index.ts";
import { columnValue, itemOf, type RowColumn } from "./columns.ts";

/** What a table of elements calls a column of their records. */
export interface RecordColumn extends RowColumn {
  /** Its name in the table of the records; absent for the number of the record, from 1, which stands in none. */
  readonly column?: string;
}

/** A list inside of records as a table of its own: a row for each element, with what its record is known by. */
export interface NestedTable {
  /** `orders_items` for the member `items` of `orders`. */
  readonly name: string;
  /** The member of the records that holds the list: `items`. */
  readonly list: string;
  /** `orders_id` or, where records have no id, `orders_row`, counted from 1; then those of the elements. */
  readonly columns: readonly RowColumn[];
  readonly items: readonly RowColumn[];
  /** The number of an element's record and its single values, named `orders_status`: there for a statement that names them. */
  readonly ofRecord: readonly RecordColumn[];
  /** The rows for some records, of which the first is number `first`, from 1. */
  rowsOf(records: readonly JsonObject[], first: number): JsonObject[];
}

const KEY_NAMES = /^(_?id|uuid|guid|number|sku|key)$/i;
const RECORD_PATH = "record";
const ROW_PATH = "row";
const ITEM_PATH = "item";

/** The tables that a table's lists make. */
export function nestedTables(table: string, columns: readonly RowColumn[]): NestedTable[] {
  const key = columns.find(({ name, path, holds }) => {
    return path.length === 1 && KEY_NAMES.test(name) && holds.kind !== "json";
  });
  return columns.flatMap((list) => {
    if (!list.items) return [];
    const items = list.items.map((item) => ({ ...item, path: [ITEM_PATH, ...item.path] }));
    const ofRecord = recordColumns(table, columns, items);
    const known = ofRecord.find(({ column }) => column === key?.name) ?? ofRecord[0];
    return [
      {
        name: `${table}_${list.name}`,
        list: list.name,
        columns: [...(known ? [known] : []), ...items],
        ...{ items, ofRecord },
        rowsOf: (records, first) =>
          records.flatMap((record, at) => {
            const elements = columnValue(record, list);
            if (!Array.isArray(elements)) return [];
            const row = first + at;
            return elements.map((element) => ({
              [RECORD_PATH]: record,
              [ROW_PATH]: row,
              [ITEM_PATH]: itemOf(element),
            }));
          }),
      },
    ];
  });
}

/** The number of the record first, then its single values. */
function recordColumns(
  table: string,
  columns: readonly RowColumn[],
  items: readonly RowColumn[],
): RecordColumn[] {
  const taken = new Set(items.map(({ name }) => name.toLowerCase()));
  const freeName = (wanted: string) => (taken.has(wanted.toLowerCase()) ? `${wanted}_of_record` : wanted);
  const single = columns
    .filter(({ holds }) => holds.kind !== "json")
    .map((column) => ({
      ...column,
      column: column.name,
      name: freeName(`${table}_${column.name}`),
      path: [RECORD_PATH, ...column.path],
    }));
  for (const { name } of single) taken.add(name.toLowerCase());
  return [
    { name: freeName(`${table}_row`), path: [ROW_PATH], holds: { kind: "bigint" }, type: "BIGINT" },
    ...single,
  ];
}
