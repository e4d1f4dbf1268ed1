/**
 * Answers on disk while they are read. A file has no name any more once it is open, so that nothing is left of it when the
 * process ends in whatever way; only one that was killed in the moment between leaves it, for `sweepSpool`.
 */
import { type FileHandle, mkdir, open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { newToken } from "../../kernel/index.ts";

/** Bytes that were written to disk. */
export interface Spooled {
  readonly bytes: number;
  /** The bytes from `start` on, `length` of them or as many as there are. */
  read(start: number, length: number): Promise<Buffer>;
  /** Gives the disk space back. May be called again. */
  discard(): Promise<void>;
}

const PREFIX = "answer-";

/** Writes `pieces` to a file in `folder`, which is made where it is missing. When that fails, nothing is left of it. */
export async function spool(folder: string, pieces: AsyncIterable<Uint8Array>): Promise<Spooled> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${PREFIX}${newToken()}`);
  const file = await open(path, "wx+", 0o600);
  try {
    await unlink(path);
    const bytes = await writeAll(file, pieces);
    return spooled(file, bytes);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Removes what killed processes left in `folder`, and gives how many files that were. */
export async function sweepSpool(folder: string, olderThanMs: number, now: Date): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let removed = 0;
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found || now.getTime() - found.mtimeMs < olderThanMs) continue;
    await unlink(path).then(
      () => removed++,
      () => undefined,
    );
  }
  return removed;
}

async function writeAll(file: FileHandle, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.byteLength; ) at += (await file.write(piece, at)).bytesWritten;
    bytes += piece.byteLength;
  }
  return bytes;
}

function spooled(file: FileHandle, bytes: number): Spooled {
  let closing: Promise<void> | undefined;
  return {
    bytes,
    async read(start, length) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, bytes - start)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    discard: () => {
      closing ??= file.close();
      return closing;
    },
  };
}
