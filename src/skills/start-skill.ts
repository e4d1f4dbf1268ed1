import type { JsonObject } from "../kernel/index.ts";
import { done, failed, type SkillPort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import { faultsOf, workflowsByName } from "./faults-of-skill.ts";
import { type Frame, storedFrame } from "./frame.ts";
import { notPermitted, overstepIn, permissionsOf, reachableFrom } from "./permissions.ts";
import { typeInputs } from "./read-invocation.ts";
import { type ActOutcome, withDefaults } from "./run-workflow.ts";
import { outlineOf, type Skill, usageOf } from "./skill.ts";
import { type SkillDeps, skillsFor } from "./skill-deps.ts";
import { askFor } from "./skill-requests.ts";
import { findLastSkillRun, insertSkillRun, type SkillRunRow } from "./skills-store.ts";

/** Begins a skill with what was given, or says what is missing or does not fit any more. */
export async function startSkill(
  deps: SkillDeps,
  input: Parameters<SkillPort["start"]>[0],
  context: ToolContext,
): Promise<ToolOutcome> {
  const skills = await skillsFor(deps, context);
  const skill = skills.find(({ name }) => name === input.skill);
  if (!skill) {
    const names = skills.map(({ name }) => name).join(", ");
    return failed(`There is no skill “${input.skill}”. There are: ${names || "none"}`);
  }
  const outline = outlineOf(skill);
  const typed = typeInputs(input.inputs, outline.inputs);
  if (!typed.ok)
    return failed(`I did not start ${skill.name}: ${typed.message}. Usage: \`${usageOf(outline)}\``);
  const inputs = withDefaults(skill.workflow, typed.inputs);
  const missing = outline.inputs.filter(({ name }) => inputs[name] === undefined);
  if (missing.length > 0) {
    const form = { skill: skill.name, given: typed.inputs, isDryRun: input.dry_run };
    return failed(askFor(outline, missing), { choices: [{ label: "Fill in the form", isMain: true, form }] });
  }
  return begin(deps, context, { skill, skills, inputs, isDryRun: input.dry_run, replay: [] });
}

/** Goes on from the step at which the skill that ran last in this thread failed. */
export async function retrySkill(
  deps: SkillDeps,
  { skill: name }: Parameters<SkillPort["retry"]>[0],
  context: ToolContext,
): Promise<ToolOutcome> {
  const { workspaceId, threadId } = context.call;
  const of = { workspaceId, threadId: threadId ?? "", ...(name ? { name } : {}) };
  const last = await findLastSkillRun(deps.db, of);
  if (last?.state !== "failed") return failed(nothingToRetry(last));
  const skills = await skillsFor(deps, context);
  const skill = skills.find(({ name }) => name === last.name);
  if (!skill) return failed(`The skill ${last.name} was deleted meanwhile.`);
  const isSame = skill.version === last.version && last.outcomes !== null;
  const replay = isSame ? (last.outcomes ?? []).filter(({ ok }) => ok) : [];
  return begin(deps, context, { skill, skills, inputs: last.inputs, isDryRun: last.isDryRun, replay });
}

function nothingToRetry(last: SkillRunRow | undefined): string {
  if (!last) return "No skill was run in this thread, so there is nothing to retry.";
  return last.state === "done"
    ? `**${last.name}** has come to its end since, so there is nothing to retry.`
    : `**${last.name}** is still under way.`;
}

interface Beginning {
  readonly skill: Skill;
  readonly skills: readonly Skill[];
  readonly inputs: JsonObject;
  readonly isDryRun: boolean;
  readonly replay: readonly ActOutcome[];
}

async function begin(deps: SkillDeps, context: ToolContext, beginning: Beginning): Promise<ToolOutcome> {
  const { skill, skills, inputs, isDryRun, replay } = beginning;
  const faults = faultsOf(skill, {
    catalogue: context.catalogue,
    skills,
    hasModel: deps.model !== undefined,
  });
  if (faults.length > 0) {
    return failed(
      [
        `**${skill.name}** cannot run any more, because what it calls has changed:`,
        ...faults.map((fault) => `• ${fault}`),
      ].join("\n"),
    );
  }
  const workflows = workflowsByName(skills);
  const others = reachableFrom(skill.workflow, workflows);
  const wanted = permissionsOf(skill.workflow, context.catalogue, workflows);
  const overstep = overstepIn(wanted, skill.permissions);
  if (overstep) return failed(`I did not start **${skill.name}**: ${notPermitted(overstep)}.`);
  const skillRunId = `skr_${context.callId}`;
  await insertSkillRun(deps.db, {
    id: skillRunId,
    workspaceId: context.call.workspaceId,
    skillId: skill.id,
    name: skill.name,
    version: skill.version,
    runId: context.call.runId,
    threadId: context.call.threadId,
    startedBy: context.call.memberId,
    inputs,
    isDryRun,
    startedAt: deps.clock(),
  });
  const { version, workflow, permissions } = skill;
  const frame: Frame = { skillRunId, version, workflow, permissions, others, inputs, isDryRun, replay };
  const { channels } = permissions;
  const effect = { choices: [], skillBegun: { name: skill.name, channels, frame: storedFrame(frame) } };
  return done(`Began ${skill.name}, version ${version}`, effect);
}
