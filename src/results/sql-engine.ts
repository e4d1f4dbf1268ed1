import type { Logger } from "../kernel/index.ts";
import type { ChildAnswer } from "./child-protocol.ts";
import { nestedTables } from "./nested-tables.ts";
import { createPool } from "./pool.ts";
import { labelOf, type ResultTable } from "./result-table.ts";
import { type SqlChild, type SqlJob, startSqlChild } from "./sql-child.ts";
import { type SqlFailure, type SqlOutcome, sqlFailure } from "./sql-outcome.ts";

export interface SqlEngineOptions {
  readonly logger: Logger;
  /** For one statement beyond its loaded tables and within DuckDB; 256 when absent. */
  readonly memoryMb?: number;
  /** For one statement once its tables are loaded; 1,200 when absent. */
  readonly timeoutMs?: number;
  /** Rows of one result; 10,000 when absent. */
  readonly maxRows?: number;
  /** Statements that run at the same time, each in a process of its own; 2 when absent. Others wait. */
  readonly atOnce?: number;
}

export interface SqlQuery {
  readonly tables: readonly ResultTable[];
  readonly sql: string;
  readonly timeoutMs?: number;
  /** Rows of the result, where it is not the engine's own limit. */
  readonly maxRows?: number;
  /** IANA time zone that `date_trunc` and casts of instants to dates go by; UTC when absent. */
  readonly timeZone?: string;
  readonly signal?: AbortSignal;
}

export interface SqlEngine {
  /**
   * Runs one read-only statement over `tables`, which it alone can see. Failures are values.
   *
   * @throws the signal's reason when aborted
   */
  query(query: SqlQuery): Promise<SqlOutcome>;
  /** Ends the processes. Statements that still run get an `engine` failure. */
  close(): Promise<void>;
}

const MOST_LOADED_ROWS = 1_000_000;
const MOST_RESULT_BYTES = 8 * 2 ** 20;
const MOST_FILE_BYTES = 32 * 2 ** 20;
const TABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const TIME_ZONE = /^[A-Za-z0-9_+\-/]+$/;

/**
 * SQL over API answers: DuckDB, sealed, in processes of its own that start with the first query.
 *
 * Each statement gets an empty in-memory database with its own tables, without files, network, extensions or
 * settings. A child that hangs, eats memory or dies is killed and replaced; this process is never in danger.
 */
export function createSqlEngine(options: SqlEngineOptions): SqlEngine {
  const pool = createPool<SqlChild>({
    size: options.atOnce ?? 2,
    start: () => startSqlChild(options.logger),
    isUsable: (child) => child.isAlive(),
    stop: (child) => child.kill(),
  });
  return {
    async query(query) {
      const refused = refuseTables(query.tables) ?? refuseTimeZone(query.timeZone);
      if (refused !== undefined) return refused;
      const answer = await pool.use(query.signal, (child) =>
        runUnlessAborted(child, jobOf(query, options), query.signal),
      );
      return labelled(answer, query.tables);
    },
    close: () => pool.close(),
  };
}

function jobOf(query: SqlQuery, options: SqlEngineOptions): SqlJob {
  const limits = {
    memoryMb: options.memoryMb ?? 256,
    timeoutMs: query.timeoutMs ?? options.timeoutMs ?? 1_200,
    maxRows: query.maxRows ?? options.maxRows ?? 10_000,
    maxBytes: query.maxRows === undefined ? MOST_RESULT_BYTES : MOST_FILE_BYTES,
  };
  return { tables: query.tables, sql: query.sql, timeZone: query.timeZone ?? "UTC", limits };
}

async function runUnlessAborted(
  child: SqlChild,
  job: SqlJob,
  signal: AbortSignal | undefined,
): Promise<ChildAnswer> {
  signal?.throwIfAborted();
  const onAbort = () => void child.kill();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const answer = await child.run(job);
    signal?.throwIfAborted();
    return answer;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

function labelled(answer: ChildAnswer, tables: readonly ResultTable[]): SqlOutcome {
  if (!answer.ok) return answer;
  const { usedTables, ...result } = answer;
  const used = new Set(usedTables.map((name) => name.toLowerCase()));
  const labels = tables
    .filter(({ name, records }) => {
      const lists = nestedTables(name, records.columns).map((nested) => nested.name);
      return [name, ...lists].some((one) => used.has(one.toLowerCase()));
    })
    .flatMap((table) => labelOf(table) ?? []);
  return labels.length === 0 ? result : { ...result, partial: labels.join(" and ") };
}

function refuseTables(tables: readonly ResultTable[]): SqlFailure | undefined {
  const names = tables.map((table) => table.name.toLowerCase());
  const wrong = tables.find((table) => !TABLE_NAME.test(table.name));
  if (wrong !== undefined) {
    return sqlFailure(
      "syntax",
      `"${wrong.name}" is no table name: a letter or _, then letters, digits and _.`,
    );
  }
  if (new Set(names).size < names.length) return sqlFailure("syntax", "Two tables have the same name.");
  const rows = tables.reduce((sum, table) => sum + table.records.count, 0);
  if (rows <= MOST_LOADED_ROWS) return undefined;
  return sqlFailure(
    "too_many_rows",
    `The tables have ${rows} rows together; at most ${MOST_LOADED_ROWS} are loaded.`,
  );
}

function refuseTimeZone(timeZone: string | undefined): SqlFailure | undefined {
  if (timeZone === undefined || TIME_ZONE.test(timeZone)) return undefined;
  return sqlFailure("syntax", `"${timeZone}" is no time zone; a name such as Europe/Berlin is accepted.`);
}
