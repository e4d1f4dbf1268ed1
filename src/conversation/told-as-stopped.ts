import { countOf } from "../kernel/index.ts";
import { type Step, type ToolStep, taskTitle } from "../planning/index.ts";
import type { Finish } from "./finish-run.ts";
import type { LoadedRun } from "./load-run.ts";
import { WAS_STOPPED } from "./show-task.ts";

const MOST_NAMED = 8;

/** The end of a run that a person stopped: what had been done by then, and what was broken off. */
export function toldAsStopped({
  transcript,
  catalogue,
}: Pick<LoadedRun, "transcript" | "catalogue">): Finish {
  const { steps } = transcript;
  const tools = steps.filter((step): step is ToolStep => step.kind === "tool");
  const done = tools.flatMap(({ effect, ok }) => {
    const { call } = effect;
    return ok && call ? [`${call.integration} ${call.title} (${extentOf(call)})`] : [];
  });
  const brokenOff = tools
    .filter(({ content }) => content === WAS_STOPPED)
    .flatMap(({ toolCallId }) => titleOfCall(steps, toolCallId, catalogue) ?? []);
  const parts = [
    "Stopped.",
    done.length > 0 ? `Done before that: ${named(done)}.` : "Nothing had been called before that.",
    brokenOff.length > 0 ? `Broken off: ${named(brokenOff)}.` : "",
  ];
  return { text: parts.filter((part) => part !== "").join(" "), becomes: "stopped" };
}

function extentOf({ outcome, rows }: NonNullable<ToolStep["effect"]["call"]>): string {
  return rows === null ? outcome : countOf(rows, "row");
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return [...names.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

function titleOfCall(
  steps: readonly Step[],
  toolCallId: string,
  catalogue: LoadedRun["catalogue"],
): string | undefined {
  const calls = steps.flatMap((step) => (step.kind === "assistant" ? step.toolCalls : []));
  const toolCall = calls.find(({ id }) => id === toolCallId);
  return toolCall && taskTitle(toolCall, catalogue);
}
