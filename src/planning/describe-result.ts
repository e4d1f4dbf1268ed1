import type { RunTable } from "./run-results.ts";

/** The table that a statement reads first, or the first there is, and what to call what comes out of it. */
export function describeResult(tables: readonly RunTable[], sql: string): { title: string } {
  const used = tables.find(({ name }) => new RegExp(`\\b${name}\\b`).test(sql)) ?? tables[0];
  return { title: used ? used.name.replace(/_\d+$/, "").replaceAll("_", " ") : "results" };
}
