import { type Json, parseJson } from "../../kernel/index.ts";

/** The values of JSON texts on a line each (NDJSON, JSON Lines), or undefined when a line is none. */
export function readJsonLines(text: string): Json[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length === 0) return undefined;
  try {
    return lines.map((line) => parseJson(line));
  } catch {
    return undefined;
  }
}
