import { sql } from "drizzle-orm";
import type { Db, Queryable, Tx } from "../database/index.ts";
import { ChiefError } from "../kernel/index.ts";
import type { KeyEncryptionKey } from "./key-encryption-key.ts";
import { isKeyServiceTrouble } from "./key-service/key-service.ts";
import type { Keyring } from "./keyring.ts";
import type { SealContext } from "./seal-context.ts";
import { vaultKeys } from "./tables.ts";

const KNOWN_VALUE = Buffer.from("this is the vault key of this database");

const CHECK_CONTEXT: SealContext = {
  workspaceId: "installation",
  connection: "installation",
  field: "key-check",
  version: 1,
  purpose: "key-check",
};

/** Whether this database was ever used with a vault key, so that making a new one would be a mistake. */
export async function isAnythingSealed(db: Queryable): Promise<boolean> {
  const [found] = await db.select({ id: vaultKeys.id }).from(vaultKeys).limit(1);
  return found !== undefined;
}

/**
 * Proves that every key this database needs is at hand, and notes the current one if it is new.
 *
 * The table is locked meanwhile: of two replicas that start on an empty database with different keys, one is refused.
 *
 * @throws ChiefError `vault.key_wrong`, `vault.key_service_*`
 */
export async function checkKeys(db: Db, keyring: Keyring, now: Date): Promise<void> {
  // A key in a service has what it needs in memory after this, and the transaction does not wait for it.
  await keyring.current.prepare?.();
  for (const row of await db.select().from(vaultKeys)) await checkKey(keyring, row);
  await db.transaction(async (tx) => {
    await tx.execute(sql`lock table ${vaultKeys} in share row exclusive mode`);
    const rows = await tx.select().from(vaultKeys);
    for (const row of rows) await checkKey(keyring, row);
    if (!rows.some(({ id }) => id === keyring.current.id)) await noteKey(tx, keyring.current, now);
  });
}

async function checkKey(keyring: Keyring, row: typeof vaultKeys.$inferSelect): Promise<void> {
  if (!keyring.has(row.id)) throw keyWrong(row.id, keyring.current.id);
  const opened = await keyring
    .get(row.id)
    .unwrap(row.keyCheck, CHECK_CONTEXT)
    .catch((cause: unknown) => {
      if (isKeyServiceTrouble(cause)) throw cause;
      throw keyWrong(row.id, keyring.current.id, cause);
    });
  if (!opened.equals(KNOWN_VALUE)) throw keyWrong(row.id, keyring.current.id);
}

async function noteKey(tx: Tx, key: KeyEncryptionKey, now: Date): Promise<void> {
  const keyCheck = await wrapKeyCheck(key);
  await tx.insert(vaultKeys).values({ id: key.id, keyCheck, createdAt: now });
}

/** The value by which `key` is known again. */
export function wrapKeyCheck(key: KeyEncryptionKey): Promise<Buffer> {
  return key.wrap(KNOWN_VALUE, CHECK_CONTEXT);
}

function keyWrong(neededId: string, givenId: string, cause?: unknown): ChiefError {
  const needed = neededId.slice(0, 8);
  return new ChiefError("vault.key_wrong", {
    message:
      `The credentials in this database are sealed with vault key ${needed}, but the key given is ${givenId.slice(0, 8)}` +
      `${neededId === givenId ? " and does not open its own check value" : ""}. Start with key ${needed}, ` +
      "give it as the old key while you rotate (CHIEF_OLD_MASTER_KEY_FILE or CHIEF_OLD_MASTER_KEY), or use the " +
      "database that belongs to the key you gave.",
    cause,
  });
}
