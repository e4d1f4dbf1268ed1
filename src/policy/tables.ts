import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { Predicate } from "./predicate.ts";
import type { ProposalContent } from "./proposal.ts";
import type { RuleEffect } from "./rule.ts";

/** The rules of a workspace. A removed one stays on record. */
export const rules = pgTable(
  "rules",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    /** What people call it by. */
    number: integer().notNull(),
    predicate: jsonb().$type<Predicate>().notNull(),
    effect: jsonb().$type<RuleEffect>().notNull(),
    /** The rule in words, made from the predicate. */
    described: text().notNull(),
    /** What the person had written, where it was words. */
    words: text(),
    madeBy: text().notNull(),
    byAdmin: boolean().notNull(),
    madeAt: timestamp({ withTimezone: true }).notNull(),
    removedBy: text(),
    removedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("rules_by_number").on(table.workspaceId, table.number),
    index("rules_in_force").on(table.workspaceId).where(sql`${table.removedAt} is null`),
  ],
);

/** A yes given ahead: for some calls, a number of times, up to an amount, until a moment. */
export const grants = pgTable(
  "grants",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    number: integer().notNull(),
    predicate: jsonb().$type<Predicate>().notNull(),
    described: text().notNull(),
    mostUses: integer(),
    uses: integer().notNull().default(0),
    amountArgument: text(),
    mostAmount: numeric({ precision: 24, scale: 9, mode: "number" }),
    amount: numeric({ precision: 24, scale: 9, mode: "number" }).notNull().default(0),
    expiresAt: timestamp({ withTimezone: true }),
    grantedBy: text().notNull(),
    grantedAt: timestamp({ withTimezone: true }).notNull(),
    revokedBy: text(),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("grants_by_number").on(table.workspaceId, table.number),
    index("grants_in_force").on(table.workspaceId).where(sql`${table.revokedAt} is null`),
  ],
);

export type ProposalState = "pending" | "confirmed" | "cancelled" | "impossible";

/** A change to the policy that somebody proposed in a chat, shown back and waiting for its confirmation. */
export const policyProposals = pgTable(
  "policy_proposals",
  {
    /** Made from the tool call that proposed it, so that a run that is taken up again proposes it once. */
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    runId: text().notNull(),
    content: jsonb().$type<ProposalContent>().notNull(),
    proposedBy: text().notNull(),
    state: text().$type<ProposalState>().notNull().default("pending"),
    /** Why it could not be done, where it was confirmed in vain. */
    failure: text(),
    answeredBy: text(),
    answeredAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    cardChannel: text(),
    cardTs: text(),
  },
  (table) => [index("policy_proposals_by_run").on(table.runId)],
);
