import type { JsonObject } from "../kernel/index.ts";
import { messageOf } from "../kernel/index.ts";
import { checkSql } from "./check-sql.ts";
import type { ChildAnswer, StatementLimits } from "./child-protocol.ts";
import { loadTable } from "./load-table.ts";
import { readCells } from "./read-cells.ts";
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

export interface Statement {
  readonly sql: string;
  readonly timeZone: string;
  readonly tables: ReadonlyMap<string, readonly JsonObject[]>;
  readonly limits: StatementLimits;
  /** Called when the tables are loaded, just before the statement starts. */
  readonly onRunning: () => void;
}

/** Loads the tables into a fresh sealed database, checks the statement and runs it. Never throws. */
export async function runStatement(statement: Statement): Promise<ChildAnswer> {
  try {
    const database = await openSealedDatabase(statement.limits, statement.timeZone);
    try {
      return await runIn(database, statement);
    } finally {
      database.close();
    }
  } catch (error) {
    return explain(messageOf(error), statement.limits);
  }
}

async function runIn(database: SealedDatabase, statement: Statement): Promise<ChildAnswer> {
  const checked = await checkSql(database.connection, statement.sql);
  if (!checked.ok) return checked;
  for (const [name, rows] of statement.tables) await loadTable(database.connection, name, rows);
  await database.seal();
  statement.onRunning();
  const startedAt = performance.now();
  const { connection } = database;
  const deadline = setTimeout(() => connection.interrupt(), statement.limits.timeoutMs);
  try {
    const result = await connection.stream(statement.sql);
    const read = await readCells(result, statement.limits);
    const types = result.columnTypes();
    const columns = result.columnNames().map((name, index) => ({ name, type: String(types[index]) }));
    return { ...checked, ...read, columns, durationMs: Math.round(performance.now() - startedAt) };
  } finally {
    clearTimeout(deadline);
  }
}

/** DuckDB names the kind of an error first: "Binder Error: …". */
function explain(message: string, limits: StatementLimits): SqlFailure {
  if (/^INTERRUPT/i.test(message)) return timeoutFailure(limits.timeoutMs);
  if (/^Out of Memory/i.test(message)) return memoryFailure(limits.memoryMb);
  return sqlFailure(reasonOf(message), message);
}

function reasonOf(message: string): SqlFailureReason {
  if (/^Permission|configuration has been locked/i.test(message)) return "not_read_only";
  return CORRECTABLE.test(message) ? "syntax" : "engine";
}
