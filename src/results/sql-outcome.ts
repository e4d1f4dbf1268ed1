/**
 * One value of a result. BIGINT and HUGEINT are numbers while a double holds them exactly, else strings of
 * digits; DECIMAL is always a string with its full scale ("12.50"); DOUBLE is a number, or "NaN", "Infinity";
 * DATE "2026-01-31"; TIMESTAMPTZ in UTC "2026-01-31T09:00:00Z"; lists and structs JSON text; the rest DuckDB's text.
 */
export type SqlCell = string | number | boolean | null;

export interface SqlColumn {
  readonly name: string;
  /** As DuckDB writes it: `DECIMAL(38,2)`. */
  readonly type: string;
}

export interface SqlResult {
  readonly ok: true;
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly SqlCell[])[];
  /** The statement gave more rows, or more bytes, than the limits allow; these are the first. */
  readonly truncated: boolean;
  readonly durationMs: number;
  /** Set when a table the statement reads is incomplete: "of the first 2,000 of at least 9,400 orders". */
  readonly partial?: string;
}

/**
 * Why a statement gave no result.
 *
 * `syntax`: it is wrong in itself or for these tables, and `message` says how to correct it. `not_read_only`: it is
 * not one SELECT, or it reaches for files, settings or the engine. `timeout`, `memory`: stopped at the limit.
 * `too_many_rows`: the tables are too big to load. `engine`: the engine failed; the next statement may work.
 */
export type SqlFailureReason = "syntax" | "not_read_only" | "timeout" | "memory" | "too_many_rows" | "engine";

export interface SqlFailure {
  readonly ok: false;
  readonly reason: SqlFailureReason;
  readonly message: string;
}

export type SqlOutcome = SqlResult | SqlFailure;

export function sqlFailure(reason: SqlFailureReason, message: string): SqlFailure {
  return { ok: false, reason, message };
}

export function timeoutFailure(timeoutMs: number): SqlFailure {
  return sqlFailure("timeout", `Stopped after ${timeoutMs} ms. Read fewer rows or join on a condition.`);
}

export function memoryFailure(memoryMb: number): SqlFailure {
  return sqlFailure("memory", `Stopped: it needed more than ${memoryMb} MB. Group, filter or limit earlier.`);
}
