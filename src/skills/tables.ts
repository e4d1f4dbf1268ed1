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
import type { JsonObject } from "../kernel/index.ts";
import type { Permissions } from "./permissions.ts";
import type { ActOutcome } from "./run-workflow.ts";
import type { Workflow } from "./workflow.ts";

/** The skills of a workspace. One that was deleted stays for the sake of its history. */
export const skills = pgTable(
  "skills",
  {
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    name: text().notNull(),
    /** The version that is run. */
    version: integer().notNull(),
    createdBy: text().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    deletedBy: text(),
    deletedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("skills_by_name").on(table.workspaceId, table.name).where(sql`${table.deletedAt} is null`),
  ],
);

/** Every version that a skill ever had. Going back makes a new one of an old one. */
export const skillVersions = pgTable(
  "skill_versions",
  {
    skillId: text().notNull(),
    version: integer().notNull(),
    workspaceId: text().notNull(),
    description: text().notNull(),
    workflow: jsonb().$type<Workflow>().notNull(),
    permissions: jsonb().$type<Permissions>().notNull(),
    savedBy: text().notNull(),
    savedAt: timestamp({ withTimezone: true }).notNull(),
    /** The version that this one was made of again, where somebody went back. */
    restores: integer(),
  },
  (table) => [primaryKey({ columns: [table.skillId, table.version] })],
);

export type DraftState = "proposed" | "saved" | "dropped";

/** What was understood of a skill, shown to a person and waiting for a yes. */
export const skillDrafts = pgTable(
  "skill_drafts",
  {
    /** Made from the tool call that made it, so that a run that is taken up again makes it once. */
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    threadId: text().notNull(),
    proposedBy: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    workflow: jsonb().$type<Workflow>().notNull(),
    permissions: jsonb().$type<Permissions>().notNull(),
    state: text().$type<DraftState>().notNull().default("proposed"),
    createdAt: timestamp({ withTimezone: true }).notNull(),
  },
  (table) => [index("skill_drafts_by_thread").on(table.threadId, table.createdAt)],
);

export type SkillRunState = "running" | "done" | "failed";

/** Each time that a skill was run. */
export const skillRuns = pgTable(
  "skill_runs",
  {
    /** Made from the tool call that began it. */
    id: text().primaryKey(),
    workspaceId: text().notNull(),
    /** Null for one that came with Chief. */
    skillId: text(),
    name: text().notNull(),
    version: integer().notNull(),
    runId: text().notNull(),
    threadId: text(),
    startedBy: text().notNull(),
    inputs: jsonb().$type<JsonObject>().notNull(),
    isDryRun: boolean().notNull(),
    state: text().$type<SkillRunState>().notNull().default("running"),
    /** The step that failed, in words. */
    failedStep: text(),
    /** What its steps had given when it failed, for going on from there; null when that was too much to keep. */
    outcomes: jsonb().$type<readonly ActOutcome[]>(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    endedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    index("skill_runs_by_skill").on(table.workspaceId, table.name, table.startedAt),
    index("skill_runs_by_thread").on(table.threadId, table.startedAt),
  ],
);
