import { pgTable, text, timestamp } from "drizzle-orm/pg-core";

/** A browser that is signed in. Only the SHA-256 of its cookie is stored. */
export const sessions = pgTable("sessions", {
  tokenHash: text().primaryKey(),
  workspaceId: text().notNull(),
  memberId: text().notNull(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
  lastSeenAt: timestamp({ withTimezone: true }).notNull(),
  expiresAt: timestamp({ withTimezone: true }).notNull(),
});

/** A printed sign-in link: works until it expires or is used by a browser. */
export const signInLinks = pgTable("sign_in_links", {
  tokenHash: text().primaryKey(),
  workspaceId: text().notNull(),
  memberId: text().notNull(),
  expiresAt: timestamp({ withTimezone: true }).notNull(),
  usedAt: timestamp({ withTimezone: true }),
});
