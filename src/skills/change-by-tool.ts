import { done, failed, type SkillPort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import { type Changed, dropDraft, removeSkill, rollBack, saveDraft } from "./change-skill.ts";
import { type SkillDeps, skillsFor } from "./skill-deps.ts";
import { writeEditableSkill } from "./skill-document.ts";
import { listDrafts } from "./skills-store.ts";

/** Changes the skills of a workspace as a person asked for in a chat. */
export async function changeByTool(
  deps: SkillDeps,
  change: Parameters<SkillPort["change"]>[0],
  context: ToolContext,
): Promise<ToolOutcome> {
  if (change.change === "export") return exported(deps, change.skill ?? "", context);
  const { ok, message } = await changed(deps, change, context);
  return ok ? done(message) : failed(message);
}

/** A skill as its file: what people copy, and a button to download it. */
async function exported(deps: SkillDeps, name: string, context: ToolContext): Promise<ToolOutcome> {
  const skill = (await skillsFor(deps, context)).find((one) => one.name === name);
  if (!skill) return failed(`There is no skill “${name}”.`);
  const text = `**${name}** as a SKILL.md:\n\n\`\`\`\`markdown\n${writeEditableSkill(name, skill)}\`\`\`\``;
  const opens = `/skills/${name}/SKILL.md`;
  return done(text, { choices: [{ label: "Download", opens, isMain: true }] });
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
