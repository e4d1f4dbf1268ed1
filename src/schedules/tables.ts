import { sql } from "drizzle-orm";
import { index, integer, pgTable, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { ChannelKind } from "../conversation/index.ts";

/** `proposed` until the person who wanted it says yes; `paused` by a person, or by Chief with the reason. */
export type ScheduleState = "proposed" | "active" | "paused" | "deleted";

/** What to do about times at which nobody could run: run once for the last of them, or not at all. */
export type MissedPolicy = "latest" | "skip";

/** A request that is made again and again, at times that somebody chose. */
export const schedules = pgTable(
  "schedules",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    /** What people call it by. */
    number: integer().notNull(),
    /** What is asked of Chief each time: a skill with its inputs, or any request. */
    request: text().notNull(),
    channelId: text().notNull(),
    channelName: text().notNull(),
    channelKind: text().$type<ChannelKind>().notNull(),
    /** Five fields: minute, hour, day of month, month, day of week. */
    cron: text().notNull(),
    /** The same in words. */
    words: text().notNull(),
    /** IANA name; the times are its own. */
    timeZone: text().notNull(),
    state: text().$type<ScheduleState>().notNull(),
    /** Why Chief paused it; null when a person did. */
    pausedBecause: text(),
    missed: text().$type<MissedPolicy>().notNull().default("latest"),
    /** The thread in which it was proposed. */
    threadId: text(),
    createdBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When it is due next; null unless it is active. */
    nextFireAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("schedules_by_number").on(table.workspaceId, table.number),
    index("schedules_due").on(table.nextFireAt).where(sql`${table.state} = 'active'`),
  ],
);

/**
 * `due`: a job will begin it · `begun`: it runs or ran in its thread · `missed`: nobody could run then ·
 * `overlapped`: the time before was not done yet · `broken`: it could not run, and was paused
 */
export type FireState = "due" | "begun" | "missed" | "overlapped" | "broken";

/** Each time that a schedule came up, once whatever number of replicas looked. */
export const scheduleFires = pgTable(
  "schedule_fires",
  {
    scheduleId: text().notNull(),
    fireAt: timestamp({ withTimezone: true }).notNull(),
    workspaceId: text().notNull(),
    state: text().$type<FireState>().notNull(),
    /** The message that its thread hangs on. */
    threadTs: text(),
    note: text(),
    notedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.scheduleId, table.fireAt] })],
);
