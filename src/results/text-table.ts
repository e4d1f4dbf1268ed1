import { countOf, grouped, shortened } from "../kernel/index.ts";
import type { SqlCell, SqlColumn, SqlResult } from "./sql-outcome.ts";

/** How much of a table a reader gets; 30 rows, 60 characters a cell and 8,000 in all when absent. */
export interface TextTableLimits {
  readonly maxRows?: number;
  readonly maxCellChars?: number;
  /** Of the whole text, but for its last line. At least one row is shown, however wide. */
  readonly maxChars?: number;
}

const NUMERIC_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT)$/;

/** How wide a column is written, and whether its cells stand to the right. */
interface Lane {
  readonly width: number;
  readonly right: boolean;
}

/** What a markdown rule needs. */
const NARROWEST = 3;

/**
 * An aligned markdown table, numbers to the right; nulls are empty. `|` and line breaks inside a cell are
 * replaced. What was left out is said in a last line.
 */
export function toTextTable(
  columns: readonly SqlColumn[],
  rows: readonly (readonly SqlCell[])[],
  limits: TextTableLimits = {},
): string {
  const { maxRows = 30, maxCellChars = 60, maxChars = 8_000 } = limits;
  const heads = columns.map((column) => cellText(column.name, maxCellChars));
  const cells = rows.slice(0, maxRows).map((row) => row.map((cell) => cellText(cell, maxCellChars)));
  const lanes = columns.map((column, index) => laneOf(column, [heads, ...cells], index));
  const head = lineOf(heads, lanes);
  const fitting = Math.max(1, Math.floor(maxChars / (head.length + 1)) - 2);
  const shown = cells.slice(0, fitting);
  const left = rows.length - shown.length;
  const more = left > 0 ? [`… and ${grouped(left)} more rows`] : [];
  return [head, ruleOf(lanes), ...shown.map((row) => lineOf(row, lanes)), ...more].join("\n");
}

/**
 * A result as text that cannot be misread: the table, then whether it was cut, then, when the data is incomplete,
 * the engine's label.
 */
export function renderTableText(result: SqlResult, limits: TextTableLimits = {}): string {
  const count = countOf(result.rows.length, "row");
  const extent = result.truncated ? `The statement gave more; these are its first ${count}.` : `(${count})`;
  const label =
    result.partial === undefined
      ? []
      : [`INCOMPLETE DATA: computed ${result.partial}. Say so with every number.`];
  return [toTextTable(result.columns, result.rows, limits), extent, ...label].join("\n");
}

function cellText(cell: SqlCell, maxChars: number): string {
  if (cell === null) return "";
  return shortened(
    String(cell)
      .replaceAll(/\s*[\r\n]+\s*/g, " ")
      .replaceAll("|", "¦"),
    maxChars,
  );
}

function laneOf(column: SqlColumn, lines: readonly (readonly string[])[], index: number): Lane {
  const width = lines.reduce((widest, line) => Math.max(widest, line[index]?.length ?? 0), NARROWEST);
  return { width, right: NUMERIC_TYPE.test(column.type) };
}

function lineOf(cells: readonly string[], lanes: readonly Lane[]): string {
  const padded = lanes.map(({ width, right }, index) => {
    const cell = cells[index] ?? "";
    return right ? cell.padStart(width) : cell.padEnd(width);
  });
  return `| ${padded.join(" | ")} |`;
}

function ruleOf(lanes: readonly Lane[]): string {
  const rules = lanes.map(({ width, right }) => (right ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  return `| ${rules.join(" | ")} |`;
}
