import type { JsonObject } from "../kernel/index.ts";
import { done, failed, type SkillPort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import { faultsOf } from "./faults-of-skill.ts";
import { type Frame, storedFrame } from "./frame.ts";
import { calledIn, permissionsOf } from "./permissions.ts";
import { typeInputs } from "./read-invocation.ts";
import { type ActOutcome, withDefaults } from "./run-workflow.ts";
import { outlineOf, type Skill, usageOf } from "./skill.ts";
import { type SkillDeps, skillsFor } from "./skill-deps.ts";
import { findLastSkillRun, insertSkillRun, type SkillRunRow } from "./skills-store.ts";
import { allSteps, type Workflow } from "./workflow.ts";

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
    return failed(
      `${skill.name} also needs ${missing.map(({ name }) => name).join(", ")}. Usage: \`${usageOf(outline)}\``,
    );
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
  const faults = faultsOf(skill, { catalogue: context.catalogue, skills, hasModel: deps.hasModel });
  if (faults.length > 0) {
    return failed(
      [
        `**${skill.name}** cannot run any more, because what it calls has changed:`,
        ...faults.map((fault) => `• ${fault}`),
      ].join("\n"),
    );
  }
  const others = reachable(skill.workflow, skills);
  const overstepped = oversteps(skill, context);
  if (overstepped)
    return failed(`**${skill.name}** was not saved with the permission to ${overstepped}; save it again`);
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
  const { version, workflow } = skill;
  const frame: Frame = { skillRunId, version, workflow, others, inputs, isDryRun, replay };
  const channels = [workflow, ...Object.values(others)].flatMap((one) => calledIn(one).channels);
  const effect = { skillBegun: { name: skill.name, channels, frame: storedFrame(frame) } };
  return done(`Began ${skill.name}, version ${version}`, effect);
}

/** The skills that a workflow runs, and those that they run, by name. */
function reachable(workflow: Workflow, skills: readonly Skill[]): Record<string, Workflow> {
  const found: Record<string, Workflow> = {};
  const visit = (one: Workflow): void => {
    for (const step of allSteps(one.steps)) {
      const other = step.do === "skill" && skills.find(({ name }) => name === step.skill);
      if (!other || Object.hasOwn(found, other.name)) continue;
      found[other.name] = other.workflow;
      visit(other.workflow);
    }
  };
  visit(workflow);
  return found;
}

/** What the skill would do that it was not saved with, in words: an action that has become a write since. */
function oversteps({ workflow, permissions }: Skill, { catalogue }: ToolContext): string | undefined {
  const allowed = new Map(permissions.calls.map(({ what, effect }) => [what, effect]));
  const over = permissionsOf(workflow, catalogue).calls.find(({ what, effect }) => {
    const saved = allowed.get(what);
    return saved === undefined || (saved === "read" && effect !== "read");
  });
  return over && `${over.effect === "read" ? "call" : "change something by"} ${over.what}`;
}
