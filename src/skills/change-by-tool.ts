import { done, failed, type SkillPort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import { type Changed, dropDraft, removeSkill, rollBack, saveDraft } from "./change-skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import { listDrafts } from "./skills-store.ts";

/** Changes the skills of a workspace as a person asked for in a chat. */
export async function changeByTool(
  deps: SkillDeps,
  change: Parameters<SkillPort["change"]>[0],
  context: ToolContext,
): Promise<ToolOutcome> {
  const { ok, message } = await changed(deps, change, context);
  return ok ? done(message) : failed(message);
}

async function changed(
  deps: SkillDeps,
  { change, skill = "", version = 0, draft: number }: Parameters<SkillPort["change"]>[0],
  { call, actsAsMember }: ToolContext,
): Promise<Changed> {
  const who = { workspaceId: call.workspaceId, by: call.memberId, actsAsMember };
  if (change === "delete") return removeSkill(deps, { ...who, name: skill });
  if (change === "roll_back") return rollBack(deps, { ...who, name: skill, version });
  const drafts = await listDrafts(deps.db, call.workspaceId, call.threadId ?? "");
  const draft = number ? drafts[number - 1] : drafts.findLast(({ state }) => state === "proposed");
  if (!draft) return { ok: false, message: "There is no draft of a skill waiting in this thread." };
  const answer = { ...who, draftId: draft.id };
  return change === "save_draft" ? saveDraft(deps, answer) : dropDraft(deps, answer);
}
