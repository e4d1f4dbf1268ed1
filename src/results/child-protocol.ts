import type { SqlCell, SqlColumn, SqlFailure } from "./sql-outcome.ts";

/** The limits of one statement. */
export interface StatementLimits {
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** What the engine sends its child: any number of slices of rows (JSON text of an array), then the statement. */
export type ToChild =
  | { readonly kind: "rows"; readonly table: string; readonly json: string }
  | {
      readonly kind: "run";
      readonly sql: string;
      /** IANA name of the session's time zone: what `date_trunc` and casts of instants to dates go by. */
      readonly timeZone: string;
      readonly limits: StatementLimits;
    };

/** What the child answers: once `running` when the tables are loaded, then `memory` or the `answer`. */
export type FromChild =
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
