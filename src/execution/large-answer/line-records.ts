import type { JsonObject } from "../../kernel/index.ts";
import { rowOf } from "../../results/index.ts";
import { readJsonLines } from "../answer-text/read-lines.ts";
import type { FoundRecords } from "./large-answer.ts";
import { LargeAnswerError } from "./large-answer-error.ts";
import { ROWS_PER_BATCH } from "./limits.ts";
import type { Reading } from "./reading.ts";
import { wholeRows } from "./text-pieces.ts";
import { toldDamaged } from "./words.ts";

/**
 * The records of JSON lines; undefined where the first or the last line is none. One between them shows when it is read.
 *
 * @throws LongRecord
 */
export async function lineRecords(reading: Reading): Promise<FoundRecords | undefined> {
  let rows = 0;
  let last: JsonObject | undefined;
  for await (const piece of linesIn(reading)) {
    const lines = piece.split("\n").filter((line) => line.trim() !== "");
    const ends = rowsIn(reading, [rows === 0 ? lines[0] : "", lines.at(-1)].join("\n"));
    if (lines.length > 0 && !ends) return undefined;
    rows += lines.length;
    last = ends?.at(-1) ?? last;
  }
  if (rows === 0) return undefined;
  return { envelope: [], path: "$", rows, last, batches: () => batchesOf(reading) };
}

async function* batchesOf(reading: Reading): AsyncGenerator<{ rows: JsonObject[] }> {
  for await (const piece of linesIn(reading)) {
    const rows = rowsIn(reading, piece);
    if (!rows && piece.trim() !== "") throw new LargeAnswerError(toldDamaged(reading.of, reading.file.bytes));
    for (let at = 0; rows && at < rows.length; at += ROWS_PER_BATCH)
      yield { rows: rows.slice(at, at + ROWS_PER_BATCH) };
  }
}

const linesIn = (reading: Reading) => wholeRows(reading, (text) => text.lastIndexOf("\n") + 1);

const rowsIn = ({ clean }: Reading, text: string) =>
  readJsonLines(clean(text))?.map((value) => rowOf(value, false));
