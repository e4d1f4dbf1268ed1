import type { Model } from "../model/index.ts";
import type { Planner, Proposal, RunView } from "./planner.ts";
import { createPrompts } from "./prompt.ts";
import type { AssistantStep, ToolStep } from "./step.ts";
import { modelTools } from "./tools.ts";

const MOST_PARALLEL_CALLS = 8;
const MOST_REPEATS = 3;
/** How many tool calls in a row may be wrong before the person is told instead. */
const MOST_MISTAKES = 8;

/** A planner that asks a language model. What the model says is a proposal; nothing here acts on it. */
export function createModelPlanner(deps: { model: Model }): Planner {
  const tools = modelTools();
  const promptFor = createPrompts();
  return {
    async next(view, io) {
      if (isLooping(view)) return looped;
      const mistake = lastOfManyMistakes(view);
      if (mistake) return mistaken(mistake);
      const outcome = await deps.model.complete({
        messages: await promptFor(view),
        tools,
        signal: io.signal,
        ...(io.onText ? { onText: io.onText } : {}),
      });
      if (!outcome.ok)
        return { kind: "fail", code: `model.${outcome.reason}`, toldToUser: outcome.toldToUser };
      const { text, usage, durationMs } = outcome;
      const toolCalls = outcome.toolCalls.slice(0, MOST_PARALLEL_CALLS);
      if (toolCalls.length === 0 && text.trim() === "") return empty(outcome.finishReason);
      return {
        kind: "act",
        by: "model",
        text,
        toolCalls,
        promptTokens: usage.promptTokens,
        completionTokens: usage.completionTokens,
        durationMs,
      };
    },
  };
}

const looped: Proposal = {
  kind: "fail",
  code: "planning.loop",
  toldToUser:
    "I kept trying the same thing without getting further, so I stopped. Could you say it in another way?",
};

function mistaken({ content }: ToolStep): Proposal {
  return {
    kind: "fail",
    code: "planning.mistakes",
    toldToUser: `I tried ${MOST_MISTAKES} times and did not get the call right, so I stopped. The last thing that was wrong: ${content.slice(0, 500)}`,
  };
}

function empty(finishReason: string): Proposal {
  const why = finishReason === "length" ? "its answer was cut off" : "it gave no answer";
  return {
    kind: "fail",
    code: "planning.empty",
    toldToUser: `The language model did not help: ${why}. Please try again.`,
  };
}

/** The last tool call, when it and those before it were all turned back before anything was sent. */
function lastOfManyMistakes(view: RunView): ToolStep | undefined {
  const latest = view.steps.filter((step): step is ToolStep => step.kind === "tool").slice(-MOST_MISTAKES);
  const isMistake = ({ ok, effect }: ToolStep) => !ok && effect.callId === undefined;
  return latest.length === MOST_MISTAKES && latest.every(isMistake) ? latest.at(-1) : undefined;
}

/** Whether the last steps are the same tool calls over and over. */
function isLooping(view: RunView): boolean {
  const decided = view.steps.filter(
    (step): step is AssistantStep => step.kind === "assistant" && step.by === "model",
  );
  const last = decided
    .slice(-MOST_REPEATS)
    .map((step) => JSON.stringify(step.toolCalls.map(({ name, arguments: given }) => [name, given])));
  return last.length === MOST_REPEATS && new Set(last).size === 1;
}
