import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import type { Database, Db } from "../../src/database/index.ts";
import { createEgress } from "../../src/egress/index.ts";
import { createLogger, createScrubber } from "../../src/kernel/index.ts";
import type { KeyEncryptionKey } from "../../src/vault/index.ts";
import { createVault } from "../../src/vault/index.ts";
import { createLocalKey } from "../../src/vault/key-encryption-key.ts";
import { testDatabase } from "../support/database.ts";

export const NOON = new Date("2026-11-21T12:00:00Z");

/** Opens one database for the file that calls it; what it gives back empties the vault's tables for each test. */
export function sharedVaultDatabase(): () => Promise<Db> {
  let database: Database;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  return async () => {
    await database.db.execute(
      sql`truncate vault_keys, data_keys, credentials, credential_versions, oauth_tokens, oauth_consents, oauth_clients`,
    );
    return database.db;
  };
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
