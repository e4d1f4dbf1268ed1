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
  /** The parts in memory: all of them, or of a list that is too large for that the first. */
  readonly parts: readonly string[];
  /** Reads the parts after those from where they are kept. Absent where all are in memory. */
  readonly rest?: () => AsyncIterable<string>;
}

/** Collects a list that comes in pieces. */
export interface RecordsBuilder {
  /** `text` is the JSON text of the same rows, where it is known. */
  add(rows: readonly JsonObject[], text?: string): void;
  /** The parts since they were last taken, which are not held here any longer. */
  take(): string[];
  /** Notes records of which the text is held elsewhere. */
  note(rows: readonly JsonObject[]): void;
  count(): number;
  columns(): RowColumn[];
}

const ROWS_PER_PART = 2_000;
/** JSON has no line break within a text, so none of a record can be taken for one of these; and one is found fast. */
const BETWEEN_PARTS = "\n,";

export function createRecordsBuilder(): RecordsBuilder {
  const finder = createColumnFinder();
  const parts: string[] = [];
  let count = 0;
  const note = (rows: readonly JsonObject[]) => {
    finder.note(rows);
    count += rows.length;
  };
  return {
    add(rows, text) {
      note(rows);
      if (text !== undefined && rows.length > 0 && rows.length <= ROWS_PER_PART) {
        parts.push(text.slice(1, -1));
        return;
      }
      for (let start = 0; start < rows.length; start += ROWS_PER_PART)
        parts.push(JSON.stringify(rows.slice(start, start + ROWS_PER_PART)).slice(1, -1));
    },
    take: () => parts.splice(0),
    note,
    count: () => count,
    columns: finder.columns,
  };
}

/** The JSON text of a list of which these are the parts. */
export function textOfParts(parts: readonly string[]): string {
  return `[${parts.join(BETWEEN_PARTS)}]`;
}

/** The parts of the JSON text of a list of objects, as `textOfParts` made it, or one of any other. */
export function partsOfText(text: string): string[] {
  return text
    .slice(1, -1)
    .split(BETWEEN_PARTS)
    .filter((part) => part !== "");
}

/** The JSON text of a whole list, piece by piece. */
export async function* readText({ parts, rest }: Pick<Records, "parts" | "rest">): AsyncGenerator<string> {
  yield textOfParts(parts).slice(0, -1);
  for await (const part of rest?.() ?? []) yield `${BETWEEN_PARTS}${part}`;
  yield "]";
}

/** The records of a list that is in memory already. */
export function recordsOf(rows: readonly JsonObject[]): Records {
  const builder = createRecordsBuilder();
  builder.add(rows);
  return { count: rows.length, columns: builder.columns(), parts: builder.take() };
}

/** The records of the JSON text of a list of objects. */
export function recordsIn(text: string): Records {
  const finder = createColumnFinder();
  const parts = partsOfText(text);
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

/** The records in memory as objects, to be used where there are few, or one after the other. */
export function* readRecords({ parts }: Pick<Records, "parts">): Generator<JsonObject> {
  for (const part of parts) yield* rowsOfPart(part);
}

/** The first `count` records. */
export function firstRecords(records: Pick<Records, "parts">, count: number): JsonObject[] {
  const found: JsonObject[] = [];
  for (const record of readRecords(records)) {
    if (found.length >= count) break;
    found.push(record);
  }
  return found;
}
