import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { Json } from "../kernel/index.ts";

export type HealthStatus = "healthy" | "expiring" | "failing";

/** An API that an admin connected. A disconnected one stays as a row, so that old calls still have a name. */
export const integrations = pgTable(
  "integrations",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    name: text().notNull(),
    /** The name in kebab-case, as in `#internal-orders-api`. */
    slug: text().notNull(),
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

/** The OpenAPI document of an integration, as it was given, with the report of its import. */
export const openapiDocuments = pgTable("openapi_documents", {
  integrationId: text().primaryKey(),
  workspaceId: text().notNull(),
  document: text().notNull(),
  sha256: text().notNull(),
  report: jsonb().$type<Json>().notNull(),
  importedAt: timestamp({ withTimezone: true }).notNull(),
});
