import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { ApproverScope, ShownRequest } from "./approval.ts";

export type ApprovalState = "pending" | "approved" | "denied" | "expired" | "cancelled" | "stale";

/** A question to a person about one exact request, and its single answer. */
export const approvals = pgTable(
  "approvals",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    runId: text().notNull(),
    callId: text().notNull().unique(),
    /** SHA-256 over everything the answer is about; the call is sent only if it still hashes the same. */
    requestHash: text().notNull(),
    /** The request as the card shows it: whole, without the credential. */
    request: jsonb().$type<ShownRequest>().notNull(),
    /** In words, the rule that asks. */
    askedBecause: text().notNull(),
    requestedBy: text().notNull(),
    approvers: jsonb().$type<ApproverScope>().notNull(),
    state: text().$type<ApprovalState>().notNull().default("pending"),
    answeredBy: text(),
    answeredAt: timestamp({ withTimezone: true }),
    /** What the person gave as a reason for a denial. */
    reason: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    /** Where the card stands, once it was posted. */
    cardChannel: text(),
    cardTs: text(),
  },
  (table) => [
    index("approvals_pending").on(table.workspaceId, table.createdAt).where(sql`${table.state} = 'pending'`),
    index().on(table.runId),
  ],
);
