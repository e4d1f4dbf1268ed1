import {
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Json } from "../kernel/index.ts";
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

/**
 * The access token of a connection whose credential does not sign by itself, with what keeps it alive, sealed under
 * the connection's data key: deleting that key shreds it too.
 */
export const oauthTokens = pgTable(
  "oauth_tokens",
  {
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    /** The version of the credential it was granted to; a token of another version counts for nothing. */
    credentialVersion: integer().notNull(),
    /** Raised by every change of the token: the fence that a late writer does not get past. */
    version: integer().notNull(),
    /** Null until the first token was granted. */
    sealed: bytea(),
    /** Null where the provider does not say how long it lasts. */
    expiresAt: timestamp({ withTimezone: true }),
    /** When it had better be renewed. Null: only when it is refused. */
    refreshAt: timestamp({ withTimezone: true }),
    state: text().$type<"live" | "reconnect">().notNull(),
    /** In words, why it needs a new consent, or why the last renewal failed. */
    note: text(),
    /** Renewals that failed in a row. */
    failures: integer().notNull().default(0),
    /** No renewal is tried before this. */
    retryAt: timestamp({ withTimezone: true }),
    /** Who is renewing it, until when by the clock of the database. */
    leaseOwner: text(),
    leaseUntil: timestamp({ withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.integrationId] })],
);

/** Consents that were begun and not finished: what comes back from a provider's page is matched against them. */
export const oauthConsents = pgTable(
  "oauth_consents",
  {
    /** SHA-256 of the `state`. */
    stateHash: text().primaryKey(),
    workspaceId: text().notNull(),
    /** The member who began it; nobody else can finish it. */
    memberId: text().notNull(),
    /** SHA-256 of a cookie of the browser that began it; no other browser can finish it. */
    browserHash: text().notNull(),
    redirectUri: text().notNull(),
    /** PKCE verifier and credential, sealed for the workspace. */
    sealed: bytea().notNull(),
    /** What is to be done with the grant, in the words of the room that began it. */
    subject: jsonb().$type<Json>().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index().on(table.expiresAt)],
);

/** Who Chief is at a provider: the client that an operator registered there for a workspace. */
export const oauthClients = pgTable(
  "oauth_clients",
  {
    workspaceId: text().notNull(),
    provider: text().notNull(),
    clientId: text().notNull(),
    /** The client secret, sealed for the workspace; null for a public client. */
    sealed: bytea(),
    updatedBy: text().notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.provider] })],
);
