import { sql } from "drizzle-orm";
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Step, Usage } from "../planning/index.ts";
import type { Answer } from "./answer.ts";
import type { Receipt } from "./receipt.ts";

/** `api`: no chat at all, but a request of the REST API, whose thread nobody sees but who asked. */
export type ChannelKind = "im" | "mpim" | "group" | "channel" | "api";

/** A Slack thread that Chief takes part in. The row is also the thread's lease: one run at a time. */
export const threads = pgTable(
  "threads",
  {
    /** Made from the place: see `threadIdAt`. */
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    channelId: text().notNull(),
    channelKind: text().$type<ChannelKind>().notNull(),
    rootTs: text().notNull(),
    /** The replica that works on this thread now, or null. */
    leaseOwner: text(),
    /** Raised by every claim; a worker whose fence is old has lost the thread. */
    fence: integer().notNull().default(0),
    /** Set when somebody wanted the thread while it was taken: look again before letting go. */
    wake: boolean().notNull().default(false),
    /** The thread that this one goes on from: its runs began before there was a message for them to hang on. */
    continues: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index("threads_by_place").on(table.workspaceId, table.channelId)],
);

/** What people wrote, in order. `runId` is null until a run has taken the message up. */
export const threadMessages = pgTable(
  "thread_messages",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    workspaceId: text().notNull(),
    threadId: text().notNull(),
    ts: text().notNull(),
    memberId: text().notNull(),
    text: text().notNull(),
    runId: text(),
    receivedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex("thread_messages_once").on(table.threadId, table.ts),
    index("thread_messages_waiting").on(table.threadId).where(sql`${table.runId} is null`),
  ],
);

/**
 * `running` → (`waiting` → `ready` →)* `answering` → `done`, or `stopped` or `failed` from any of them.
 * `waiting` holds no thread: it is rows only, until an approval makes it `ready`.
 */
export type RunState = "running" | "waiting" | "ready" | "answering" | "done" | "failed" | "stopped";

/** One turn: a request of a person, what Chief did about it, and the answer. */
export const runs = pgTable(
  "runs",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    threadId: text().notNull(),
    memberId: text().notNull(),
    text: text().notNull(),
    state: text().$type<RunState>().notNull(),
    stopRequestedBy: text(),
    /** Whether it may do only what members may, whoever asked: the token that it was begun with says so. */
    actsAsMember: boolean().notNull().default(false),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    finishedAt: timestamp({ withTimezone: true }),
    answer: jsonb().$type<Answer>(),
    receipt: jsonb().$type<Receipt>(),
    usage: jsonb().$type<Usage>(),
    /** `room.reason` when it failed. */
    failure: text(),
  },
  (table) => [
    index("runs_by_workspace").on(table.workspaceId, table.startedAt),
    index("runs_by_thread").on(table.threadId, table.startedAt),
    index("runs_open").on(table.threadId).where(sql`${table.finishedAt} is null`),
  ],
);

/** What happened in a run, in order: the transcript that a planner reads and the timeline that a person sees. */
export const runSteps = pgTable(
  "run_steps",
  {
    runId: text().notNull(),
    seq: integer().notNull(),
    workspaceId: text().notNull(),
    step: jsonb().$type<Step>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.seq] })],
);

/**
 * What is to be said, stored before it is said. `sending` found after a crash means that it may have been said:
 * the place is read back before it is said again.
 */
export const deliveries = pgTable(
  "deliveries",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    runId: text().notNull(),
    channelId: text().notNull(),
    threadTs: text(),
    state: text().$type<"sending" | "sent" | "failed">().notNull(),
    ts: text(),
    failure: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index("deliveries_by_run").on(table.runId)],
);

/** What people said of answers: one word of each person on each run, the last one. */
export const runFeedback = pgTable(
  "run_feedback",
  {
    workspaceId: text().notNull(),
    runId: text().notNull(),
    memberId: text().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.memberId] })],
);

/** Whether an answer was of use to somebody. */
export type Verdict = "good" | "bad";
