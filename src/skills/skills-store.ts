import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { Permissions } from "./permissions.ts";
import type { ActOutcome } from "./run-workflow.ts";
import type { Skill } from "./skill.ts";
import { skillDrafts, skillRuns, skills, skillVersions } from "./tables.ts";
import type { Workflow } from "./workflow.ts";

export type SkillRow = typeof skills.$inferSelect;
export type SkillVersionRow = typeof skillVersions.$inferSelect;
export type SkillDraft = typeof skillDrafts.$inferSelect;
export type SkillRunRow = typeof skillRuns.$inferSelect;

/** What a version of a skill holds. */
export interface SkillContent {
  readonly description: string;
  readonly workflow: Workflow;
  readonly permissions: Permissions;
}

const isKept = (workspaceId: string) => and(eq(skills.workspaceId, workspaceId), isNull(skills.deletedAt));

/** The skills of a workspace in the version that is run, by name. */
export async function listSkills(db: Queryable, workspaceId: string): Promise<Skill[]> {
  return db
    .select({
      id: skills.id,
      name: skills.name,
      version: skills.version,
      description: skillVersions.description,
      workflow: skillVersions.workflow,
      permissions: skillVersions.permissions,
    })
    .from(skills)
    .innerJoin(
      skillVersions,
      and(eq(skillVersions.skillId, skills.id), eq(skillVersions.version, skills.version)),
    )
    .where(isKept(workspaceId))
    .orderBy(skills.name);
}

export async function findSkill(
  db: Queryable,
  workspaceId: string,
  name: string,
): Promise<SkillRow | undefined> {
  const [row] = await db
    .select()
    .from(skills)
    .where(and(isKept(workspaceId), eq(skills.name, name)));
  return row;
}

/** The versions of a skill, the newest first. */
export async function listVersions(
  db: Queryable,
  workspaceId: string,
  skillId: string,
): Promise<SkillVersionRow[]> {
  return db
    .select()
    .from(skillVersions)
    .where(and(eq(skillVersions.workspaceId, workspaceId), eq(skillVersions.skillId, skillId)))
    .orderBy(desc(skillVersions.version));
}

/**
 * Saves a skill: as a new one, or as the next version of the one of that name. The row of the skill is locked first, so
 * of two who save at the same moment each gets a version of its own.
 */
export async function saveVersion(
  tx: Queryable,
  version: SkillContent & {
    newId: string;
    workspaceId: string;
    name: string;
    by: string;
    restores?: number;
    now: Date;
  },
): Promise<{ skillId: string; version: number }> {
  const { newId, workspaceId, name, by, now, restores, ...content } = version;
  const inserted = await tx
    .insert(skills)
    .values({ id: newId, workspaceId, name, version: 1, createdBy: by, createdAt: now })
    .onConflictDoNothing()
    .returning();
  const [row] = inserted.length > 0 ? inserted : await raiseVersion(tx, workspaceId, name);
  if (!row) throw new Error(`skill ${name} vanished while it was saved`);
  await tx.insert(skillVersions).values({
    skillId: row.id,
    version: row.version,
    workspaceId,
    ...content,
    savedBy: by,
    savedAt: now,
    restores: restores ?? null,
  });
  return { skillId: row.id, version: row.version };
}

function raiseVersion(tx: Queryable, workspaceId: string, name: string) {
  return tx
    .update(skills)
    .set({ version: sql`${skills.version} + 1` })
    .where(and(isKept(workspaceId), eq(skills.name, name)))
    .returning();
}

/** Deletes a skill; its versions and runs stay on record. Undefined when there is none of that name. */
export async function deleteSkill(
  db: Queryable,
  { workspaceId, name, by, now }: { workspaceId: string; name: string; by: string; now: Date },
): Promise<SkillRow | undefined> {
  const [row] = await db
    .update(skills)
    .set({ deletedBy: by, deletedAt: now })
    .where(and(isKept(workspaceId), eq(skills.name, name)))
    .returning();
  return row;
}

