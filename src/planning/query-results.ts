import { type SqlEngine, toTextTable } from "../results/index.ts";
import type { RunTable } from "./run-results.ts";
import type { ShownTable } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

const MOST_ROWS_READ = 50;
const MOST_ROWS_SHOWN = 100;

/** Computes over the tables of the run. The engine's label goes with the numbers, whether they are shown or not. */
export async function queryResults(
  sql: SqlEngine,
  input: ToolInput<"query_results">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const tables = context.results.tables();
  if (tables.length === 0) return failed("There is no table yet. Call something that gives a list first");
  const outcome = await sql.query({
    tables: tables.map(({ table }) => table),
    sql: input.sql,
    timeZone: context.timeZone,
    signal: context.signal,
  });
  if (!outcome.ok) return failed(`${outcome.message}. Tables: ${tables.map(({ name }) => name).join(", ")}`);
  const used = tables.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(input.sql));
  const partial = outcome.partial ? { partial: outcome.partial } : {};
  const shown: ShownTable = {
    title: titleOf(used[0] ?? tables[0]),
    columns: outcome.columns.map(({ name }) => name),
    rows: outcome.rows.slice(0, MOST_ROWS_SHOWN),
    ...partial,
  };
  const label = outcome.partial ? `\nNOT COMPLETE: these numbers are ${outcome.partial}. Say so.` : "";
  const content = toTextTable(outcome.columns, outcome.rows, { maxRows: MOST_ROWS_READ }) + label;
  return done(content, { sql: input.sql, ...partial, ...(input.show ? { shown } : {}) });
}

function titleOf(table: RunTable | undefined): string {
  return table ? table.name.replace(/_\d+$/, "").replaceAll("_", " ") : "results";
}
