import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import type { Json, JsonObject } from "../kernel/index.ts";
import type { ColumnType } from "./column-type.ts";
import { columnValue, type RowColumn } from "./columns.ts";
import { unscaled } from "./decimal.ts";
import { parseDate, parseInstant } from "./parse-instant.ts";

/** DuckDB's own vector size; a larger chunk is refused. */
const CHUNK_ROWS = 2_048;

/** Fills one table. */
export interface TableLoader {
  add(rows: readonly JsonObject[]): void;
  /** Makes what was added visible; to be called once, at the end. */
  finish(): void;
}

/** Creates the table `name`, empty, to be filled with records that have these columns. */
export async function createTable(
  connection: DuckDBConnection,
  name: string,
  columns: readonly RowColumn[],
): Promise<TableLoader> {
  await connection.run(`CREATE TABLE ${quoted(name)} (${columnList(columns)})`);
  const appender = await connection.createAppender(name);
  const types = columns.map((column) => duckType(column.holds));
  return {
    add(rows) {
      for (let start = 0; start < rows.length && columns.length > 0; start += CHUNK_ROWS) {
        const slice = rows.slice(start, start + CHUNK_ROWS);
        const chunk = DuckDBDataChunk.create(types, slice.length);
        for (const [index, column] of columns.entries())
          chunk.setColumnValues(index, columnValues(slice, column));
        appender.appendDataChunk(chunk);
      }
    },
    finish: () => appender.closeSync(),
  };
}

function columnList(columns: readonly RowColumn[]): string {
  // A table needs a column; an empty list of records has none to offer.
  if (columns.length === 0) return "no_columns VARCHAR";
  return columns.map((column) => `${quoted(column.name)} ${column.type}`).join(", ");
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function columnValues(rows: readonly JsonObject[], column: RowColumn): DuckDBValue[] {
  const convert = converterFor(column.holds);
  return rows.map((row) => {
    const value = columnValue(row, column);
    return value === null ? null : convert(value);
  });
}

function duckType(type: ColumnType): DuckDBType {
  switch (type.kind) {
    case "bigint":
      return BIGINT;
    case "hugeint":
      return HUGEINT;
    case "double":
      return DOUBLE;
    case "boolean":
      return BOOLEAN;
    case "date":
      return DATE;
    case "timestamp":
    case "epoch":
      return TIMESTAMPTZ;
    case "decimal":
      return DECIMAL(type.width, type.scale);
    case "text":
    case "json":
      return VARCHAR;
  }
}

function converterFor(type: ColumnType): (value: Exclude<Json, null>) => DuckDBValue {
  switch (type.kind) {
    case "bigint":
    case "hugeint":
      return (value) => BigInt(String(value));
    case "double":
      return Number;
    case "boolean":
      return (value) => value === true;
    case "date":
      return (value) => new DuckDBDateValue(parseDate(String(value)) ?? 0);
    case "timestamp":
      return (value) => new DuckDBTimestampTZValue(microsOf(String(value)));
    case "epoch":
      return (value) =>
        new DuckDBTimestampTZValue((BigInt(String(value)) * 1_000_000n) / BigInt(type.perSecond));
    case "decimal":
      return (value) => toDecimal(value, type.width, type.scale);
    case "text":
    case "json":
      return (value) => (typeof value === "string" ? value : JSON.stringify(value));
  }
}

function toDecimal(value: Exclude<Json, null>, width: number, scale: number): DuckDBDecimalValue {
  return new DuckDBDecimalValue(
    unscaled(typeof value === "number" ? value : String(value), scale),
    width,
    scale,
  );
}

function microsOf(text: string): bigint {
  const days = parseDate(text);
  return days === undefined ? (parseInstant(text) ?? 0n) : BigInt(days) * 86_400_000_000n;
}
