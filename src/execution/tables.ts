import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from "drizzle-orm/pg-core";
import type { RowColumn } from "../results/index.ts";
import type { CallTarget } from "./call-target.ts";
import type { PreparedRequest } from "./prepared-request.ts";

/**
 * `planned` stored, nothing sent · `waiting` for an approval · `sent` a request may have left · `settled` the
 * outcome is known · `unknown` a write may or may not have happened · `refused` never sent.
 */
export type CallState = "planned" | "waiting" | "sent" | "settled" | "unknown" | "refused";

/** What stood in for a person's yes. */
export interface AllowedBy {
  readonly kind: "rule" | "grant";
  readonly id: string;
  /** What people call it by. */
  readonly number: number;
}

/** A value kept as its JSON text. */
const jsonText = <Value>() =>
  customType<{ data: Value; driverData: string }>({
    dataType: () => "text",
    toDriver: (value) => JSON.stringify(value),
    fromDriver: (stored) => JSON.parse(stored) as Value,
  });

const bytea = customType<{ data: Buffer; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: (bytes) => Buffer.from(bytes),
});

/** The ledger: every call ever made, its intent stored before anything is sent and its outcome after. */
export const calls = pgTable(
  "calls",
  {
    /** `<run>.<step>.<index>`: a run that is taken up again finds the calls it had already made. */
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    runId: text().notNull(),
    threadId: text(),
    memberId: text().notNull(),
    integrationId: text().notNull(),
    actionId: text(),
    /** The action's name, or `GET /path` for a call described in the chat. */
    title: text().notNull(),
    effect: text().$type<"read" | "write" | "destroy">().notNull(),
    request: jsonb().$type<PreparedRequest>().notNull(),
    /**
     * What a write was built from, so that it can be edited, undone or asked for once more; null for a read. As text,
     * for `jsonb` takes not every text that JSON can hold.
     */
    target: jsonText<CallTarget>()(),
    requestHash: text().notNull(),
    state: text().$type<CallState>().notNull(),
    attempts: integer().notNull().default(0),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    sentAt: timestamp({ withTimezone: true }),
    settledAt: timestamp({ withTimezone: true }),
    status: integer(),
    /** Why it failed, as `room.reason`; absent when it succeeded. */
    failure: text(),
    /** The failure in words, for the person and the planner. */
    failureMessage: text(),
    durationMs: integer(),
    rows: integer(),
    pages: integer(),
    complete: boolean(),
    approvedBy: text(),
    /** The rule or grant that let a call go ahead which would have waited otherwise. */
    allowedBy: jsonb().$type<AllowedBy>(),
    /** Who said what became of a call whose outcome was not known. */
    confirmedBy: text(),
  },
  (table) => [
    // The activity is read newest first, from any place on, through these; see `activity-store.ts`.
    index("calls_by_time").on(table.workspaceId, table.createdAt, table.id),
    index("calls_of_integration").on(table.workspaceId, table.integrationId, table.createdAt, table.id),
    index("calls_of_member").on(table.workspaceId, table.memberId, table.createdAt, table.id),
    // A title may be longer than an index takes.
    index("calls_of_title").on(table.workspaceId, sql`left(${table.title}, 120)`, table.createdAt, table.id),
    index("calls_with_trouble")
      .on(table.workspaceId, table.createdAt, table.id)
      .where(sql`${table.state} <> 'settled' or ${table.failure} is not null`),
    index("calls_unsettled")
      .on(table.workspaceId, table.createdAt, table.id)
      .where(sql`${table.state} <> 'settled'`),
    // For the sealing of what ended lately.
    index("calls_by_end").on(table.workspaceId, table.settledAt),
    index("calls_by_run").on(table.runId),
    index("calls_by_allowance")
      .on(sql`(${table.allowedBy} ->> 'id')`)
      .where(sql`${table.allowedBy} is not null`),
  ],
);

/** What came back, kept so that a run can go on with it days later. */
export const callResults = pgTable(
  "call_results",
  {
    callId: text().primaryKey(),
    workspaceId: text().notNull(),
    runId: text().notNull(),
    /** The JSON text of the records (or of the single value) that were read; null where it is large, and `packed` has it. */
    body: text(),
    /** The same as gzip makes it (RFC 1952). Of an answer whose parts are kept, the first records or what file it is. */
    packed: bytea(),
    /** Under which the parts of an answer stand in `kept_parts` that is too large for a row. */
    keptId: text(),
    /** The columns of a list that is kept in parts. */
    columns: jsonb().$type<StoredColumns>(),
    coverage: jsonb().$type<StoredCoverage>().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    index("call_results_by_run").on(table.runId),
    check("call_results_body", sql`(${table.body} is null) <> (${table.packed} is null)`),
  ],
);

