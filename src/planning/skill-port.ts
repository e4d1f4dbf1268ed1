import type { JsonObject } from "../kernel/index.ts";
import type { Step, ToolEffect } from "./step.ts";
import type { ToolContext, ToolOutcome } from "./tool-context.ts";
import type { ToolInput } from "./tools.ts";

/** A skill as a planner needs to know it: what it is called and what it wants. */
export interface SkillOutline {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly {
    readonly name: string;
    readonly type: string;
    readonly description: string;
    readonly isRequired: boolean;
    /** The texts to choose from, where only those are taken. */
    readonly oneOf?: readonly string[];
    /** What holds when nothing is given. */
    readonly usual?: string | number | boolean;
  }[];
  /** What it does, step by step, in Markdown. */
  readonly details: string;
}

/** Where skills are kept and begun. Owned here, implemented by the skills room. */
export interface SkillPort {
  /** Begins a skill: from then on its steps are what the run does next. */
  start(input: ToolInput<"run_skill">, context: ToolContext): Promise<ToolOutcome>;
  /** Begins the skill again that failed last in this thread, or the named one, from the step at which it failed. */
  retry(input: ToolInput<"retry_skill">, context: ToolContext): Promise<ToolOutcome>;
  /** Notes how it ended. */
  end(input: ToolInput<"end_skill">, context: ToolContext): Promise<ToolOutcome>;
  /** Makes a draft of a new skill, or of a new version, and shows what it understood. */
  draft(input: ToolInput<"draft_skill">, context: ToolContext): Promise<ToolOutcome>;
  /** Saves or drops a draft of the thread, deletes a skill, goes back to an older version of one, or shows one as a file. */
  change(input: ToolInput<"change_skill">, context: ToolContext): Promise<ToolOutcome>;
}

/** The skill that a run is in the middle of. */
export interface OpenSkill {
  readonly name: string;
  /** The channels that it posts in, by its own steps. */
  readonly channels: readonly string[];
  /** What the skills room needs to go on with it. */
  readonly frame: JsonObject;
  /** Where in the steps it was begun. */
  readonly at: number;
}

/** The skill that was begun and has not ended yet. */
export function openSkill(steps: readonly Step[]): OpenSkill | undefined {
  const at = steps.findLastIndex((step) => step.kind === "tool" && isOfSkill(step.effect));
  const step = steps[at];
  const begun = step?.kind === "tool" ? step.effect.skillBegun : undefined;
  return begun && { ...begun, at };
}

const isOfSkill = ({ skillBegun, skillEnded }: ToolEffect) => skillBegun !== undefined || skillEnded === true;
