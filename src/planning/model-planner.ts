import type { Model } from "../model/index.ts";
import type { Planner, Proposal, RunView } from "./planner.ts";
import { promptFor } from "./prompt.ts";
import type { AssistantStep } from "./step.ts";
import { modelTools } from "./tools.ts";

const MOST_PARALLEL_CALLS = 8;
const MOST_REPEATS = 3;

/** A planner that asks a language model. What the model says is a proposal; nothing here acts on it. */
export function createModelPlanner(deps: { model: Model }): Planner {
  const tools = modelTools();
  return {
    async next(view, io) {
      if (isLooping(view)) return looped;
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

function empty(finishReason: string): Proposal {
  const why = finishReason === "length" ? "its answer was cut off" : "it gave no answer";
  return {
    kind: "fail",
    code: "planning.empty",
    toldToUser: `The language model did not help: ${why}. Please try again.`,
  };
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
