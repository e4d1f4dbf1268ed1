import { integer, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/**
 * A token of the REST API. It acts for the member who made it, with its own role at most. Only the SHA-256 of it is
 * stored. The columns of `window` are its sliding window: see `request-window.ts`.
 */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    name: text().notNull(),
    /** Null for the one that the operator set: it acts for the admin whom Chief has known the longest. */
    memberId: text(),
    role: text().$type<"admin" | "member">().notNull(),
    tokenHash: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** Null: it lives until it is revoked. */
    expiresAt: timestamp({ withTimezone: true }),
    lastUsedAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
    revokedBy: text(),
    windowAt: timestamp({ withTimezone: true }),
    windowUsed: integer().notNull().default(0),
    windowUsedBefore: integer().notNull().default(0),
  },
  (table) => [uniqueIndex("api_tokens_by_hash").on(table.tokenHash)],
);
