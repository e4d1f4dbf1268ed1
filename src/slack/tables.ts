import { index, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/**
 * What Slack delivered, by key: a repeated delivery finds its key taken. The delivery itself is the payload of the
 * job that was stored in the same statement.
 */
export const inbox = pgTable(
  "inbox",
  {
    key: text().primaryKey(),
    receivedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("inbox_by_age").on(table.receivedAt)],
);

/** Who opened the Home tab, so that it is drawn anew when what it shows changes. */
export const homeTabs = pgTable(
  "home_tabs",
  {
    workspaceId: text().notNull(),
    memberId: text().notNull(),
    openedAt: timestamp({ withTimezone: true }).notNull(),
    /** What tells the state that it was drawn with from another one. */
    stamp: text(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.memberId] })],
);
