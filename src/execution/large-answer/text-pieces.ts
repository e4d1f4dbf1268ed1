import { StringDecoder } from "node:string_decoder";
import { LONGEST_RECORD } from "./limits.ts";
import type { Reading } from "./reading.ts";

/** Says that one record of a list is longer than any may be. */
export class LongRecord extends Error {
  constructor() {
    super("a record is too long");
    this.name = "LongRecord";
  }
}

/**
 * A file's text in pieces that are made of whole rows. `endIn` tells where in a text that goes on its last whole row ends,
 * 0 where none does; the last piece is what is left then.
 *
 * @throws LongRecord
 */
export async function* wholeRows(
  reading: Pick<Reading, "file" | "signal" | "pieceBytes">,
  endIn: (text: string) => number,
): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of textOf(reading)) {
    const text = rest + piece;
    const end = endIn(text);
    rest = text.slice(end);
    if (rest.length > LONGEST_RECORD) throw new LongRecord();
    if (end > 0) yield text.slice(0, end);
  }
  if (rest !== "") yield rest;
}

/** Without a byte order mark. */
async function* textOf({
  file,
  signal,
  pieceBytes,
}: Pick<Reading, "file" | "signal" | "pieceBytes">): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let isBegun = false;
  for (let at = 0; at < file.bytes; at += pieceBytes) {
    signal?.throwIfAborted();
    const text = decoder.write(await file.read(at, pieceBytes));
    yield isBegun ? text : text.replace(/^\ufeff/, "");
    isBegun ||= text !== "";
  }
  yield decoder.end();
}
