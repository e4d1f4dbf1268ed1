import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with our migrations. */
export const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));

/** A short hash over the files of `folder`, their names included. */
export function hashOfFolder(folder: string): string {
  const hash = createHash("sha256");
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of paths) hash.update(`${path.slice(folder.length)}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}
