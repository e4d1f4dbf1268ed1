/** API answers as tables: found, typed exactly, queried with SQL in a sealed DuckDB, labelled, written out. */

export { CHART_KINDS, type Chart, type ChartKind, type ChosenChart, chooseChart } from "./choose-chart.ts";
export { type Column, inferColumns, type RowColumn } from "./columns.ts";
export { type Coverage, describeCoverage } from "./coverage.ts";
export { toCsv } from "./csv.ts";
export { describeTable } from "./describe-table.ts";
export {
  type ChosenList,
  chooseList,
  DEEPEST_LIST,
  type FoundRows,
  findRows,
  type ListTraits,
  rowOf,
} from "./find-rows.ts";
export { type NestedTable, nestedTables } from "./nested-tables.ts";
export { toParquet } from "./parquet.ts";
export {
  createRecordsBuilder,
  partsOfText,
  type Records,
  type RecordsBuilder,
  readRecords,
  readText,
  recordsIn,
  recordsOf,
  rowsOfPart,
  textOfParts,
} from "./records.ts";
export { labelOf, type ResultTable } from "./result-table.ts";
export { createSqlEngine, type SqlEngine, type SqlEngineOptions, type SqlQuery } from "./sql-engine.ts";
export type {
  SqlCell,
  SqlColumn,
  SqlFailure,
  SqlFailureReason,
  SqlOutcome,
  SqlResult,
} from "./sql-outcome.ts";
export { renderTableText, type TextTableLimits, toTextTable } from "./text-table.ts";
