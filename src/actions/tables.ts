import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { RequestTemplate } from "../egress/index.ts";
import type { JsonObject } from "../kernel/index.ts";
import type {
  ActionDraft,
  ActionEffect,
  DeclaredPaging,
  PagingHints,
  PinnedTool,
  ResultHints,
} from "./action.ts";
import type { ResponseMapping } from "./mapping/response-mapping.ts";

/** What can be called at each integration. */
export const actions = pgTable(
  "actions",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    integrationId: text().notNull(),
    /** Kebab-case, unique in the integration. */
    name: text().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    method: text().notNull(),
    path: text().notNull(),
    effect: text().$type<ActionEffect>().notNull(),
    inputSchema: jsonb().$type<JsonObject>().notNull(),
    request: jsonb().$type<RequestTemplate>().notNull(),
    paging: jsonb().$type<PagingHints>(),
    /** How it pages, where an admin said so. */
    declaredPaging: jsonb().$type<DeclaredPaging>(),
    results: jsonb().$type<ResultHints>(),
    mapping: jsonb().$type<ResponseMapping>(),
    /** The admin's own limit for this action; null for the one every action has. */
    callsPerMinute: integer(),
    /** The header in which this action takes an idempotency key; null for that of the integration. */
    idempotencyHeader: text(),
    tags: jsonb().$type<string[]>().notNull(),
    enabled: boolean().notNull(),
    /** Why it cannot be called; such an action stays switched off. */
    obstacle: text(),
    requiresConfirmation: boolean().notNull(),
    /** Rises whenever what would be sent, or may be, changes. Part of what an approval is about. */
    version: integer().notNull().default(1),
    source: text().$type<ActionDraft["source"]>().notNull(),
    tool: jsonb().$type<PinnedTool>(),
  },
  (table) => [
    uniqueIndex("actions_by_name").on(table.integrationId, table.name),
    index("actions_by_workspace").on(table.workspaceId),
  ],
);

/** Which actions earlier requests needed. A request is kept as sealed word stems, never as a sentence. */
export const usageMemory = pgTable(
  "usage_memory",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    workspaceId: text().notNull(),
    actionId: text()
      .notNull()
      .references(() => actions.id, { onDelete: "cascade" }),
    runId: text().notNull(),
    terms: jsonb().$type<string[]>().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [
    uniqueIndex("usage_memory_once").on(table.runId, table.actionId),
    index("usage_memory_by_workspace").on(table.workspaceId, table.id),
    index().on(table.actionId),
  ],
);

/** What an action means, as an embeddings endpoint put it. */
export const actionVectors = pgTable(
  "action_vectors",
  {
    actionId: text()
      .primaryKey()
      .references(() => actions.id, { onDelete: "cascade" }),
    workspaceId: text().notNull(),
    /** Vectors of different models do not compare. */
    model: text().notNull(),
    /** Of the text that was embedded. */
    textHash: text().notNull(),
    /** Signed bytes in base64. */
    vector: text().notNull(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index("action_vectors_by_workspace").on(table.workspaceId, table.at)],
);
