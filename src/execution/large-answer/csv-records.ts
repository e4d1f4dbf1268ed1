import type { JsonObject } from "../../kernel/index.ts";
import { type CsvTable, createCsvTable, readCsvLines, separatorOf } from "../answer-text/read-csv.ts";
import type { FoundRecords } from "./large-answer.ts";
import { ROWS_PER_BATCH } from "./limits.ts";
import type { Reading } from "./reading.ts";
import { wholeRows } from "./text-pieces.ts";

/**
 * The records of a CSV text; undefined where it is none. It is read once before, since what a column holds is told by
 * all of its fields.
 *
 * @throws LongRecord
 */
export async function csvRecords(reading: Reading): Promise<FoundRecords | undefined> {
  let table: CsvTable | undefined;
  let rows = 0;
  let lastLine: string[] | undefined;
  for await (const { header, lines } of linesIn(reading)) {
    table ??= createCsvTable(header);
    if (!table?.note(lines)) return undefined;
    rows += lines.length;
    lastLine = lines.at(-1) ?? lastLine;
  }
  if (!table) return undefined;
  const { rowsOf } = table;
  const last = lastLine && rowsOf([lastLine])[0];
  return { envelope: [], path: "$", rows, last, batches: () => batchesOf(reading, rowsOf) };
}

async function* batchesOf(
  reading: Reading,
  rowsOf: CsvTable["rowsOf"],
): AsyncGenerator<{ rows: JsonObject[] }> {
  for await (const { lines } of linesIn(reading)) {
    for (let at = 0; at < lines.length; at += ROWS_PER_BATCH)
      yield { rows: rowsOf(lines.slice(at, at + ROWS_PER_BATCH)) };
  }
}

/** The lines below the header. */
async function* linesIn(reading: Reading): AsyncGenerator<{ header: string[]; lines: string[][] }> {
  const { clean } = reading;
  let separator: string | undefined;
  let header: string[] | undefined;
  let lastRead: { text: string; lines: string[][] } | undefined;
  const endIn = (text: string) => {
    separator ??= /[\r\n]/.test(text) ? separatorOf(clean(text)) : undefined;
    if (separator === undefined) return 0;
    const { lines, end } = readCsvLines(text, separator, true);
    lastRead = { text: text.slice(0, end), lines };
    return end;
  };
  for await (const piece of wholeRows(reading, endIn)) {
    const cleaned = clean(piece);
    separator ??= separatorOf(cleaned);
    let lines = cleaned === lastRead?.text ? lastRead.lines : readCsvLines(cleaned, separator).lines;
    if (!header) [header, ...lines] = lines;
    if (header) yield { header, lines };
  }
}
