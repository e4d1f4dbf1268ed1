import type { SqlEngine, SqlResult } from "../results/index.ts";
import type { RunTable } from "./run-results.ts";
import { failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";

/** What a statement over the tables of a run gave, with what to call it; or why there is nothing. */
export type Queried =
  | { readonly ok: true; readonly result: SqlResult; readonly title: string }
  | { readonly ok: false; readonly refused: ToolOutcome };

/** Runs one SELECT over the tables of the run. `maxRows` are the engine's own when absent. */
export async function queryTables(
  sql: SqlEngine,
  input: { readonly sql: string; readonly maxRows?: number },
  context: ToolContext,
): Promise<Queried> {
  const tables = context.results.tables();
  if (tables.length === 0) {
    return { ok: false, refused: failed("There is no table yet. Call something that gives a list first") };
  }
  const outcome = await sql.query({
    ...input,
    tables: tables.map(({ table }) => table),
    timeZone: context.timeZone,
    signal: context.signal,
  });
  if (outcome.ok) return { ok: true, result: outcome, title: titleOf(tables, input.sql) };
  const names = tables.map(({ name }) => name).join(", ");
  return { ok: false, refused: failed(`${outcome.message}. Tables: ${names}`) };
}

/** After the table, or the list of one, that the statement reads; or the first table there is. */
function titleOf(tables: readonly RunTable[], sql: string): string {
  const isRead = (name: string) => new RegExp(`\\b${name}\\b`).test(sql);
  for (const table of tables) {
    const list = table.lists?.find(({ name }) => isRead(name));
    if (list) return `${spoken(list.list)} of ${spoken(table.name)}`;
    if (isRead(table.name)) return spoken(table.name);
  }
  return tables[0] ? spoken(tables[0].name) : "results";
}

const spoken = (name: string) => name.replace(/_\d+$/, "").replaceAll("_", " ");