/**
 * The parts of what is too large for a row: of a list the JSON text of some of its records, packed; of a file its bytes.
 * What stands here and belongs to no result and no read that is under way was left behind by a crash.
 */
export const keptParts = pgTable(
  "kept_parts",
  {
    keptId: text().notNull(),
    /** From 0. */
    seq: integer().notNull(),
    content: bytea().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.keptId, table.seq] })],
);

/** How far a list has been read that takes long, so that it is gone on with where it was cut off. */
export const readsUnderWay = pgTable("reads_under_way", {
  callId: text().primaryKey(),
  keptId: text().notNull(),
  /** How far it had come: a `Checkpoint`. */
  checkpoint: jsonb().$type<StoredCheckpoint>().notNull(),
  updatedAt: timestamp({ withTimezone: true }).notNull(),
});

/** The same shape as the results room's `RowColumn`s. */
export type StoredColumns = readonly RowColumn[];

/** How far a list had been read: all that the next page is asked for with, and what is known of the pages before. */
export interface StoredCheckpoint {
  /** The request of the next page, without its credential. */
  readonly next: PreparedRequest;
  /** That there is a next page at all was a guess. */
  readonly isTrial: boolean;
  /** How many parts are kept. */
  readonly parts: number;
  readonly status: number;
  readonly pages: number;
  readonly rows: number;
  /** How many records the API gave. */
  readonly given: number;
  readonly bytes: number;
  readonly knownTotal?: number;
  /** Digests of the pages, and of the requests. */
  readonly seen: readonly string[];
  readonly asked: readonly string[];
  /** As of when the list is, ISO 8601, and how long was read since. */
  readonly asOf: string;
  readonly tookMs: number;
  /** Of the request of the first page: a call that was edited or re-pointed is begun anew. */
  readonly beganWith: string;
}

/** How much of what there is was read. The same shape as the results room's `Coverage`. */
export interface StoredCoverage {
  readonly rows: number;
  readonly pages: number;
  readonly complete: boolean;
  readonly why?: string;
  readonly knownTotal?: number;
  /** ISO 8601. */
  readonly asOf: string;
}

/**
 * When each action was called in the last minute: a true sliding window, shared by the replicas. One row an action
 * (or an integration, for calls described in the chat), so that whoever takes a place waits for whoever is taking one.
 */
export const callWindows = pgTable(
  "call_windows",
  {
    workspaceId: text().notNull(),
    /** The id of the action or of the integration. */
    subject: text().notNull(),
    sentAt: timestamp({ withTimezone: true }).array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.subject] })],
);

/**
 * How an integration has to be treated just now, by all replicas. There is a row only for one that asked for patience
 * (`notBefore`) or did not answer (`strikes`); see `pace.ts`.
 */
export const integrationPaces = pgTable(
  "integration_paces",
  {
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    /** Nothing is sent before this; it may have passed. */
    notBefore: timestamp({ withTimezone: true }),
    /** Calls in a row that found the service down. */
    strikes: integer().notNull().default(0),
    struckAt: timestamp({ withTimezone: true }),
    /** What the last of them found, in words. */
    found: text(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.integrationId] })],
);

/**
 * The chain over calls that came to an end: one link for each, over all that its row says and the hash of the link
 * before it. See `seal-calls.ts`.
 */
export const callSeals = pgTable(
  "call_seals",
  {
    workspaceId: text().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    callId: text().notNull(),
    /** In which state it was sealed: an unknown outcome may become known, and is sealed anew. */
    state: text().$type<CallState>().notNull(),
    hash: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.seq] }),
    // With all that `listUnsealed` compares: a database without statistics would else read every seal for each call.
    index("call_seals_by_call_state").on(table.callId, table.workspaceId, table.state),
  ],
);

/** The last link of each workspace's chain of calls; the row that sealers lock. */
export const callSealHeads = pgTable("call_seal_heads", {
  workspaceId: text().primaryKey(),
  seq: bigint({ mode: "number" }).notNull(),
  hash: text().notNull(),
  /** Every call that ended long enough before this is sealed. */
  sealedUntil: timestamp({ withTimezone: true }).notNull(),
});
