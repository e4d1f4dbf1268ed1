import { sql } from "drizzle-orm";
import {
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
import type { ApproverScope, ShownRequest } from "./approval.ts";
import type { Evidence } from "./evidence.ts";

/**
 * `pending` → `approved` | `denied` by people, `expired` by time, `cancelled` because the run was stopped, `edited`
 * because another request stands in its place, `stale` because what it asks about is not so any more. An approved one
 * can still become `stale`, as long as nothing was sent.
 */
export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "cancelled" | "edited" | "stale";

/**
 * What is asked: whether a call may be sent (`send`), or whether one that was sent came to pass (`outcome`), where
 * `approved` means that it did and `denied` that it did not. An answer to the one is never one to the other.
 */
export type QuestionKind = "send" | "outcome";

/** One yes of several that are needed. */
export interface Yes {
  readonly by: string;
  /** The demands that it counts for, by their place in `demandsOf`. */
  readonly counts: readonly number[];
  /** ISO 8601. */
  readonly at: string;
}

/** A question to people about one exact request, and its answer. */
export const approvals = pgTable(
  "approvals",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    runId: text().notNull(),
    callId: text().notNull(),
    kind: text().$type<QuestionKind>().notNull().default("send"),
    /** SHA-256 over everything the answer is about; the call is sent only if it still hashes the same. */
    requestHash: text().notNull(),
    /** The request as the card shows it: whole, without the credential. */
    request: jsonb().$type<ShownRequest>().notNull(),
    /** What is shown beside the request: what it would change, and where its values come from. */
    evidence: jsonb().$type<Evidence>().notNull().default({}),
    /** In words, the rule that asks. */
    askedBecause: text().notNull(),
    ruleId: text(),
    requestedBy: text().notNull(),
    approvers: jsonb().$type<ApproverScope>().notNull(),
    /** Who may answer besides, since nobody of `approvers` did in time. */
    escalatedTo: jsonb().$type<ApproverScope>(),
    state: text().$type<ApprovalState>().notNull().default("pending"),
    /** How many different people have to say yes to each demand of `approvers`. */
    yesesNeeded: jsonb().$type<number[]>().notNull().default([1]),
    /** Those who said yes so far, each once. */
    yeses: jsonb().$type<Yes[]>().notNull().default([]),
    /** Who gave the answer that decided. */
    answeredBy: text(),
    answeredAt: timestamp({ withTimezone: true }),
    /** When the answer was used: it is good for one sending. */
    usedAt: timestamp({ withTimezone: true }),
    /** What the person gave as a reason for a denial, or why the question does not stand any more. */
    reason: text(),
    /** The question in whose place this one stands, after an edit or a change of the record. */
    replaces: text(),
    editedBy: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** When those who may answer are reminded, and when somebody else is asked; null when that was done. */
    remindAt: timestamp({ withTimezone: true }),
    escalateAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("approvals_open_once")
      .on(table.callId, table.kind)
      .where(sql`${table.state} in ('pending', 'approved')`),
    index("approvals_pending").on(table.workspaceId, table.createdAt).where(sql`${table.state} = 'pending'`),
    index().on(table.runId),
    index("approvals_by_call").on(table.callId),
  ],
);

/** A message that shows a question. Several questions may share one, and one may be shown in several. */
export const cardPlaces = pgTable(
  "card_places",
  {
    approvalId: text().notNull(),
    channel: text().notNull(),
    ts: text().notNull(),
    workspaceId: text().notNull(),
    /** Whether it is a direct message to somebody who may answer, and not the thread that it came from. */
    isDirect: boolean().notNull(),
    /** What the copy showed when it was drawn last: a digest of the question as it was. */
    drawn: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.approvalId, table.channel, table.ts] }),
    index("card_places_by_message").on(table.channel, table.ts),
  ],
);

/** How the questions of a workspace are pursued. */
export const approvalSettings = pgTable("approval_settings", {
  workspaceId: text().primaryKey(),
  /** The share of its time after which a question that waits is brought up again; 0 for never. */
  remindAfterPercent: integer().notNull(),
  /** The share of its time after which the fallback is asked besides; 0 for never. */
  escalateAfterPercent: integer().notNull(),
  /** Who is asked besides when nobody answered by then. */
  fallback: jsonb().$type<ApproverScope>(),
  updatedAt: timestamp({ withTimezone: true }).notNull(),
});
