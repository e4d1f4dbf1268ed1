import { CHART_KINDS, type ChartKind, chooseChart, type SqlEngine, toTextTable } from "../results/index.ts";
import { queryTables } from "./query-tables.ts";
import type { Choice, ShownTable } from "./step.ts";
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
  const queried = await queryTables(sql, { sql: input.sql }, context);
  if (!queried.ok) return queried.refused;
  const { result: outcome, title } = queried;
  const partial = outcome.partial ? { partial: outcome.partial } : {};
  const shown: ShownTable = {
    title,
    columns: outcome.columns.map(({ name }) => name),
    rows: outcome.rows.slice(0, MOST_ROWS_SHOWN),
    ...(outcome.rows.length > MOST_ROWS_SHOWN ? { allRows: outcome.rows.length } : {}),
    ...partial,
  };
  const drawn = isChart(input.as)
    ? chooseChart(outcome, input.as === "chart" ? undefined : input.as)
    : undefined;
  if (drawn && !drawn.ok) return failed(`This cannot be drawn: ${drawn.message}`);
  const label = outcome.partial ? `\nNOT COMPLETE: these numbers are ${outcome.partial}. Say so.` : "";
  const content = toTextTable(outcome.columns, outcome.rows, { maxRows: MOST_ROWS_READ }) + label;
  const isShown = input.show || input.as !== undefined;
  return done(content, {
    sql: input.sql,
    ...partial,
    ...(isShown ? { shown: drawn ? { ...shown, chart: drawn.chart } : shown } : {}),
    ...(isShown && shown.allRows ? { choices: [AS_CSV] } : {}),
  });
}

const AS_CSV: Choice = { label: "All rows as CSV", says: "as CSV" };

function isChart(as: ToolInput<"query_results">["as"]): as is ChartKind | "chart" {
  return as === "chart" || CHART_KINDS.some((kind) => kind === as);
}
