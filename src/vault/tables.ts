import {
  customType,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { CredentialHint, CredentialMethod } from "./credential.ts";

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (bytes) => Buffer.from(bytes),
});

/**
 * One row for each key-encryption key in use, with a known value wrapped by it, so that a wrong key is noticed at
 * the start. The only table of the vault without a workspace: the key belongs to the installation.
 */
export const vaultKeys = pgTable("vault_keys", {
  id: text().primaryKey(),
  keyCheck: bytea().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
});

/** Wrapped data keys: one for each workspace, one for each connection. Deleting a row shreds what it sealed. */
export const dataKeys = pgTable(
  "data_keys",
  {
    /** 16 bytes in hex; the `kid` in the head of everything sealed with this key. */
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    /** `workspace`, or the id of the integration it belongs to. */
    scope: text().notNull(),
    wrapped: bytea().notNull(),
    /** A reference, so that no key-encryption key can be retired while a data key still needs it. */
    vaultKeyId: text()
      .notNull()
      .references(() => vaultKeys.id),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [uniqueIndex("data_keys_by_scope").on(table.workspaceId, table.scope)],
);

/** The credential of an integration, sealed. */
export const credentials = pgTable(
  "credentials",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    method: text().$type<CredentialMethod>().notNull(),
    version: integer().notNull(),
    sealed: bytea().notNull(),
    /** What a card may show of it. Never a secret. */
    hint: jsonb().$type<CredentialHint>().notNull(),
    /** The member who entered this version. */
    createdBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [uniqueIndex("credentials_by_integration").on(table.workspaceId, table.integrationId)],
);

/**
 * The highest version an integration's credential ever had. It outlives the credential: an approval given for
 * version 3 must not fit another version 3 that was entered after a disconnect.
 */
export const credentialVersions = pgTable(
  "credential_versions",
  {
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    lastVersion: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.integrationId] })],
);
