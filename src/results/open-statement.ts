import type { DuckDBConnection } from "@duckdb/node-api";
import { messageOf } from "../kernel/index.ts";
import { type CheckedSelect, checkSql } from "./check-sql.ts";
import type { Begin, ChildAnswer, StatementLimits } from "./child-protocol.ts";
import type { RowColumn } from "./columns.ts";
import { createTable, type TableLoader } from "./load-table.ts";
import { type NestedTable, nestedTables } from "./nested-tables.ts";
import { readCells } from "./read-cells.ts";
import { rowsOfPart } from "./records.ts";
import { openSealedDatabase, type SealedDatabase } from "./sealed-database.ts";
import {
  memoryFailure,
  type SqlFailure,
  type SqlFailureReason,
  sqlFailure,
  timeoutFailure,
} from "./sql-outcome.ts";

/** Errors that another statement over the same tables would not make. */
const CORRECTABLE =
  /^(Parser|Binder|Catalog|Conversion|Invalid Input|Invalid Type|Out of Range|Not implemented|Mismatch Type)/i;

/** A statement that was checked, in a database of its own with its tables. Nothing here throws. */
export interface OpenStatement {
  readonly limits: StatementLimits;
  /** Adds a part of the records of a table; says why when that failed. */
  load(table: string, part: string): SqlFailure | undefined;
  /** Seals the database and runs the statement. `onRunning` is called just before it starts. */
  run(onRunning: () => void): Promise<ChildAnswer>;
  close(): void;
}

type Opened =
  | { readonly ok: true; readonly statement: OpenStatement }
  | { readonly ok: false; readonly answer: SqlFailure };

/** Opens a fresh database, checks the statement and makes its tables, still empty. */
export async function openStatement(begin: Begin): Promise<Opened> {
  let database: SealedDatabase | undefined;
  try {
    database = await openSealedDatabase(begin.limits, begin.timeZone);
    const checked = await checkSql(database.connection, begin.sql);
    if (checked.ok) return { ok: true, statement: await withTables(database, begin, checked) };
    database.close();
    return { ok: false, answer: checked };
  } catch (error) {
    database?.close();
    return { ok: false, answer: explain(error, begin.limits) };
  }
}

async function withTables(
  database: SealedDatabase,
  { tables, sql, limits, allColumns }: Begin,
  { usedTables, names, readsUnnamed }: CheckedSelect,
): Promise<OpenStatement> {
  const loaders = new Map<string, TableLoader>();
  const isNamed = ({ name }: RowColumn) => names.has(name.toLowerCase());
  const isRead = (column: RowColumn) => allColumns || readsUnnamed || isNamed(column);
  const create = async (name: string, columns: readonly RowColumn[], more: readonly RowColumn[] = []) => {
    const read = [...columns.filter(isRead), ...more.filter((one) => isNamed(one) && !columns.includes(one))];
    // A table that only counts its records has some column all the same.
    return createTable(database.connection, name, read.length > 0 ? read : columns.slice(0, 1));
  };
  const used = new Set(usedTables.map((name) => name.toLowerCase()));
  const taken = new Set(tables.map(({ name }) => name.toLowerCase()));
  for (const { name, columns } of tables) {
    const whole = await create(name, columns);
    const nested = nestedTables(name, columns).filter(
      (one) => used.has(one.name.toLowerCase()) && !taken.has(one.name.toLowerCase()),
    );
    const parts = await Promise.all(
      nested.map(async (one) => ({ ...one, loader: await create(one.name, one.columns, one.ofRecord) })),
    );
    loaders.set(name, withNested(whole, parts));
  }
  return {
    limits,
    load(table, part) {
      try {
        loaders.get(table)?.add(rowsOfPart(part));
        return undefined;
      } catch (error) {
        return explain(error, limits);
      }
    },
    async run(onRunning) {
      try {
        for (const loader of loaders.values()) loader.finish();
        await database.seal();
        onRunning();
        return { ok: true, usedTables, ...(await runIn(database.connection, sql, limits)) };
      } catch (error) {
        return explain(error, limits);
      }
    },
    close: () => database.close(),
  };
}

/** Fills a table and those that its lists make. */
function withNested(
  whole: TableLoader,
  nested: readonly (NestedTable & { readonly loader: TableLoader })[],
): TableLoader {
  let next = 1;
  return {
    add(rows) {
      whole.add(rows);
      for (const { loader, rowsOf } of nested) loader.add(rowsOf(rows, next));
      next += rows.length;
    },
    finish() {
      whole.finish();
      for (const { loader } of nested) loader.finish();
    },
  };
}

async function runIn(connection: DuckDBConnection, sql: string, limits: StatementLimits) {
  const startedAt = performance.now();
  const deadline = setTimeout(() => connection.interrupt(), limits.timeoutMs);
  try {
    const result = await connection.stream(sql);
    const read = await readCells(result, limits);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
    return { ...read, columns, durationMs: Math.round(performance.now() - startedAt) };
  } finally {
    clearTimeout(deadline);
  }
}

/** DuckDB names the kind of an error first: "Binder Error: …". */
function explain(error: unknown, limits: StatementLimits): SqlFailure {
  const message = messageOf(error);
  if (/^INTERRUPT/i.test(message)) return timeoutFailure(limits.timeoutMs);
  if (/^Out of Memory/i.test(message)) return memoryFailure(limits.memoryMb);
  return sqlFailure(reasonOf(message), message);
}

function reasonOf(message: string): SqlFailureReason {
  if (/^Permission|configuration has been locked/i.test(message)) return "not_read_only";
  return CORRECTABLE.test(message) ? "syntax" : "engine";
}
