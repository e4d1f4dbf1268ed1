import {
  CHART_KINDS,
  type Chart,
  type ChartKind,
  type ChosenChart,
  chooseChart,
  type SqlEngine,
  type SqlResult,
  toTextTable,
} from "../results/index.ts";
import { queryTables } from "./query-tables.ts";
import { type FilePort, shareWhole } from "./share-file.ts";
import type { Choice, ShownTable } from "./step.ts";
import { done, failed, type ToolContext, type ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

const MOST_ROWS_READ = 50;
const MOST_ROWS_SHOWN = 100;

/**
 * Computes over the tables of the run. The engine's label goes with the numbers, whether they are shown or not. What is
 * shown and does not fit in a message is shared as a file besides; a series in time or a breakdown is drawn besides.
 */
export async function queryResults(
  deps: { sql: SqlEngine; files: FilePort },
  input: ToolInput<"query_results">,
  context: ToolContext,
): Promise<ToolOutcome> {
  const queried = await queryTables(deps.sql, { sql: input.sql }, context);
  if (!queried.ok) return queried.refused;
  const { result, title } = queried;
  const partial = result.partial ? { partial: result.partial } : {};
  const chart = chartFor(input, result);
  if (chart?.ok === false) return failed(`This cannot be drawn: ${chart.message}`);
  const table: ShownTable = {
    title,
    columns: result.columns.map(({ name }) => name),
    rows: result.rows.slice(0, MOST_ROWS_SHOWN),
    ...(result.rows.length > MOST_ROWS_SHOWN ? { allRows: result.rows.length } : {}),
    ...partial,
    ...(chart ? { chart: chart.chart } : {}),
  };
  const label = result.partial ? `\nNOT COMPLETE: these numbers are ${result.partial}. Say so.` : "";
  const content = toTextTable(result.columns, result.rows, { maxRows: MOST_ROWS_READ }) + label;
  const isShown = input.show || input.as !== undefined;
  if (!isShown) return done(content, { sql: input.sql, ...partial });
  const whole = await shareWhole(deps, { sql: input.sql, table, result }, context);
  return done(content, {
    sql: input.sql,
    ...partial,
    shown: table,
    ...(whole ? { mustBeShown: whole.words, file: whole.file } : {}),
    ...(table.allRows && !whole ? { choices: [AS_CSV] } : {}),
  });
}

const AS_CSV: Choice = { label: "All rows as CSV", says: "as CSV" };

/** The chart that was asked for, else the one that a person would want to see; undefined where a table is enough. */
function chartFor({ as, sql }: ToolInput<"query_results">, result: SqlResult): ChosenChart | undefined {
  if (isChart(as)) return chooseChart(result, as === "chart" ? undefined : as);
  if (as !== undefined || !isGrouped(sql)) return undefined;
  const chosen = chooseChart(result);
  return chosen.ok && isTelling(chosen.chart) ? chosen : undefined;
}

/** What is not grouped is a list of things, whatever numbers they have. */
const isGrouped = (sql: string) => /\bgroup\s+by\b/i.test(sql);

const FEWEST_POINTS = 3;

function isTelling({ categories, cut }: Chart): boolean {
  return categories.length >= FEWEST_POINTS && cut === undefined;
}

function isChart(as: ToolInput<"query_results">["as"]): as is ChartKind | "chart" {
  return as === "chart" || CHART_KINDS.some((kind) => kind === as);
}
