import { recordAct } from "../audit/index.ts";
import type { Tx } from "../database/index.ts";
import { newId } from "../kernel/index.ts";
import { bumpCatalogueVersion } from "../people/index.ts";
import { done, failed, type SkillPort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import { outlineOf, usageOf } from "./skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import {
  answerDraft,
  deleteSkill,
  findOpenDraft,
  findSkill,
  listVersions,
  saveVersion,
} from "./skills-store.ts";

type Change = Parameters<SkillPort["change"]>[0];

/** Changes the skills of a workspace as a person asked for in a chat. */
export async function changeSkill(
  deps: SkillDeps,
  change: Change,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { workspaceId, memberId, threadId } = context.call;
  const who = { workspaceId, by: memberId };
  switch (change.change) {
    case "save_draft":
    case "drop_draft": {
      const draft = await findOpenDraft(deps.db, workspaceId, threadId ?? "");
      if (!draft) return failed("There is no draft of a skill waiting in this thread.");
      return change.change === "save_draft"
        ? saveDraft(deps, { ...who, draftId: draft.id })
        : dropDraft(deps, { ...who, draftId: draft.id });
    }
    case "delete":
      return removeSkill(deps, { ...who, name: change.skill ?? "" });
    case "roll_back":
      return rollBack(deps, { ...who, name: change.skill ?? "", version: change.version ?? 0 });
  }
}

interface Who {
  readonly workspaceId: string;
  /** The member's id. */
  readonly by: string;
}

/** Saves a draft, at most once. */
export async function saveDraft(
  deps: SkillDeps,
  { workspaceId, by, draftId }: Who & { draftId: string },
): Promise<ToolOutcome> {
  const now = deps.clock();
  const saved = await deps.db.transaction(async (tx) => {
    const draft = await answerDraft(tx, { workspaceId, id: draftId, state: "saved" });
    if (!draft) return undefined;
    const { name, description, workflow, permissions } = draft;
    const content = { name, description, workflow, permissions };
    const version = await saveVersion(tx, { ...content, newId: newId("skl", now), workspaceId, by, now });
    await note(tx, { workspaceId, by, act: "skill.saved", name, detail: { version: version.version }, now });
    return { ...content, ...version };
  });
  if (!saved) return failed("That draft was answered already.");
  const outline = outlineOf({ ...saved, id: saved.skillId });
  return done(
    `Saved **${saved.name}**, version ${saved.version}. Anyone here can now say \`${usageOf(outline)}\`.`,
  );
}

async function dropDraft(
  deps: SkillDeps,
  { workspaceId, draftId }: Who & { draftId: string },
): Promise<ToolOutcome> {
  const dropped = await answerDraft(deps.db, { workspaceId, id: draftId, state: "dropped" });
  return dropped
    ? done(`Dropped the draft of **${dropped.name}**.`)
    : failed("That draft was answered already.");
}

/** Deletes a skill. Its versions and runs stay on record. */
export async function removeSkill(
  deps: SkillDeps,
  { workspaceId, by, name }: Who & { name: string },
): Promise<ToolOutcome> {
  const now = deps.clock();
  const removed = await deps.db.transaction(async (tx) => {
    const row = await deleteSkill(tx, { workspaceId, name, by, now });
    if (row)
      await note(tx, { workspaceId, by, act: "skill.deleted", name, detail: { version: row.version }, now });
    return row;
  });
  return removed ? done(`Deleted **${name}**.`) : failed(`There is no skill “${name}” of this workspace.`);
}

/** Makes an older version the one that is run, as a new version of the same content. */
export async function rollBack(
  deps: SkillDeps,
  { workspaceId, by, name, version }: Who & { name: string; version: number },
): Promise<ToolOutcome> {
  const now = deps.clock();
  const skill = await findSkill(deps.db, workspaceId, name);
  if (!skill) return failed(`There is no skill “${name}” of this workspace.`);
  const versions = await listVersions(deps.db, workspaceId, skill.id);
  const old = versions.find((one) => one.version === version);
  if (!old) {
    return failed(
      `${name} has no version ${version}; it has ${versions.map((one) => one.version).join(", ")}.`,
    );
  }
  const { description, workflow, permissions } = old;
  const saved = await deps.db.transaction(async (tx) => {
    const content = { description, workflow, permissions, restores: version };
    const made = await saveVersion(tx, { ...content, newId: newId("skl", now), workspaceId, name, by, now });
    const detail = { version: made.version, restores: version };
    await note(tx, { workspaceId, by, act: "skill.rolled_back", name, detail, now });
    return made;
  });
  return done(`**${name}** is as it was in version ${version} again, now as version ${saved.version}.`);
}

async function note(
  tx: Tx,
  act: {
    workspaceId: string;
    by: string;
    act: string;
    name: string;
    detail: Record<string, number>;
    now: Date;
  },
): Promise<void> {
  const { workspaceId, by, name, detail, now } = act;
  await bumpCatalogueVersion(tx, workspaceId);
  await recordAct(tx, { workspaceId, actor: by, act: act.act, subject: name, detail }, now);
}
