import { recordAct } from "../audit/index.ts";
import type { Tx } from "../database/index.ts";
import { newId } from "../kernel/index.ts";
import { bumpCatalogueVersion, getMember } from "../people/index.ts";
import { outlineOf, usageOf } from "./skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import {
  answerDraft,
  deleteSkill,
  findDraft,
  findSkill,
  listVersions,
  type SkillContent,
  type SkillDraft,
  saveVersion,
} from "./skills-store.ts";

export interface Who {
  readonly workspaceId: string;
  /** The member's id. */
  readonly by: string;
  /** Whether the member may do here only what members may, admin or not. */
  readonly actsAsMember?: boolean;
}

/** What came of a change, in words for the person who wanted it. */
export type Changed = { readonly ok: boolean; readonly message: string };

const NOT_YOURS = "Only the person who made it, or an admin, may change a skill that is there";

/** Whether this person may change the skill of a name: its maker and admins may, and anybody where there is none. */
export async function mayChange(deps: SkillDeps, who: Who, name: string): Promise<boolean> {
  const { workspaceId, by } = who;
  const skill = await findSkill(deps.db, workspaceId, name);
  if (!skill || skill.createdBy === by) return true;
  return !who.actsAsMember && (await getMember(deps.db, workspaceId, by)).role === "admin";
}

/** Saves a draft, at most once. */
export async function saveDraft(
  deps: SkillDeps,
  { draftId, ...who }: Who & { draftId: string },
): Promise<Changed> {
  const { workspaceId, by } = who;
  const draft = await findDraft(deps.db, workspaceId, draftId);
  if (!draft) return { ok: false, message: "There is no such draft." };
  if (!(await mayChange(deps, who, draft.name))) return { ok: false, message: `${NOT_YOURS}.` };
  const saved = await deps.db.transaction(async (tx) => {
    const taken = await answerDraft(tx, { workspaceId, id: draftId, state: "saved" });
    return taken && { ...taken, ...(await addVersion(tx, deps, { ...taken, workspaceId, by })) };
  });
  if (!saved) return { ok: false, message: "That draft was answered already." };
  const usage = usageOf(outlineOf({ ...saved, id: saved.skillId }));
  return {
    ok: true,
    message: `Saved **${saved.name}**, version ${saved.version}. Anyone here can now say \`${usage}\`.`,
  };
}

type Content = SkillContent & { readonly name: string };

/**
 * Saves a skill as it is: as a new one, or as the next version of the one of its name. With `draftId` it is the answer to
 * that draft, which is then saved and can be answered no more.
 */
export async function saveContent(
  deps: SkillDeps,
  { draftId, ...content }: Who & Content & { draftId?: string | undefined },
): Promise<{ version: number } | { message: string }> {
  if (!(await mayChange(deps, content, content.name))) return { message: NOT_YOURS };
  return deps.db.transaction(async (tx) => {
    const answer = { workspaceId: content.workspaceId, id: draftId ?? "", state: "saved" } as const;
    const isOpen = draftId === undefined || (await answerDraft(tx, answer));
    return isOpen ? addVersion(tx, deps, content) : { message: "That draft was answered already" };
  });
}

/** A draft that this person may still answer: it is for the one who wanted it, and for admins. */
export async function findDraftFor(
  deps: SkillDeps,
  { workspaceId, by, draftId }: Who & { draftId: string },
): Promise<SkillDraft | undefined> {
  const draft = await findDraft(deps.db, workspaceId, draftId);
  if (draft?.state !== "proposed") return undefined;
  const isTheirs = draft.proposedBy === by || (await getMember(deps.db, workspaceId, by)).role === "admin";
  return isTheirs ? draft : undefined;
}

export function changeFailed(
  outcome: { version: number } | { message: string },
): outcome is { message: string } {
  return "message" in outcome;
}

async function addVersion(tx: Tx, deps: SkillDeps, content: Who & Content & { restores?: number }) {
  const { workspaceId, by, name, description, workflow, permissions, restores } = content;
  const now = deps.clock();
  const made = await saveVersion(tx, {
    newId: newId("skl", now),
    workspaceId,
    name,
    description,
    workflow,
    permissions,
    by,
    now,
    ...(restores === undefined ? {} : { restores }),
  });
  const act = restores === undefined ? "skill.saved" : "skill.rolled_back";
  const detail = { version: made.version, ...(restores === undefined ? {} : { restores }) };
  await note(tx, { workspaceId, by, act, name, detail, now });
  return made;
}

export async function dropDraft(
  deps: SkillDeps,
  { workspaceId, draftId }: Who & { draftId: string },
): Promise<Changed> {
  const dropped = await answerDraft(deps.db, { workspaceId, id: draftId, state: "dropped" });
  return dropped
    ? { ok: true, message: `Dropped the draft of **${dropped.name}**.` }
    : { ok: false, message: "That draft was answered already." };
}

/** Deletes a skill. Its versions and runs stay on record. */
export async function removeSkill(
  deps: SkillDeps,
  { name, ...who }: Who & { name: string },
): Promise<Changed> {
  const { workspaceId, by } = who;
  if (!(await mayChange(deps, who, name))) return { ok: false, message: `${NOT_YOURS}.` };
  const now = deps.clock();
  const removed = await deps.db.transaction(async (tx) => {
    const row = await deleteSkill(tx, { workspaceId, name, by, now });
    if (row)
      await note(tx, { workspaceId, by, act: "skill.deleted", name, detail: { version: row.version }, now });
    return row;
  });
  return removed
    ? { ok: true, message: `Deleted **${name}**.` }
    : { ok: false, message: `There is no skill “${name}” of this workspace.` };
}

/** Makes an older version the one that is run, as a new version of the same content. */
export async function rollBack(
  deps: SkillDeps,
  { name, version, ...who }: Who & { name: string; version: number },
): Promise<Changed> {
  const { workspaceId, by } = who;
  const skill = await findSkill(deps.db, workspaceId, name);
  if (!skill) return { ok: false, message: `There is no skill “${name}” of this workspace.` };
  if (!(await mayChange(deps, who, name))) return { ok: false, message: `${NOT_YOURS}.` };
  const versions = await listVersions(deps.db, workspaceId, skill.id);
  const old = versions.find((one) => one.version === version);
  if (!old) {
    const there = versions.map((one) => one.version).join(", ");
    return { ok: false, message: `${name} has no version ${version}; it has ${there}.` };
  }
  const { description, workflow, permissions } = old;
  const content = { workspaceId, by, name, description, workflow, permissions, restores: version };
  const made = await deps.db.transaction((tx) => addVersion(tx, deps, content));
  const message = `**${name}** is as it was in version ${version} again, now as version ${made.version}.`;
  return { ok: true, message };
}

async function note(
  tx: Tx,
  act: Who & { act: string; name: string; detail: Record<string, number>; now: Date },
): Promise<void> {
  const { workspaceId, by, name, detail, now } = act;
  await bumpCatalogueVersion(tx, workspaceId);
  await recordAct(tx, { workspaceId, actor: by, act: act.act, subject: name, detail }, now);
}
