import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ChiefError } from "../kernel/index.ts";

const FILE_NAME = "master.key";

/** `<keyDir>/master.key` */
export function keyFilePath(keyDir: string): string {
  return join(keyDir, FILE_NAME);
}

/**
 * The text of the key file in `keyDir`, or undefined when there is none.
 *
 * @throws ChiefError `vault.key_file_loose` when other users of the machine could read the file or enter its directory
 */
export async function readKeyFile(keyDir: string): Promise<string | undefined> {
  const file = await open(keyFilePath(keyDir), "r").catch(undefinedOn("ENOENT"));
  if (!file) return undefined;
  try {
    refuseLooseMode(keyDir, (await stat(keyDir)).mode, "700");
    // The opened file is asked, not its path, which could name another file by now.
    refuseLooseMode(keyFilePath(keyDir), (await file.stat()).mode, "600");
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/** A key file that the operator names: a mounted secret, whose modes are the platform's business. */
export async function readNamedKeyFile(path: string): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new ChiefError("vault.key_missing", {
      message: `the vault key file ${path} cannot be read`,
      cause,
    });
  });
}

/**
 * Makes `<keyDir>/master.key` with 32 random bytes in base64 and returns that text, or undefined when another process
 * made one first. On return it is on disk: a key that a power cut takes away takes every credential with it.
 */
export async function writeNewKeyFile(keyDir: string): Promise<string | undefined> {
  await mkdir(keyDir, { recursive: true, mode: 0o700 });
  refuseLooseMode(keyDir, (await stat(keyDir)).mode, "700");
  const text = `${randomBytes(32).toString("base64")}\n`;
  const file = await open(keyFilePath(keyDir), "wx", 0o600).catch(undefinedOn("EEXIST"));
  if (!file) return undefined;
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncDirectory(keyDir);
  await syncDirectory(dirname(keyDir));
  return text;
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function refuseLooseMode(path: string, mode: number, wanted: "600" | "700"): void {
  if ((mode & 0o077) === 0) return;
  throw new ChiefError("vault.key_file_loose", {
    message: `${path} has mode ${(mode & 0o777).toString(8)}, so other users could reach the vault key; run: chmod ${wanted} '${path}'`,
  });
}

function undefinedOn(code: string): (error: NodeJS.ErrnoException) => undefined {
  return (error) => {
    if (error.code !== code) throw error;
    return undefined;
  };
}
