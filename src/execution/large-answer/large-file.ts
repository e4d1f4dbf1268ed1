import type { Reading } from "./reading.ts";

const PIECE = 1024 * 1024;
/** Longer than any form of a secret, so that one which stands at a border between pieces is seen whole. */
const OVERLAP = 64 * 1024;

/** A file's bytes. */
export async function* piecesOf({ file, signal }: Pick<Reading, "file" | "signal">): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.bytes; at += PIECE) {
    signal?.throwIfAborted();
    yield await file.read(at, PIECE);
  }
}

/** Whether a known secret stands in a file. */
export async function holdsSecret({ file, clean, signal }: Omit<Reading, "of">): Promise<boolean> {
  for (let at = 0; at < file.bytes; at += PIECE) {
    signal?.throwIfAborted();
    const raw = (await file.read(at, PIECE + OVERLAP)).toString("latin1");
    if (clean(raw) !== raw) return true;
  }
  return false;
}
