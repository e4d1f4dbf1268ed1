import { sql } from "drizzle-orm";
import {
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { ChannelKind } from "../conversation/index.ts";

/** `proposed` until the person who wanted it says yes; `paused` by a person, or by Chief with the reason. */
export type ScheduleState = "proposed" | "active" | "paused" | "deleted";

/** What to do about times at which nobody could run: run once for the last of them, or not at all. Either is told. */
export type MissedPolicy = "latest" | "skip";

/** What to do when the time before is not done yet: leave this one out, begin it when that one is done, or begin it now. */
export type OverlapPolicy = "skip" | "queue" | "run";

/** What to do when something that it needs is failing: pause the schedule, or leave this time out. */
export type BrokenPolicy = "pause" | "skip";

/**
 * What to do when it asks for an approval and nobody answers: let the question expire, ask the fallback besides, or
 * leave this time out.
 */
export type UnansweredPolicy = "expire" | "ask" | "skip";

/** When it says something: each time, only when it found something, or only when that is not what the time before gave. */
export type Tells = "always" | "found" | "changed";

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
    /** The failing integration that it was paused for, so that it can be offered to be resumed with that. */
    pausedFor: text(),
    /** When resuming it was offered, after what it was paused for had been repaired. */
    offeredAt: timestamp({ withTimezone: true }),
    missed: text().$type<MissedPolicy>().notNull().default("latest"),
    overlapping: text().$type<OverlapPolicy>().notNull().default("skip"),
    broken: text().$type<BrokenPolicy>().notNull().default("pause"),
    unanswered: text().$type<UnansweredPolicy>().notNull().default("expire"),
    /** How long nobody may answer before `unanswered` counts. */
    answerWithinMinutes: integer().notNull().default(60),
    /** The member who is asked besides, where `unanswered` says so. */
    fallback: text(),
    tells: text().$type<Tells>().notNull().default("always"),
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
 * `due`: a job will begin it · `queued`: it begins when the time before is done · `begun`: it runs or ran in its thread ·
 * `quiet`: it ran and had nothing to tell · `missed`: nobody could run then · `overlapped`: left out, because the time
 * before was not done yet · `broken`: it could not run · `unanswered`: ended, because nobody answered its question
 */
export type FireState =
  | "due"
  | "queued"
  | "begun"
  | "quiet"
  | "missed"
  | "overlapped"
  | "broken"
  | "unanswered";

/** Each time that a schedule came up, once whatever number of replicas looked. */
export const scheduleFires = pgTable(
  "schedule_fires",
  {
    scheduleId: text().notNull(),
    fireAt: timestamp({ withTimezone: true }).notNull(),
    workspaceId: text().notNull(),
    state: text().$type<FireState>().notNull(),
    /** The message that its thread hangs on; made up, for one that posts only when it has something to say. */
    threadTs: text(),
    /** The conversation's own id of that thread. */
    threadId: text(),
    /** For such a one, the message that was posted when it had. */
    toldTs: text(),
    /** Digests of what such a one found, whether or not it was said. */
    found: jsonb().$type<string[]>(),
    note: text(),
    notedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.scheduleId, table.fireAt] })],
);
