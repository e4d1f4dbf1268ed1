import { done, failed, type SkillPort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import { compileWords } from "./capture/compile-words.ts";
import { describeWorkflow } from "./describe-workflow.ts";
import { faultsOf, workflowsByName } from "./faults-of-skill.ts";
import { permissionsOf } from "./permissions.ts";
import type { Skill } from "./skill.ts";
import { type SkillDeps, skillsFor } from "./skill-deps.ts";
import { OFFERS_SAVE } from "./skill-requests.ts";
import { insertDraft } from "./skills-store.ts";
import { SKILL_NAME, type Workflow, workflowSchema } from "./workflow.ts";

type DraftInput = Parameters<SkillPort["draft"]>[0];

/** What was understood, or why it is not enough for a skill. */
export type Understood =
  | { readonly ok: true; readonly workflow: Workflow; readonly faults: readonly string[] }
  | { readonly ok: false; readonly message: string };

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
  const { workflow } = understood;
  const faults =
    understood.faults.length > 0
      ? understood.faults
      : faultsOf(
          { name: input.name, workflow },
          { catalogue: context.catalogue, skills, hasModel: deps.hasModel },
        );
  if (faults.length > 0) return failed(faultsText(input.name, faults));
  const permissions = permissionsOf(workflow, context.catalogue);
  const { workspaceId, threadId, memberId } = context.call;
  await insertDraft(deps.db, {
    id: `skd_${context.callId}`,
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
  return done(text, { mustBeShown: text });
}

async function understand(
  deps: SkillDeps,
  { input, context, skills }: { input: DraftInput; context: ToolContext; skills: readonly Skill[] },
): Promise<Understood> {
  const { name, steps, workflow } = input;
  if (workflow !== undefined) return readWorkflow(workflow);
  if (steps !== undefined) {
    const others = workflowsByName(skills);
    const { catalogue } = context;
    return {
      ok: true,
      ...compileWords(steps, { name, catalogue, others, hasModel: false, now: deps.clock() }),
    };
  }
  return {
    ok: false,
    message: "Nothing was done in this thread that could become a skill. Tell me the steps: 1. … 2. …",
  };
}

function readWorkflow(given: unknown): Understood {
  const parsed = workflowSchema.safeParse(given);
  if (parsed.success) return { ok: true, workflow: parsed.data, faults: [] };
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "workflow"}: ${issue.message}`,
  );
  return { ok: false, message: `The workflow is not right: ${faults.slice(0, 8).join("; ")}` };
}

function faultsText(name: string, faults: readonly string[]): string {
  const head = `I cannot make **${name}** of that yet:`;
  return [
    head,
    ...faults.slice(0, 12).map((fault) => `• ${fault}`),
    "Say it again with that put right.",
  ].join("\n");
}
