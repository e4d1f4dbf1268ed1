import { sql } from "drizzle-orm";
import { index, pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** A browser that is signed in. Only the SHA-256 of its cookie is stored. */
export const sessions = pgTable(
  "sessions",
  {
    tokenHash: text().primaryKey(),
    /** What it is called on the page that lists it. Those of before have the hash of another text. */
    id: text().notNull().default(sql`md5(random()::text)`),
    workspaceId: text().notNull(),
    memberId: text().notNull(),
    browser: text().notNull().default("a browser"),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index().on(table.workspaceId, table.memberId)],
);

/** A printed sign-in link: works until it expires or is used by a browser. */
export const signInLinks = pgTable("sign_in_links", {
  tokenHash: text().primaryKey(),
  workspaceId: text().notNull(),
  memberId: text().notNull(),
  expiresAt: timestamp({ withTimezone: true }).notNull(),
  usedAt: timestamp({ withTimezone: true }),
});
