import type { Json } from "../kernel/index.ts";
import type { Model } from "../model/index.ts";
import type { EarlierRun, SkillPort, ToolContext } from "../planning/index.ts";
import { compileRun } from "./capture/compile-run.ts";
import { compileWords } from "./capture/compile-words.ts";
import { draftByModel, type Spent } from "./capture/draft-by-model.ts";
import { draftingPrompt } from "./capture/drafting-prompt.ts";
import { splitSteps } from "./capture/split-steps.ts";
import { faultsOf, workflowsByName } from "./faults-of-skill.ts";
import { channelsIn } from "./permissions.ts";
import type { Skill } from "./skill.ts";
import type { SkillDeps } from "./skill-deps.ts";
import { parseSkillDocument } from "./skill-document.ts";
import type { Workflow } from "./workflow.ts";

/** What was understood of a skill that somebody wants, or why it is not enough for one. */
export type Understood = (
  | { readonly ok: true; readonly workflow: Workflow; readonly description: string }
  | { readonly ok: false; readonly faults: readonly string[] }
  | { readonly ok: false; readonly nothing: string }
) & {
  /** What asking the language model cost, where it was asked. */
  readonly spent?: Spent;
};

interface Wanted {
  readonly input: Parameters<SkillPort["draft"]>[0];
  readonly context: ToolContext;
  readonly skills: readonly Skill[];
}

const NOTHING_DONE =
  "Nothing was done in this thread that could become a skill. Tell me the steps: `save this as a skill called …: 1. … 2. …`";
const LONGEST_DESCRIPTION = 140;

/**
 * Understands a skill out of a `SKILL.md`, out of steps in words, or out of the last run of the thread that called something. The built-in
 * rules come first, since they understand the same words the same way each time; what they do not understand is for the
 * language model, where there is one.
 */
export async function understand(deps: SkillDeps, wanted: Wanted): Promise<Understood> {
  const { input, context } = wanted;
  if (input.document !== undefined) return ofDocument(deps, wanted, input.document);
  const earlier = await context.earlier();
  if (input.steps === undefined && !earlier) return { ok: false, nothing: NOTHING_DONE };
  const found = input.steps === undefined ? captured(deps, wanted, earlier) : compiled(deps, wanted);
  if (found.faults.length === 0) {
    const description = summary(input.steps ?? earlier?.text ?? "");
    return { ok: true, workflow: found.workflow, description };
  }
  if (!deps.model) return { ok: false, faults: found.faults };
  context.tellWait?.("is writing the skill…");
  return drafted(deps, deps.model, { ...wanted, earlier, found });
}

function ofDocument(deps: SkillDeps, wanted: Wanted, document: string): Understood {
  const parsed = parseSkillDocument(document);
  if (!parsed.ok) return { ok: false, faults: [parsed.message] };
  const { workflow, description } = parsed;
  const faults = faultsIn(deps, wanted, workflow);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, workflow, description };
}

/** What a person wrote, in one line: as many of its sentences as fit. */
function summary(words: string): string {
  const sentences = splitSteps(words).map(({ text }) => `${text}.`);
  const line = sentences.reduce((soFar, next) => {
    const longer = `${soFar} ${next}`.trim();
    return soFar === "" || longer.length <= LONGEST_DESCRIPTION ? longer : soFar;
  }, "");
  return line.slice(0, LONGEST_DESCRIPTION);
}

/** What the built-in rules make of it. `learnt` is what answers looked like that nobody declared, by step id. */
interface Found {
  readonly workflow: Workflow;
  readonly faults: readonly string[];
  readonly learnt?: Readonly<Record<string, Json>>;
}

function compiled(deps: SkillDeps, { input, context, skills }: Wanted): Found {
  const { name, steps = "" } = input;
  const { catalogue } = context;
  const setting = { name, catalogue, others: workflowsByName(skills), now: deps.clock() };
  const { workflow, faults } = compileWords(steps, setting);
  if (faults.length > 0) return { workflow, faults };
  return { workflow, faults: faultsIn(deps, { input, context, skills }, workflow) };
}

function captured(deps: SkillDeps, wanted: Wanted, earlier: EarlierRun | undefined): Found {
  const { catalogue, timeZone } = wanted.context;
  const made = earlier && compileRun(earlier, { name: wanted.input.name, catalogue, timeZone });
  if (!made) return { workflow: { inputs: [], steps: [] }, faults: [NOTHING_DONE] };
  return { ...made, faults: faultsIn(deps, wanted, made.workflow, made.learnt) };
}

function faultsIn(
  deps: SkillDeps,
  { input, context, skills }: Wanted,
  workflow: Workflow,
  learnt?: Found["learnt"],
): string[] {
  const { catalogue } = context;
  const hasModel = deps.model !== undefined;
  const setting = { catalogue, skills, hasModel, ...(learnt ? { learnt } : {}) };
  return faultsOf({ name: input.name, workflow }, setting);
}

async function drafted(
  deps: SkillDeps,
  model: Model,
  of: Wanted & { earlier: EarlierRun | undefined; found: Found },
): Promise<Understood> {
  const { input, context, skills, earlier, found } = of;
  const task = { name: input.name, words: input.steps, earlier, slips: found.faults };
  const prompt = draftingPrompt(task, { catalogue: context.catalogue, others: workflowsByName(skills) });
  return draftByModel(model, {
    prompt,
    signal: context.signal,
    faultsOf: (workflow) => [
      ...faultsIn(deps, of, workflow, found.learnt),
      ...unnamedChannels(workflow, context),
    ],
  });
}

/** A model posts nowhere on its own: a channel that nobody wrote of may have come out of an answer. */
function unnamedChannels(workflow: Workflow, { written }: ToolContext): string[] {
  const words = written
    .filter(({ from }) => from === "person")
    .map(({ text }) => text.toLowerCase())
    .join("\n");
  const unnamed = channelsIn(workflow).filter((one) => !words.includes(one.toLowerCase().replace(/^#/, "")));
  return unnamed.map((channel) => `nobody in this thread named the channel ${channel}`);
}
