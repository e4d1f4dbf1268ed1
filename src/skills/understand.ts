import type { Json } from "../kernel/index.ts";
import type { SkillPort, ToolContext } from "../planning/index.ts";
import { compileRun } from "./capture/compile-run.ts";
import { compileWords } from "./capture/compile-words.ts";
import { faultsOf, workflowsByName } from "./faults-of-skill.ts";
import type { Skill } from "./skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import { type Workflow, workflowSchema } from "./workflow.ts";

/** What was understood of a skill that somebody wants, or why it is not enough for one. */
export type Understood =
  | { readonly ok: true; readonly workflow: Workflow; readonly faults: readonly string[] }
  | { readonly ok: false; readonly message: string };

const NOTHING_DONE =
  "Nothing was done in this thread that could become a skill. Tell me the steps: `save this as a skill called …: 1. … 2. …`";

/** Understands a skill out of a typed workflow, steps in words, or the last run of the thread, in this order. */
export async function understand(
  deps: SkillDeps,
  wanted: { input: Parameters<SkillPort["draft"]>[0]; context: ToolContext; skills: readonly Skill[] },
): Promise<Understood> {
  const { input, context, skills } = wanted;
  const { name, steps, workflow } = input;
  const { catalogue, timeZone } = context;
  const checked = (understood: {
    workflow: Workflow;
    learnt?: Readonly<Record<string, Json>>;
  }): Understood => {
    const { learnt } = understood;
    const setting = { catalogue, skills, hasModel: deps.hasModel, ...(learnt ? { learnt } : {}) };
    return {
      ok: true,
      workflow: understood.workflow,
      faults: faultsOf({ name, workflow: understood.workflow }, setting),
    };
  };
  if (workflow !== undefined) {
    const read = readWorkflow(workflow);
    return "message" in read ? { ok: false, ...read } : checked(read);
  }
  if (steps !== undefined) {
    const others = workflowsByName(skills);
    const compiled = compileWords(steps, { name, catalogue, others, hasModel: false, now: deps.clock() });
    return compiled.faults.length > 0 ? { ok: true, ...compiled } : checked(compiled);
  }
  const earlier = await context.earlier();
  const captured = earlier && compileRun(earlier, { name, catalogue, timeZone });
  return captured ? checked(captured) : { ok: false, message: NOTHING_DONE };
}

function readWorkflow(given: unknown): { workflow: Workflow } | { message: string } {
  const parsed = workflowSchema.safeParse(given);
  if (parsed.success) return { workflow: parsed.data };
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "workflow"}: ${issue.message}`,
  );
  return { message: `The workflow is not right: ${faults.slice(0, 8).join("; ")}` };
}
