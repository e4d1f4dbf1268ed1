import type { JsonObject } from "../kernel/index.ts";
import { createColumnFinder, type RowColumn } from "./columns.ts";

/**
 * A list of records: how many, their columns, and their JSON text in parts, each of some thousand records without the
 * brackets around them. As text a record takes a quarter of what it takes as an object, and a table of 10⁵ is passed on
 * without ever being built.
 */
export interface Records {
  readonly count: number;
  readonly columns: readonly RowColumn[];
  readonly parts: readonly string[];
}

/** Collects a list that comes in pieces. */
export interface RecordsBuilder {
  /** `text` is the JSON text of the same rows, where it is known. */
  add(rows: readonly JsonObject[], text?: string): void;
  /** The JSON text of the whole list, and the records as parts of that text. */
  build(): { readonly text: string; readonly records: Records };
}

const ROWS_PER_PART = 2_000;
/** JSON has no line break within a text, so none of a record can be taken for one of these; and one is found fast. */
const BETWEEN_PARTS = "\n,";

export function createRecordsBuilder(): RecordsBuilder {
  const finder = createColumnFinder();
  const parts: string[] = [];
  let count = 0;
  return {
    add(rows, text) {
      finder.note(rows);
      count += rows.length;
      if (text !== undefined && rows.length > 0 && rows.length <= ROWS_PER_PART) {
        parts.push(text.slice(1, -1));
        return;
      }
      for (let start = 0; start < rows.length; start += ROWS_PER_PART)
        parts.push(JSON.stringify(rows.slice(start, start + ROWS_PER_PART)).slice(1, -1));
    },
    build() {
      const text = `[${parts.splice(0).join(BETWEEN_PARTS)}]`;
      return { text, records: { count, columns: finder.columns(), parts: partsOf(text) } };
    },
  };
}

/** The records of a list that is in memory already. */
export function recordsOf(rows: readonly JsonObject[]): Records {
  const builder = createRecordsBuilder();
  builder.add(rows);
  return builder.build().records;
}

/** The records of the JSON text of a list of objects, as `RecordsBuilder` made it or any other. */
export function recordsIn(text: string): Records {
  const finder = createColumnFinder();
  const parts = partsOf(text);
  let count = 0;
  for (const part of parts) {
    const rows = rowsOfPart(part);
    finder.note(rows);
    count += rows.length;
  }
  return { count, columns: finder.columns(), parts };
}

export function rowsOfPart(part: string): JsonObject[] {
  return JSON.parse(`[${part}]`) as JsonObject[];
}

/** All records as objects, to be used where there are few, or one after the other. */
export function* readRecords({ parts }: Records): Generator<JsonObject> {
  for (const part of parts) yield* rowsOfPart(part);
}

/** The first `count` records. */
export function firstRecords(records: Records, count: number): JsonObject[] {
  const found: JsonObject[] = [];
  for (const record of readRecords(records)) {
    if (found.length >= count) break;
    found.push(record);
  }
  return found;
}

function partsOf(text: string): string[] {
  return text
    .slice(1, -1)
    .split(BETWEEN_PARTS)
    .filter((part) => part !== "");
}
