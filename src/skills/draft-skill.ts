import {
  type Choice,
  done,
  failed,
  type SkillPort,
  type ToolContext,
  type ToolOutcome,
} from "../planning/index.ts";
import { describeWorkflow } from "./describe-workflow.ts";
import { permissionsOf } from "./permissions.ts";
import { type SkillDeps, skillsFor } from "./skill-deps.ts";
import { OFFERS_SAVE } from "./skill-requests.ts";
import { insertDraft, listDrafts } from "./skills-store.ts";
import { understand } from "./understand.ts";
import { SKILL_NAME } from "./workflow.ts";

type DraftInput = Parameters<SkillPort["draft"]>[0];

/**
 * Makes a draft of a skill out of steps in words, a typed workflow, or what was done in the thread, and shows what it
 * understood. Nothing is saved before the person says so.
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
  if (!understood.ok) return failed(understood.message);
  const { workflow, faults } = understood;
  if (faults.length > 0) return failed(faultsText(input.name, faults));
  const permissions = permissionsOf(workflow, context.catalogue);
  const { workspaceId, threadId, memberId } = context.call;
  const draftId = `skd_${context.callId}`;
  await insertDraft(deps.db, {
    id: draftId,
    workspaceId,
    threadId: threadId ?? "",
    proposedBy: memberId,
    name: input.name,
    description: input.description,
    workflow,
    permissions,
    createdAt: deps.clock(),
  });
  const isNew = !skills.some(({ name, id }) => name === input.name && id !== null);
  const heading = isNew ? "This is what I understood:" : `This would be a new version of ${input.name}:`;
  const shown = [
    heading,
    describeWorkflow(input.name, workflow, permissions),
    `${OFFERS_SAVE}, \`drop it\` to forget it, or say it differently.`,
  ];
  const text = shown.join("\n");
  const drafts = await listDrafts(deps.db, workspaceId, threadId ?? "");
  const number = drafts.findIndex(({ id }) => id === draftId) + 1;
  return done(text, { mustBeShown: text, choices: choicesFor(number, draftId) });
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
