import type { JsonObject } from "../kernel/index.ts";
import { shortened } from "../kernel/index.ts";
import { columnValue, type RowColumn } from "./columns.ts";
import { describeCoverage } from "./coverage.ts";
import { nestedTables } from "./nested-tables.ts";
import { firstRecords } from "./records.ts";
import type { ResultTable } from "./result-table.ts";

const SAMPLE_ROWS = 2;
const MOST_VALUE_CHARS = 60;

/** Words that DuckDB wants quoted as a column name (its `duckdb_keywords()`, category reserved). */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
  deferrable desc describe distinct do else end except false fetch for foreign from group having in initially intersect
  into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider placing primary
  qualify references returning select show some summarize symmetric table then to trailing true union unique unpivot
  using variadic when where window with`.split(/\s+/),
);

/**
 * A table as a model's prompt wants it: name, source and coverage, the columns as they must be written in SQL,
 * and two sample rows with values cut at 60 characters.
 */
export function describeTable(table: ResultTable): string {
  const { columns } = table.records;
  const schema = schemaText(columns);
  const lists = nestedTables(table.name, columns).map(
    (nested) =>
      `  each element of a list: ${sqlWritten(nested.name)} (${schemaText(nested.columns)}); its record's columns as ${table.name}_<column>`,
  );
  const samples = firstRecords(table.records, SAMPLE_ROWS).map((row) => `  e.g. ${sampleText(row, columns)}`);
  const head = `${table.name} (${table.source}): ${describeCoverage(table.coverage)}, as of ${table.coverage.asOf}`;
  return [head, `  columns: ${schema || "none, the list is empty"}`, ...lists, ...samples].join("\n");
}

const schemaText = (columns: readonly RowColumn[]) =>
  columns.map((column) => `${sqlWritten(column.name)} ${column.type}`).join(", ");

function sqlWritten(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name.toLowerCase());
  return plain ? name : `"${name}"`;
}

function sampleText(row: JsonObject, columns: readonly RowColumn[]): string {
  const values = columns.flatMap((column) => {
    const value = columnValue(row, column);
    return value === null ? [] : [`${column.name}=${shortened(JSON.stringify(value), MOST_VALUE_CHARS)}`];
  });
  return values.join(", ");
}
