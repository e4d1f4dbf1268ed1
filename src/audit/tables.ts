import { bigint, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { JsonObject } from "../kernel/index.ts";

/** Append-only: what admins did, each row chained to the one before it by hash. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    workspaceId: text().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** A member id, or `system`. */
    actor: text().notNull(),
    /** `room.verb`, for example `integration.connected`. */
    act: text().notNull(),
    subject: text().notNull(),
    detail: jsonb().$type<JsonObject>().notNull(),
    previousHash: text().notNull(),
    hash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.seq] })],
);

/** The last link of each workspace's chain; the row that appenders lock. */
export const auditHeads = pgTable("audit_heads", {
  workspaceId: text().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
});
