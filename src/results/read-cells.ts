import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  type DuckDBResult,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  JsonDuckDBValueConverter,
} from "@duckdb/node-api";
import type { StatementLimits } from "./child-protocol.ts";
import type { SqlCell } from "./sql-outcome.ts";

export interface ReadRows {
  readonly rows: readonly (readonly SqlCell[])[];
  readonly truncated: boolean;
}

/** Reads a streaming result until it ends or a limit is reached. The last row read may exceed `maxBytes`. */
export async function readCells(result: DuckDBResult, limits: StatementLimits): Promise<ReadRows> {
  const types = result.columnTypes();
  const rows: SqlCell[][] = [];
  let bytes = 0;
  for await (const chunk of result.yieldRows()) {
    for (const values of chunk) {
      if (rows.length >= limits.maxRows || bytes >= limits.maxBytes) return { rows, truncated: true };
      const row = values.map((value, index) => toCell(value, types[index]));
      for (const cell of row) bytes += typeof cell === "string" ? cell.length + 8 : 8;
      rows.push(row);
    }
  }
  return { rows, truncated: false };
}

function toCell(value: DuckDBValue, type: DuckDBType | undefined): SqlCell {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return integerCell(value);
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampTZValue) return instantCell(value.micros);
  const json =
    type === undefined ? value.toString() : JsonDuckDBValueConverter(value, type, JsonDuckDBValueConverter);
  return typeof json === "string" ? json : JSON.stringify(json);
}

function integerCell(value: bigint): SqlCell {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function instantCell(micros: bigint): string {
  const secondMicros = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - secondMicros) / 1000n));
  // DuckDB's infinite instants lie outside what a Date can say.
  if (Number.isNaN(date.getTime())) return micros > 0n ? "infinity" : "-infinity";
  const fraction = secondMicros === 0n ? "" : `.${String(secondMicros).padStart(6, "0").replace(/0+$/, "")}`;
  return `${date.toISOString().slice(0, -5)}${fraction}Z`;
}
