import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { newToken } from "../kernel/index.ts";
import type { LargeFiles } from "./workspace/index.ts";

/** The large files of the local workspace, in a folder that is made where it is missing. */
export function createLargeFiles(folder: string): LargeFiles {
  return {
    async write(fileId, pieces) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const part = join(folder, `${fileId}.${newToken()}`);
      try {
        await pipeline(
          Readable.from(pieces, { objectMode: false }),
          createWriteStream(part, { mode: 0o600 }),
        );
        const { size } = await stat(part);
        await rename(part, join(folder, fileId));
        return size;
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },
    read: (fileId) => createReadStream(join(folder, fileId)),
  };
}
