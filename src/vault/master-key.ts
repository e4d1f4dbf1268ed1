import type { Queryable } from "../database/index.ts";
import { ChiefError } from "../kernel/index.ts";
import { isAnythingSealed } from "./key-check.ts";
import { createLocalKey, type KeyEncryptionKey } from "./key-encryption-key.ts";
import { keyFilePath, readKeyFile, readNamedKeyFile, writeNewKeyFile } from "./key-file.ts";

const KEY_BYTES = 32;

/** Where a vault key was given: as 32 bytes in base64 (`CHIEF_MASTER_KEY`), or in a file (`CHIEF_MASTER_KEY_FILE`). */
export interface GivenKey {
  readonly value?: string | undefined;
  readonly file?: string | undefined;
}

export interface MasterKeyOptions extends GivenKey {
  readonly db: Queryable;
  /** The directory of the key that Chief makes itself. Not inside the database's: a copy of one is not a copy of both. */
  readonly keyDir: string;
}

export interface MasterKey {
  readonly key: KeyEncryptionKey;
  /** The file made just now, to be shown once with the advice to back it up apart from the database. */
  readonly madeFile?: string;
}

/**
 * The vault key to start with: the one given, else the one in `keyDir`, else, only where nothing was ever sealed, a
 * new one. There is no way to run without a key.
 *
 * @throws ChiefError `vault.key_missing` when sealed data exists and no key is given, or the named file cannot be read;
 *   `vault.key_invalid`, `vault.key_ambiguous`, `vault.key_file_loose`
 */
export async function loadMasterKey(options: MasterKeyOptions): Promise<MasterKey> {
  const given = await readGivenKey(options);
  if (given) return { key: given };
  const path = keyFilePath(options.keyDir);
  const kept = await readKeyFile(options.keyDir);
  if (kept !== undefined) return { key: parseKey(kept, path) };
  if (await isAnythingSealed(options.db)) throw keyMissing(path);
  const made = await writeNewKeyFile(options.keyDir);
  if (made !== undefined) return { key: parseKey(made, path), madeFile: path };
  return { key: parseKey((await readKeyFile(options.keyDir)) ?? "", path) };
}

/**
 * The key that was given by value or file, or undefined when neither was.
 *
 * @throws ChiefError `vault.key_missing`, `vault.key_invalid`, `vault.key_ambiguous`
 */
export async function readGivenKey({ value, file }: GivenKey): Promise<KeyEncryptionKey | undefined> {
  if (value !== undefined && file !== undefined) {
    throw new ChiefError("vault.key_ambiguous", {
      message: `the vault key is given both as a value and as the file ${file}; give one of them`,
    });
  }
  if (value !== undefined) return parseKey(value, "the vault key given by value");
  return file === undefined ? undefined : parseKey(await readNamedKeyFile(file), file);
}

function parseKey(text: string, source: string): KeyEncryptionKey {
  const base64 = text.trim();
  const bytes = Buffer.from(base64, "base64");
  // Buffer skips what is not base64; only a text that comes out again the same was meant as such.
  if (bytes.byteLength === KEY_BYTES && bytes.toString("base64") === base64) return createLocalKey(bytes);
  throw new ChiefError("vault.key_invalid", {
    message: `${source} is not a vault key: 32 bytes in base64 are accepted, as printed by: openssl rand -base64 32`,
  });
}

function keyMissing(path: string): ChiefError {
  return new ChiefError("vault.key_missing", {
    message:
      "This database holds sealed credentials, but no vault key was given and there is no " +
      `${path}. Restore that file from your backup, or set CHIEF_MASTER_KEY_FILE or CHIEF_MASTER_KEY to the key this ` +
      "database was used with. Without it the credentials cannot be read by anyone; no new key is made in its place.",
  });
}