export async function insertDraft(db: Queryable, draft: Omit<SkillDraft, "state">): Promise<void> {
  await db.insert(skillDrafts).values(draft).onConflictDoNothing();
}

/** The drafts of a thread, the oldest first: a draft's place here is its number in the thread. */
export async function listDrafts(
  db: Queryable,
  workspaceId: string,
  threadId: string,
): Promise<SkillDraft[]> {
  return db
    .select()
    .from(skillDrafts)
    .where(and(eq(skillDrafts.workspaceId, workspaceId), eq(skillDrafts.threadId, threadId)))
    .orderBy(skillDrafts.createdAt, skillDrafts.id);
}

export async function findDraft(
  db: Queryable,
  workspaceId: string,
  id: string,
): Promise<SkillDraft | undefined> {
  const [row] = await db
    .select()
    .from(skillDrafts)
    .where(and(eq(skillDrafts.workspaceId, workspaceId), eq(skillDrafts.id, id)));
  return row;
}

/** The last run of each skill of a workspace, by the skill's name. */
export async function listLastSkillRuns(
  db: Queryable,
  workspaceId: string,
): Promise<Map<string, SkillRunRow>> {
  const rows = await db
    .selectDistinctOn([skillRuns.name])
    .from(skillRuns)
    .where(eq(skillRuns.workspaceId, workspaceId))
    .orderBy(skillRuns.name, desc(skillRuns.startedAt));
  return new Map(rows.map((row) => [row.name, row]));
}

/** Answers a draft, at most once: undefined when somebody had. */
export async function answerDraft(
  db: Queryable,
  { workspaceId, id, state }: { workspaceId: string; id: string; state: "saved" | "dropped" },
): Promise<SkillDraft | undefined> {
  const [row] = await db
    .update(skillDrafts)
    .set({ state })
    .where(
      and(
        eq(skillDrafts.workspaceId, workspaceId),
        eq(skillDrafts.id, id),
        eq(skillDrafts.state, "proposed"),
      ),
    )
    .returning();
  return row;
}

/** Notes that a skill was begun. Begun again by a run that was taken up again, it stays as it was. */
export async function insertSkillRun(
  db: Queryable,
  run: Omit<typeof skillRuns.$inferInsert, "state" | "endedAt">,
): Promise<void> {
  await db.insert(skillRuns).values(run).onConflictDoNothing();
}

export async function endSkillRun(
  db: Queryable,
  ended: {
    workspaceId: string;
    id: string;
    state: "done" | "failed";
    failedStep: string | null;
    outcomes: readonly ActOutcome[] | null;
    now: Date;
  },
): Promise<void> {
  const { workspaceId, id, now, ...rest } = ended;
  await db
    .update(skillRuns)
    .set({ ...rest, endedAt: now })
    .where(and(eq(skillRuns.workspaceId, workspaceId), eq(skillRuns.id, id), eq(skillRuns.state, "running")));
}

/** The last run of a skill in a thread: of any, or of the named one. */
export async function findLastSkillRun(
  db: Queryable,
  { workspaceId, threadId, name }: { workspaceId: string; threadId: string; name?: string },
): Promise<SkillRunRow | undefined> {
  const [row] = await db
    .select()
    .from(skillRuns)
    .where(
      and(
        eq(skillRuns.workspaceId, workspaceId),
        eq(skillRuns.threadId, threadId),
        name === undefined ? undefined : eq(skillRuns.name, name),
      ),
    )
    .orderBy(desc(skillRuns.startedAt), desc(skillRuns.id))
    .limit(1);
  return row;
}

/** The runs of a skill, the newest first. */
export async function listSkillRuns(
  db: Queryable,
  { workspaceId, name, limit }: { workspaceId: string; name: string; limit: number },
): Promise<SkillRunRow[]> {
  return db
    .select()
    .from(skillRuns)
    .where(and(eq(skillRuns.workspaceId, workspaceId), eq(skillRuns.name, name)))
    .orderBy(desc(skillRuns.startedAt), desc(skillRuns.id))
    .limit(limit);
}
