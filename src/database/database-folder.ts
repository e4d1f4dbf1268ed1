import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ChiefError } from "../kernel/index.ts";
import { syncFolder } from "./sync-folder.ts";

/** The PostgreSQL major version inside PGlite 0.5. */
const POSTGRES_MAJOR = "18";

/**
 * Whether `folder` holds a database that this version can open; false when it holds none yet.
 *
 * @throws ChiefError `database.folder_version` when another major version wrote it
 */
export function holdsDatabase(folder: string): boolean {
  const versionFile = join(folder, "PG_VERSION");
  if (!existsSync(versionFile)) return false;
  const found = readFileSync(versionFile, "utf8").trim();
  if (found === POSTGRES_MAJOR) return true;
  throw new ChiefError("database.folder_version", {
    message:
      `${folder} was written by PostgreSQL ${found}; this version of Chief reads PostgreSQL ${POSTGRES_MAJOR}. ` +
      "Export it with the version of Chief that wrote it and import it here, or name another CHIEF_DATA_DIR.",
  });
}

/**
 * Makes a database folder all at once: `create` fills a folder beside it, which is brought to the disk and only then
 * takes its name, so that a kill or a power cut on the way leaves nothing that looks like a database.
 */
export async function createFolderWhole(
  folder: string,
  create: (folder: string) => Promise<void>,
): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await create(unfinished);
  syncTree(unfinished);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  syncFolder(dirname(folder));
}

function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncFile(path);
  }
  syncFolder(folder);
}

function syncFile(path: string): void {
  const descriptor = openSync(path, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
