import { type Coverage, partialLabel } from "./coverage.ts";
import type { Records } from "./records.ts";

/** The records of one call, as a table that SQL can name. */
export interface ResultTable {
  /** What SQL calls it: a letter, then letters, digits and `_`, such as `orders_1`. */
  readonly name: string;
  /** Where it came from, for a person: "Internal Orders API, list orders". */
  readonly source: string;
  readonly records: Records;
  readonly coverage: Coverage;
}

/** The label of what is computed over a table that is not all there is; undefined when it is complete. */
export function labelOf(table: ResultTable): string | undefined {
  return table.coverage.complete ? undefined : partialLabel(rowNoun(table), table.coverage);
}

/** "orders_1" → "orders": what a person would call its rows. */
function rowNoun(table: ResultTable): string {
  return table.name.replace(/_\d+$/, "").replaceAll("_", " ");
}
