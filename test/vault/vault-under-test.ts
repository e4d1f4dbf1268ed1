import { randomBytes } from "node:crypto";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { sql } from "drizzle-orm";
import { afterAll } from "vitest";
import { type Db, openDatabase } from "../../src/database/index.ts";
import { createEgress } from "../../src/egress/index.ts";
import { createLogger, createScrubber } from "../../src/kernel/index.ts";
import type { KeyEncryptionKey } from "../../src/vault/index.ts";
import { createVault } from "../../src/vault/index.ts";
import { createLocalKey } from "../../src/vault/key-encryption-key.ts";
import * as tables from "../../src/vault/tables.ts";

export const NOON = new Date("2026-11-21T12:00:00Z");

const database = await openDatabase({
  dataDir: "memory://",
  logger: createLogger({ level: "error", scrubber: createScrubber() }),
});
await createTables(database.db);
afterAll(() => database.close());

/** An empty database with the vault's tables: one for the file, emptied for each test. */
export async function vaultDatabase(): Promise<Db> {
  await database.db.execute(
    sql`truncate vault_keys, data_keys, credentials, credential_versions, oauth_tokens, oauth_consents, oauth_clients`,
  );
  return database.db;
}

async function createTables(db: Db): Promise<void> {
  const none = generateDrizzleJson({});
  const all = generateDrizzleJson({ ...tables }, none.id, undefined, "snake_case");
  for (const statement of await generateMigration(none, all)) await db.execute(sql.raw(statement));
}

export function newVaultKey(): KeyEncryptionKey {
  return createLocalKey(randomBytes(32));
}

/** A vault whose log is kept in `log`. */
export async function openVault(db: Db, key: KeyEncryptionKey, alsoAcceptedKey?: KeyEncryptionKey) {
  const log: string[] = [];
  const scrubber = createScrubber();
  const logger = createLogger({ level: "debug", scrubber, write: (line) => void log.push(line) });
  const egress = createEgress({ logger });
  const clock = { now: NOON };
  const vault = await createVault({
    db,
    key,
    alsoAcceptedKey,
    scrubber,
    logger,
    clock: () => clock.now,
    egress,
  });
  return { vault, logger, scrubber, log, egress, clock };
}
