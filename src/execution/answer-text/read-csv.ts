import type { Json, JsonObject } from "../../kernel/index.ts";

const PLAIN_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * The records of a CSV text with a header line (RFC 4180; `,`, `;` or a tab between fields), or undefined for a text that is
 * none. An empty field is null; a column in which nothing but plain numbers stands holds numbers, as far as a double
 * holds them exactly.
 */
export function readCsv(text: string): JsonObject[] | undefined {
  const lines = linesOf(text, separatorOf(text));
  const [header, ...rest] = lines.filter((line) => line.some((field) => field !== ""));
  if (!header || header.length === 0 || new Set(header).size < header.length) return undefined;
  if (rest.some((line) => line.length > header.length)) return undefined;
  const isNumeric = header.map((_, at) => rest.every((line) => isNumberOrEmpty(line[at] ?? "")));
  return rest.map((line) =>
    Object.fromEntries(header.map((name, at) => [name, cellOf(line[at] ?? "", isNumeric[at])])),
  );
}

const isNumberOrEmpty = (field: string) =>
  field === "" || (PLAIN_NUMBER.test(field) && String(Number(field)).length <= field.length);

function cellOf(field: string, isNumeric: boolean | undefined): Json {
  if (field === "") return null;
  // "12.50" as a number is 12.5, which is the same; what a double does not hold stays text.
  return isNumeric && field.length <= 15 ? Number(field) : field;
}

function separatorOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: head.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

function linesOf(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedAt(text, at) : plainAt(text, at, separator);
    line.push(field.value);
    const mark = text[field.end];
    at = field.end + 1;
    if (mark === separator) {
      if (at >= text.length) line.push("");
      continue;
    }
    if (mark === "\r" && text[at] === "\n") at += 1;
    lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push(line);
  return lines;
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
