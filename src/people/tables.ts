import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/** One Slack workspace (or the local one) with everything in it. */
export const workspaces = pgTable("workspaces", {
  id: text().primaryKey(),
  slackTeamId: text().notNull().unique(),
  kind: text().$type<"slack" | "local">().notNull(),
  name: text().notNull(),
  botUserId: text().notNull(),
  /** The organisation (Enterprise Grid) that the team belongs to, where Chief is installed in all of it. */
  enterpriseId: text(),
  /** Whether guests, and people of other organisations in shared channels, may use Chief. */
  allowsOutsiders: boolean().notNull().default(false),
  /** Raised by every change to integrations or actions, so that replicas know when their copy is old. */
  catalogueVersion: integer().notNull().default(1),
  /** Raised by everything that usage memory learns or forgets, and by new vectors. */
  memoryVersion: integer().notNull().default(1),
  createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** A person of a workspace, as Slack last described them. */
export const members = pgTable(
  "members",
  {
    id: text().primaryKey(),
    workspaceId: text()
      .notNull()
      .references(() => workspaces.id),
    slackUserId: text().notNull(),
    name: text().notNull(),
    /** What counts: the one that an admin chose, or else Slack's. */
    role: text().$type<"admin" | "member">().notNull(),
    /** Admin for owners and admins of the Slack workspace. */
    slackRole: text().$type<"admin" | "member">().notNull().default("member"),
    /** Chosen by an admin of Chief, whatever Slack says. */
    chosenRole: text().$type<"admin" | "member">(),
    timeZone: text().notNull(),
    active: boolean().notNull().default(true),
    /** A guest of the team, or a person of another organisation in a shared channel; null for its own people. */
    outside: text().$type<"guest" | "stranger">(),
    /** When Slack was last asked about this person. */
    profileAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex("members_by_slack_user").on(table.workspaceId, table.slackUserId),
    index().on(table.workspaceId),
  ],
);

/** A named group of members, to be asked for approvals. */
export const memberGroups = pgTable(
  "member_groups",
  {
    id: text().primaryKey(),
    workspaceId: text()
      .notNull()
      .references(() => workspaces.id),
    name: text().notNull(),
    memberIds: jsonb().$type<string[]>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [uniqueIndex("member_groups_by_name").on(table.workspaceId, sql`lower(${table.name})`)],
);
