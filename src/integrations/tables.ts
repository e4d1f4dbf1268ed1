import { sql } from "drizzle-orm";
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ImportReport, SuggestedAuth } from "../actions/index.ts";
import type { JsonObject } from "../kernel/index.ts";
import type { Listing } from "../mcp/index.ts";

export type HealthStatus = "healthy" | "expiring" | "failing";

/** How it is spoken to: by HTTP requests that an action describes, or by the tools of an MCP server. */
export type IntegrationKind = "api" | "mcp";

/** An API that an admin connected. A disconnected one stays as a row, so that old calls still have a name. */
export const integrations = pgTable(
  "integrations",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    name: text().notNull(),
    /** The name in kebab-case, as in `#internal-orders-api`. */
    slug: text().notNull(),
    kind: text().$type<IntegrationKind>().notNull().default("api"),
    baseUrl: text().notNull(),
    authMethod: text().notNull(),
    /** The version of the credential that signs; 0 with `none`. */
    credentialVersion: integer().notNull().default(0),
    /** Whether an admin allowed private addresses for this integration. Metadata addresses never are. */
    allowPrivateNetwork: boolean().notNull().default(false),
    /** The certificate authorities (PEM) to trust instead of the public ones. */
    ca: text(),
    /** How often each of its actions may be called in a minute: null for the limit of the installation, 0 for none. */
    callsPerMinute: integer(),
    /** The header in which its writes take an idempotency key; null where only actions that declare one do. */
    idempotencyHeader: text(),
    health: text().$type<HealthStatus>().notNull().default("healthy"),
    /** In words, what is wrong when `health` is not `healthy`. */
    healthNote: text(),
    healthAt: timestamp({ withTimezone: true }),
    /** The well-known API that it is, if it is one. */
    provider: text(),
    /** What the last consent granted; null where nobody consents. */
    scopes: jsonb().$type<string[]>(),
    /** What was granted before that; null when the last consent was the first. */
    previousScopes: jsonb().$type<string[]>(),
    /** When its credential ends, as an admin entered it. */
    tokenExpiresAt: timestamp({ withTimezone: true }),
    connectedBy: text().notNull(),
    connectedAt: timestamp({ withTimezone: true }).notNull(),
    disconnectedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("integrations_by_slug")
      .on(table.workspaceId, table.slug)
      .where(sql`${table.disconnectedAt} is null`),
    index().on(table.workspaceId),
  ],
);

/** When each connection is looked at next, and what the last looks found out about when its credential ends. */
export const integrationChecks = pgTable(
  "integration_checks",
  {
    integrationId: text().primaryKey(),
    workspaceId: text().notNull(),
    nextCheckAt: timestamp({ withTimezone: true }).notNull(),
    /** Looks in a row that found it failing. */
    failures: integer().notNull().default(0),
    /** When the credential ends, by its own account or its provider's; null where nobody says. */
    expiresAt: timestamp({ withTimezone: true }),
    /** Since when that credential is in use. */
    since: timestamp({ withTimezone: true }),
  },
  (table) => [index("integration_checks_due").on(table.nextCheckAt)],
);

/** Each change of a connection's health. */
export const healthEvents = pgTable(
  "health_events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    health: text().$type<HealthStatus>().notNull(),
    note: text(),
  },
  (table) => [index("health_events_by_integration").on(table.workspaceId, table.integrationId, table.id)],
);

/** Who was told in direct messages that a credential ends at an instant: each once, whatever number of replicas. */
export const expiryNotices = pgTable(
  "expiry_notices",
  {
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    memberId: text().notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** When somebody last took it upon themselves to tell. */
    claimedAt: timestamp({ withTimezone: true }).notNull(),
    toldAt: timestamp({ withTimezone: true }),
  },
  (table) => [primaryKey({ columns: [table.integrationId, table.memberId, table.expiresAt] })],
);

/** OpenAPI documents as they were given, each once under the hash of its text. A bundle is kept as the one text it became. */
export const openapiTexts = pgTable(
  "openapi_texts",
  {
    workspaceId: text().notNull(),
    sha256: text().notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.sha256] })],
);

/** The OpenAPI document that an integration's actions came from, with the report of its import. */
export const openapiDocuments = pgTable("openapi_documents", {
  integrationId: text().primaryKey(),
  workspaceId: text().notNull(),
  sha256: text().notNull(),
  /** The name of the file, the address, or `pasted`. */
  name: text().notNull().default("pasted"),
  /** Where it can be fetched again. */
  sourceUrl: text(),
  report: jsonb().$type<ImportReport>().notNull(),
  /** What the validator said about it; null until it was asked. */
  complaints: jsonb().$type<string[]>(),
  importedAt: timestamp({ withTimezone: true }).notNull(),
});

/**
 * Documents that were read and wait for a person: to be connected, or with `integrationId` to be applied to what is
 * connected.
 */
export const openapiUploads = pgTable(
  "openapi_uploads",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    integrationId: text(),
    sha256: text().notNull(),
    name: text().notNull(),
    sourceUrl: text(),
    title: text().notNull(),
    /** What the document suggests; a person confirms where a credential goes. */
    baseUrls: jsonb().$type<string[]>().notNull(),
    auth: jsonb().$type<SuggestedAuth>(),
    report: jsonb().$type<ImportReport>().notNull(),
    state: text().$type<"pending" | "applied" | "declined">().notNull(),
    createdBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    decidedBy: text(),
    decidedAt: timestamp({ withTimezone: true }),
  },
  (table) => [index("openapi_uploads_by_integration").on(table.workspaceId, table.integrationId)],
);

/** Integrations whose API seems to have changed since its description was read. */
export const integrationDrifts = pgTable("integration_drifts", {
  integrationId: text().primaryKey(),
  workspaceId: text().notNull(),
  /** In words, which action answered what. */
  note: text().notNull(),
  noticedAt: timestamp({ withTimezone: true }).notNull(),
});

/** Who an MCP server said it was when its tools were last read. */
export const mcpServers = pgTable("mcp_servers", {
  integrationId: text().primaryKey(),
  workspaceId: text().notNull(),
  identity: jsonb().$type<Listing["server"]>().notNull(),
  /** Tools that cannot be used, and why. */
  leftOut: jsonb().$type<Listing["leftOut"]>().notNull(),
  listedAt: timestamp({ withTimezone: true }).notNull(),
});

/**
 * The tools of an MCP server as an admin has seen them: `accepted` is offered like that; `changed` is offered
 * otherwise, and an admin has to look; `kept_off` is one that was looked at and stays off; `gone` is not offered.
 */
export type ToolState = "accepted" | "changed" | "kept_off" | "gone";

/** Definitions of tools, pinned. Each has an action, which is off while the state is another than `accepted`. */
export const mcpTools = pgTable(
  "mcp_tools",
  {
    integrationId: text().notNull(),
    workspaceId: text().notNull(),
    /** As its server calls it. */
    name: text().notNull(),
    actionId: text().notNull(),
    state: text().$type<ToolState>().notNull(),
    /** SHA-256 of the definition that was accepted, and the definition. */
    pin: text().notNull(),
    definition: jsonb().$type<JsonObject>().notNull(),
    /** What is offered instead, where that is something else. */
    offeredPin: text(),
    offered: jsonb().$type<JsonObject>(),
    /** Whether its action was on when it was taken off. */
    wasEnabled: boolean().notNull().default(false),
    noticedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.integrationId, table.name] })],
);
