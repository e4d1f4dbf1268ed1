import type { Json, JsonObject } from "../../kernel/index.ts";

const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** What is read of a CSV text with lines still to come, one after the other. */
export interface CsvTable {
  /** The first is the header. False when they are none of a table. */
  note(lines: readonly string[][]): boolean;
  /** The records of lines, once all were noted. */
  rowsOf(lines: readonly string[][]): JsonObject[];
}

/**
 * The records of a CSV text with a header line (RFC 4180; `,`, `;` or a tab between fields), or undefined for a text that is
 * none. An empty field is null; a column in which nothing but plain numbers stands holds numbers, as far as a double
 * holds them exactly.
 */
export function readCsv(text: string): JsonObject[] | undefined {
  const { lines } = readCsvLines(text, separatorOf(text));
  const [header, ...rest] = lines;
  const table = header && createCsvTable(header);
  return table?.note(rest) ? table.rowsOf(rest) : undefined;
}

/** The table below a header line; undefined where a name stands twice. What a column holds is known when all lines were noted. */
export function createCsvTable(header: readonly string[]): CsvTable | undefined {
  if (new Set(header).size < header.length) return undefined;
  const isNumeric = header.map(() => true);
  return {
    note(lines) {
      if (lines.some((line) => line.length > header.length)) return false;
      for (const at of header.keys())
        isNumeric[at] &&= lines.every((line) => isNumberOrEmpty(line[at] ?? ""));
      return true;
    },
    rowsOf: (lines) =>
      lines.map((line) =>
        Object.fromEntries(header.map((name, at) => [name, cellOf(line[at] ?? "", isNumeric[at])])),
      ),
  };
}

const isNumberOrEmpty = (field: string) =>
  field === "" || (PLAIN_NUMBER.test(field) && String(Number(field)).length <= field.length);

function cellOf(field: string, isNumeric: boolean | undefined): Json {
  if (field === "") return null;
  // "12.50" as a number is 12.5, which is the same; what a double does not hold stays text.
  return isNumeric && field.length <= 15 ? Number(field) : field;
}

/** What stands between the fields, by the first line of a text. */
export function separatorOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: head.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

/**
 * The lines of a CSV text that hold anything, as fields. Of a text that goes on, those that surely end within it; `end` is
 * where the next one begins.
 */
export function readCsvLines(
  text: string,
  separator: string,
  goesOn = false,
): { readonly lines: string[][]; readonly end: number } {
  const lines: string[][] = [];
  const add = (line: string[]) => {
    if (line.some((field) => field !== "")) lines.push(line);
  };
  let line: string[] = [];
  let lineStart = 0;
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedAt(text, at) : plainAt(text, at, separator);
    // What ends a line may be two characters.
    if (goesOn && field.end + 1 >= text.length) return { lines, end: lineStart };
    line.push(field.value);
    const mark = text[field.end];
    at = field.end + 1;
    if (mark === separator) {
      if (at >= text.length) line.push("");
      continue;
    }
    if (mark === "\r" && text[at] === "\n") at += 1;
    add(line);
    line = [];
    lineStart = at;
  }
  add(line);
  return { lines, end: text.length };
}

function quotedAt(text: string, start: number): { value: string; end: number } {
  let value = "";
  let at = start + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close === -1) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, close);
    if (text[close + 1] !== '"') return { value, end: close + 1 };
    value += '"';
    at = close + 2;
  }
}

function plainAt(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { value: text.slice(start, end).trim(), end };
}
