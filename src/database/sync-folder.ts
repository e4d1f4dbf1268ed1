import { closeSync, fsyncSync, openSync } from "node:fs";

/** Some file systems cannot sync a directory; they have nothing to sync then. */
const DIRECTORY_SYNC_REFUSED = new Set(["EISDIR", "EPERM", "EINVAL", "EACCES"]);

/** Makes the names in `folder` durable; fsync of a file does not cover its name. */
export function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
  } catch (error) {
    if (!DIRECTORY_SYNC_REFUSED.has(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
