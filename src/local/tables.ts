import { jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Json } from "../kernel/index.ts";

/** What the local workspace remembers between starts: channels, messages, views, one record a row. */
export const localRecords = pgTable("local_records", {
  key: text().primaryKey(),
  value: jsonb().$type<Json>().notNull(),
});
