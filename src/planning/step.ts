import type { Json, JsonObject } from "../kernel/index.ts";
import type { ToolCall } from "../model/index.ts";
import type { Chart } from "../results/index.ts";

/** Who decided on a step: the built-in commands, a language model, or a skill that runs. */
export type DecidedBy = "commands" | "model" | "skill";

/** What a planner decided: something to say, tools to call, or both. */
export interface AssistantStep {
  readonly kind: "assistant";
  readonly by: DecidedBy;
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly durationMs: number;
}

/** A table that a person will see under the answer. */
export interface ShownTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  /** The engine's label when the numbers are over a part of the data only. */
  readonly partial?: string;
  /** The same numbers, to be drawn above the table. */
  readonly chart?: Chart;
  /** How many rows the result has, where not all of them are here. */
  readonly allRows?: number;
}

/** A call as a receipt tells of it. */
export interface CallSummary {
  readonly integration: string;
  readonly title: string;
  /** A status, `failed`, `refused` or `unknown`. */
  readonly outcome: string;
  readonly rows: number | null;
  readonly pages: number | null;
  readonly complete: boolean | null;
  /** Why it was not read to its end, how many records there are where that is known, and when reading began. */
  readonly why?: string;
  readonly knownTotal?: number;
  readonly asOf?: string;
  /** `rule 2` or `grant 1`, where that stood in for a person's yes. */
  readonly allowedBy?: string;
}

/**
 * A way to go on, offered as a button: it says something in the thread in the name of who presses it, opens a page, or
 * opens the form of a skill.
 */
export type Choice = { readonly label: string; readonly isMain?: boolean } & (
  | { readonly says: string }
  /** A path of Chief's dashboard. */
  | { readonly opens: string }
  | { readonly form: SkillForm }
);

/** The form that runs a skill, with what is known of its inputs already. */
export interface SkillForm {
  readonly skill: string;
  readonly given: JsonObject;
  readonly isDryRun: boolean;
}

/** What a tool did, beside the text that the planner reads. */
export interface ToolEffect {
  /** A skill was begun: `frame` is the skills room's own. */
  readonly skillBegun?: {
    readonly name: string;
    readonly channels: readonly string[];
    readonly frame: JsonObject;
  };
  readonly skillEnded?: boolean;
  /** What the person has to read as it is, whatever a planner makes of it. */
  readonly mustBeShown?: string;
  /** How the person may go on from here. Those of the last tool that offers some stand under the answer. */
  readonly choices?: readonly Choice[];
  /** A question that a tool put to the language model: its tokens, and the answer as the type that was wanted. */
  readonly asked?: {
    readonly promptTokens: number;
    readonly completionTokens: number;
    readonly gave?: Json;
    /** How often it was put, where that was more than once. */
    readonly times?: number;
  };
  /** The ledger's id of the call that was made. */
  readonly callId?: string;
  readonly call?: CallSummary;
  /** The question to people what became of the call, where nobody knows. */
  readonly questionId?: string;
  /** The run whose results were brought back. */
  readonly recalled?: string;
  /** The times that these results had been read with, as they were written. */
  readonly recalledTimes?: readonly string[];
  /** A file that was shared in the thread. */
  readonly file?: { readonly name: string; readonly rows: number };
  /** The name under which the answer can be queried. */
  readonly table?: string;
  readonly sql?: string;
  readonly shown?: ShownTable;
  readonly postedIn?: { readonly channelId: string; readonly name: string };
  /** The engine's label when the numbers are over a part of the data only, also where no table is shown. */
  readonly partial?: string;
}

/** What came back from one tool call. */
export interface ToolStep {
  readonly kind: "tool";
  readonly toolCallId: string;
  readonly name: string;
  readonly ok: boolean;
  /** What the planner reads. Holds data of APIs, so it is never to be trusted. */
  readonly content: string;
  readonly effect: ToolEffect;
  readonly durationMs: number;
}

export type Step = AssistantStep | ToolStep;

/** What a run used. Tokens are those that the model's endpoint reported. */
export interface Usage {
  readonly modelCalls: number;
  readonly toolCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Adds up what the steps of a run used. */
export function usageOf(steps: readonly Step[]): Usage {
  const usage = { modelCalls: 0, toolCalls: 0, promptTokens: 0, completionTokens: 0 };
  for (const step of steps) {
    if (step.kind === "tool") addTool(usage, step);
    else if (step.by === "model") {
      usage.modelCalls += 1;
      usage.promptTokens += step.promptTokens;
      usage.completionTokens += step.completionTokens;
    }
  }
  return usage;
}

function addTool(usage: { -readonly [Part in keyof Usage]: Usage[Part] }, { effect }: ToolStep): void {
  usage.toolCalls += 1;
  if (!effect.asked) return;
  usage.modelCalls += effect.asked.times ?? 1;
  usage.promptTokens += effect.asked.promptTokens;
  usage.completionTokens += effect.asked.completionTokens;
}
