import { EgressError } from "../../egress/index.ts";
import { formsOf } from "../answer-text/understand-text.ts";
import { nameOfFile } from "../file-answer.ts";
import { toldNotUnderstood, toldSecretInFile } from "../read-answer.ts";
import { csvRecords } from "./csv-records.ts";
import { jsonRecords } from "./json-records.ts";
import type { FoundRecords, LargeAnswer, Told } from "./large-answer.ts";
import { holdsSecret, piecesOf } from "./large-file.ts";
import { lineRecords } from "./line-records.ts";
import type { Reading } from "./reading.ts";
import { type Spooled, spool } from "./spool.ts";
import { LongRecord } from "./text-pieces.ts";
import { type ToldOf, toldDamaged, toldLongRecord, toldNoSpace, toldTooMuchText } from "./words.ts";

/** A successful answer whose body goes on after what was read. */
export interface OpenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
  readonly body: Buffer;
  readonly rest: AsyncIterable<Buffer>;
}

/** Who reads a large answer, and where to. */
export interface LargeReader extends ToldOf {
  /** For files that live only while they are read. */
  readonly folder: string;
  /** Takes known secrets out of what an API sent back. */
  readonly scrub?: (text: string) => string;
  readonly signal?: AbortSignal;
  /** How much is read from disk at once; 256 KiB unless given. */
  readonly pieceBytes?: number;
}

const PIECE = 256 * 1024;
const HEAD = 1024;

/**
 * Brings a large answer to disk and finds out what it is, by the rules for answers that are read whole: the same list of
 * records with the same rows, or a file. Holds a few MiB of it at a time. The rest of the answer is read to its end, or
 * given up with the answer.
 *
 * @throws the signal's reason, when it is aborted
 */
export async function readLarge(answer: OpenAnswer, reader: LargeReader): Promise<LargeAnswer> {
  const { scrub = (text: string) => text, signal, pieceBytes = PIECE } = reader;
  const file = await spooledOrTold(answer, reader);
  if (!("read" in file)) return { kind: "refused", ...file };
  const reading = { file, clean: scrub, signal, pieceBytes, of: reader };
  try {
    const found = await understand(answer, reading);
    if (!("code" in found)) return found;
    await file.discard();
    return { kind: "refused", ...found };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

async function spooledOrTold(answer: OpenAnswer, reader: LargeReader): Promise<Spooled | Told> {
  try {
    return await spool(reader.folder, wholeBody(answer, reader.signal));
  } catch (error) {
    await answer.rest[Symbol.asyncIterator]().return?.();
    reader.signal?.throwIfAborted();
    if (error instanceof EgressError) {
      const message = `${reader.integration.name}: ${error.message}. See ${reader.cardUrl}`;
      return { code: error.code, message };
    }
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return toldNoSpace(reader);
    throw error;
  }
}

async function* wholeBody({ body, rest }: OpenAnswer, signal: AbortSignal | undefined) {
  yield body;
  for await (const piece of rest) {
    signal?.throwIfAborted();
    yield piece;
  }
}

type Taken = Exclude<LargeAnswer, { kind: "refused" }>;

async function understand(answer: OpenAnswer, reading: Reading): Promise<Taken | Told> {
  const { file, of } = reading;
  const found = await recordsIn(answer, reading);
  if (found && "batches" in found)
    return { kind: "records", ...found, bytes: file.bytes, discard: file.discard };
  return (await fileIn(answer, reading)) ?? found ?? toldNothing(answer, of, file);
}

/** Undefined where it is in no form that records come in. */
async function recordsIn(
  { headers }: OpenAnswer,
  reading: Reading,
): Promise<FoundRecords | Told | undefined> {
  const { isLines, otherwise } = formsOf(headers["content-type"] ?? "");
  try {
    if (isLines) return await lineRecords(reading);
    const json = await jsonRecords(reading);
    if (json) return json;
    switch (otherwise) {
      case "csv":
        return await csvRecords(reading);
      case "lines":
        return await lineRecords(reading).catch(undefinedIfLong);
      case "xml":
        return toldTooMuchText(reading.of, "XML", reading.file.bytes);
      case "text":
        return toldTooMuchText(reading.of, "plain text", reading.file.bytes);
      case undefined:
        return undefined;
    }
  } catch (error) {
    if (error instanceof LongRecord) return toldLongRecord(reading.of);
    throw error;
  }
}

/** What is called JSON and has no line breaks is a damaged document, and no long line. */
function undefinedIfLong(error: unknown): undefined {
  if (!(error instanceof LongRecord)) throw error;
}

async function fileIn(answer: OpenAnswer, reading: Reading): Promise<Taken | Told | undefined> {
  const named = nameOfFile(answer);
  if (!named) return undefined;
  if (await holdsSecret(reading)) return toldSecretInFile(reading.of);
  const { bytes, discard } = reading.file;
  return { kind: "file", ...named, bytes, pieces: () => piecesOf(reading), discard };
}

function toldNothing(answer: OpenAnswer, of: ToldOf, file: Spooled): Told {
  if (/json/i.test(answer.headers["content-type"] ?? "")) return toldDamaged(of, file.bytes);
  return toldNotUnderstood(answer, of, answer.body.subarray(0, HEAD).toString("utf8"));
}
