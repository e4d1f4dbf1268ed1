import type { RowColumn } from "./columns.ts";
import type { SqlCell, SqlColumn, SqlFailure } from "./sql-outcome.ts";

/** The limits of one statement. */
export interface StatementLimits {
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** A statement and the tables that it may see, empty at first. */
export interface Begin {
  readonly kind: "begin";
  readonly sql: string;
  /** IANA name of the session's time zone: what `date_trunc` and casts of instants to dates go by. */
  readonly timeZone: string;
  readonly limits: StatementLimits;
  readonly tables: readonly { readonly name: string; readonly columns: readonly RowColumn[] }[];
  /** Whether every column is loaded, and not those alone that the statement names. */
  readonly allColumns: boolean;
}

/** What the engine sends its child: a statement with its tables, their records in parts, and that it may run. */
export type ToChild =
  | Begin
  | { readonly kind: "rows"; readonly table: string; readonly part: string }
  | { readonly kind: "run" };

/**
 * What the child answers: `ready` when it wants the records, `loaded` after each part, `running` when the statement
 * starts, then `memory` or the `answer`. An answer may come at any time, and nothing after it.
 */
export type FromChild =
  | { readonly kind: "ready" }
  | { readonly kind: "loaded" }
  | { readonly kind: "running" }
  | { readonly kind: "memory" }
  | { readonly kind: "answer"; readonly answer: ChildAnswer };

export interface ChildResult {
  readonly ok: true;
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly SqlCell[])[];
  readonly truncated: boolean;
  readonly durationMs: number;
  /** Names of the tables the statement reads, as it writes them. */
  readonly usedTables: readonly string[];
}

export type ChildAnswer = ChildResult | SqlFailure;
