import {
  type Choice,
  done,
  failed,
  type SkillPort,
  type ToolContext,
  type ToolOutcome,
} from "../planning/index.ts";
import { describeWorkflow } from "./describe-workflow.ts";
import { workflowsByName } from "./faults-of-skill.ts";
import { permissionsOf } from "./permissions.ts";
import type { Skill } from "./skill.ts";
import { type SkillDeps, skillsFor } from "./skill-deps.ts";
import { OFFERS_SAVE } from "./skill-requests.ts";
import { insertDraft, listDrafts, type SkillContent, type SkillDraft } from "./skills-store.ts";
import { understand } from "./understand.ts";
import { SKILL_NAME } from "./workflow.ts";

type DraftInput = Parameters<SkillPort["draft"]>[0];

/**
 * Makes a draft of a skill out of steps in words, or of what was done in the thread, and shows what it understood.
 * Nothing is saved before the person says so.
 */
export async function draftSkill(
  deps: SkillDeps,
  input: DraftInput,
  context: ToolContext,
): Promise<ToolOutcome> {
  if (!SKILL_NAME.test(input.name) || input.name.length > 60) {
    return failed(
      `“${input.name}” cannot be a skill's name. Use lower-case letters, digits and dashes, such as ship-order`,
    );
  }
  const skills = await skillsFor(deps, context);
  const understood = await understand(deps, { input, context, skills });
  const asked = understood.spent ? { asked: understood.spent } : {};
  if (!understood.ok) {
    const why = "nothing" in understood ? understood.nothing : faultsText(input.name, understood.faults);
    return failed(why, asked);
  }
  const { workflow, description } = understood;
  const { draft, number } = await keepDraft(deps, context, {
    name: input.name,
    description: input.description || description,
    workflow,
    permissions: permissionsOf(workflow, context.catalogue, workflowsByName(skills)),
  });
  const text = [
    headingOf(draft.name, { skills, byModel: understood.spent !== undefined }),
    describeWorkflow(draft.name, draft.workflow, draft.permissions),
    `${OFFERS_SAVE}, \`drop it\` to forget it, or say it differently.`,
  ].join("\n");
  return done(text, { ...asked, mustBeShown: text, choices: choicesFor(number, draft.id) });
}

/** Stores a draft once: a run that is taken up again shows what was stored, whatever it understood this time. */
async function keepDraft(
  deps: SkillDeps,
  { call, callId }: ToolContext,
  content: SkillContent & { name: string },
): Promise<{ draft: SkillDraft; number: number }> {
  const { workspaceId, memberId } = call;
  const threadId = call.threadId ?? "";
  const id = `skd_${callId}`;
  const origin = { id, workspaceId, threadId, proposedBy: memberId, createdAt: deps.clock() };
  await insertDraft(deps.db, { ...content, ...origin });
  const drafts = await listDrafts(deps.db, workspaceId, threadId);
  const at = drafts.findIndex((one) => one.id === id);
  return { draft: drafts[at] ?? { ...content, ...origin, state: "proposed" }, number: at + 1 };
}

function headingOf(
  name: string,
  { skills, byModel }: { skills: readonly Skill[]; byModel: boolean },
): string {
  const isThere = skills.some((one) => one.name === name && one.id !== null);
  const heading = isThere ? `This would be a new version of ${name}.` : "This is what I understood.";
  return byModel ? `${heading} The language model wrote this, so read it closely.` : heading;
}

function choicesFor(number: number, draftId: string): Choice[] {
  return [
    { label: "Save", says: `save draft ${number}`, isMain: true },
    { label: "Edit", opens: `/skills/drafts/${encodeURIComponent(draftId)}` },
    { label: "Cancel", says: `drop draft ${number}` },
  ];
}

function faultsText(name: string, faults: readonly string[]): string {
  const head = `I cannot make **${name}** of that yet:`;
  return [
    head,
    ...faults.slice(0, 12).map((fault) => `• ${fault}`),
    "Say it again with that put right.",
  ].join("\n");
}
