import type { SqlCell, SqlColumn } from "./sql-outcome.ts";

const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;
/** What makes a spreadsheet read a cell as a formula (OWASP, "CSV injection"). */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * CSV after RFC 4180: CRLF, a header line, quotes where needed. Nulls are empty.
 *
 * A text that a spreadsheet would take for a formula gets a `'` in front; numbers, negative ones too, are left alone.
 */
export function toCsv(columns: readonly SqlColumn[], rows: readonly (readonly SqlCell[])[]): string {
  const header = columns.map((column) => field(column.name)).join(",");
  return [header, ...rows.map((row) => row.map(field).join(","))].map((line) => `${line}\r\n`).join("");
}

function field(cell: SqlCell): string {
  if (cell === null) return "";
  const text = typeof cell === "string" ? withoutFormula(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function withoutFormula(text: string): string {
  return FORMULA_START.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}
