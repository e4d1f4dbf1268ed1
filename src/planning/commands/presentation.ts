import type { ChartKind } from "../../results/index.ts";
import { type FileFormat, isFileFormat } from "../file-formats.ts";

/** How a person wants to see a result. */
export type Presentation =
  | { readonly kind: "table" }
  | { readonly kind: "chart"; readonly chart?: ChartKind }
  | { readonly kind: "file"; readonly format: FileFormat };

const INTO = String.raw`(?:as|in|into|to|draw|make|plot|show|give|send|export|download|i want)\s+(?:(?:me|it|that|this|them|all)\s+)*(?:(?:as|in|into|to)\s+)?(?:an?\s+|the\s+)?`;
const CHART = new RegExp(
  String.raw`\b${INTO}(?:(bar|line|area|pie)[\s-]*)?(?:chart|graph|plot)\b|\b(?:chart|plot)\s+(?:it|that|this|them)\b`,
  "i",
);
const FILE = new RegExp(String.raw`\b${INTO}(csv|json|parquet)(?:[\s-]*(?:file|format))?\b`, "i");
/** A person who describes an endpoint says that it *returns* JSON; that is no wish. */
const RETURNS = /\b(?:returns?|returning|answers?|responds?|gives?)\b[^.;]*$/i;
const MOST_BEFORE = 80;
const TABLE = /\bas\s+an?\s+table\b/i;

/** The wish in a text, with the words that it takes. */
export function findPresentation(text: string): { present: Presentation; phrase: string } | undefined {
  const file = FILE.exec(text);
  const format = file?.[1]?.toLowerCase();
  if (
    file &&
    isFileFormat(format) &&
    !RETURNS.test(text.slice(Math.max(0, file.index - MOST_BEFORE), file.index))
  ) {
    return { present: { kind: "file", format }, phrase: file[0] };
  }
  const chart = CHART.exec(text);
  if (chart) {
    const kind = KINDS.find((known) => known === chart[1]?.toLowerCase());
    return { present: { kind: "chart", ...(kind ? { chart: kind } : {}) }, phrase: chart[0] };
  }
  const table = TABLE.exec(text);
  return table ? { present: { kind: "table" }, phrase: table[0] } : undefined;
}

const KINDS = ["bar", "line", "area", "pie"] as const;
