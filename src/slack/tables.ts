import { customType, index, integer, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (bytes) => Buffer.from(bytes),
});

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

/** Where Chief was installed by OAuth: a team, or a whole organisation (Enterprise Grid). */
export const slackInstallations = pgTable(
  "slack_installations",
  {
    /** The team's id (`T…`), or the organisation's (`E…`) when it was installed in all of it. */
    id: text().primaryKey(),
    botUserId: text().notNull(),
    botId: text().notNull(),
    scopes: text().notNull(),
    /** Raised by every change of the tokens: the fence that a late writer does not get past. */
    version: integer().notNull(),
    /** The bot's token and what renews it, sealed. */
    sealed: bytea().notNull(),
    /** Null where tokens do not expire. */
    expiresAt: timestamp({ withTimezone: true }),
    /** When it had better be renewed. */
    refreshAt: timestamp({ withTimezone: true }),
    /** Who is renewing it, until when by the clock of the database. */
    leaseOwner: text(),
    leaseUntil: timestamp({ withTimezone: true }),
    /** The Slack user who installed it. */
    installedBy: text().notNull(),
    installedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index("slack_installations_by_refresh").on(table.refreshAt)],
);
