import {
  type Choice,
  openSkill,
  type SkillPort,
  type ToolContext,
  type ToolOutcome,
} from "../planning/index.ts";
import { frameOf, outcomesOf } from "./frame.ts";
import type { ActOutcome } from "./run-workflow.ts";
import type { SkillDeps } from "./skill-deps.ts";
import { endSkillRun } from "./skills-store.ts";

/** More than this is not kept for going on from a failed step: the skill then begins anew. */
const MOST_KEPT_CHARS = 500_000;

/** Notes how a skill ended. What it had to say is what the planner, or the person, reads. */
export async function endSkill(
  deps: SkillDeps,
  input: Parameters<SkillPort["end"]>[0],
  context: ToolContext,
): Promise<ToolOutcome> {
  const open = openSkill(context.steps);
  if (open) {
    await endSkillRun(deps.db, {
      workspaceId: context.call.workspaceId,
      id: frameOf(open).skillRunId,
      state: input.ok ? "done" : "failed",
      failedStep: input.failed_step ?? null,
      outcomes: input.ok ? null : kept(outcomesOf(open, context.steps, context.results.valueOf)),
      now: deps.clock(),
    });
  }
  const isRetriable = open !== undefined && !input.ok && !input.simulated;
  const choices = isRetriable ? [retryOf(open.name)] : [];
  return { kind: "done", ok: input.ok, content: input.text, effect: { skillEnded: true, choices } };
}

const retryOf = (name: string): Choice => ({
  label: "Retry from there",
  says: `retry ${name}`,
  isMain: true,
});

function kept(outcomes: readonly ActOutcome[]): readonly ActOutcome[] | null {
  return JSON.stringify(outcomes).length <= MOST_KEPT_CHARS ? outcomes : null;
}
