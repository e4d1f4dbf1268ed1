import { countOf, grouped } from "../kernel/index.ts";
/** How much of the source a table holds. `complete` only when the last page was seen. */
export interface Coverage {
  readonly rows: number;
  readonly pages: number;
  readonly complete: boolean;
  /** Why reading stopped early, for a person: "page budget reached". */
  readonly why?: string;
  /** How many rows the source says it has, when it says so. */
  readonly knownTotal?: number;
  /** When the first page was read, ISO 8601. */
  readonly asOf: string;
}

/** One line for a receipt: "412 rows, 9 pages, all of them" or "first 2,000 rows of at least 9,400: page budget reached". */
export function describeCoverage(coverage: Coverage): string {
  if (coverage.complete) {
    return `${countOf(coverage.rows, "row")}, ${countOf(coverage.pages, "page")}, all of them`;
  }
  const total = totalBeyond(coverage);
  const extent = total === undefined ? ", not all of them" : ` of at least ${grouped(total)}`;
  return `first ${countOf(coverage.rows, "row")}${extent}: ${coverage.why ?? "not read to the end"}`;
}

/** The label of a number computed over an incomplete table: "of the first 2,000 of at least 9,400 orders". */
export function partialLabel(noun: string, coverage: Coverage): string {
  const total = totalBeyond(coverage);
  const extent = total === undefined ? `${noun}, not all of them` : `of at least ${grouped(total)} ${noun}`;
  const why = coverage.why === undefined ? "" : ` (${coverage.why})`;
  return `of the first ${grouped(coverage.rows)} ${extent}${why}`;
}

function totalBeyond(coverage: Coverage): number | undefined {
  const { knownTotal, rows } = coverage;
  return knownTotal !== undefined && knownTotal > rows ? knownTotal : undefined;
}
