import { countOf } from "../kernel/index.ts";
import { type ToolOutcome, taskTitle } from "../planning/index.ts";
import type { LoadedRun } from "./load-run.ts";
import type { Task } from "./progress.ts";
import type { OpenCall } from "./run-tools.ts";

/** What a planner reads of a call that a person stopped. */
export const WAS_STOPPED = "It was stopped.";

/** Shows a tool call as a task that is under way. Gives what shows how it went. */
export function showTask(
  { progress, catalogue }: Pick<LoadedRun, "progress" | "catalogue">,
  { toolCall, callId }: OpenCall,
): (outcome: ToolOutcome) => void {
  const title = taskTitle(toolCall, catalogue);
  if (title === undefined) return () => undefined;
  const task = { id: callId, title };
  progress.task({ ...task, state: "in_progress" });
  return (outcome) => progress.task({ ...task, ...howItWent(outcome) });
}

function howItWent(outcome: ToolOutcome): Pick<Task, "state" | "output"> {
  if (outcome.kind === "waiting") return { state: "pending", output: "waits for a yes" };
  const { call } = outcome.effect;
  if (outcome.content === WAS_STOPPED) return { state: "error", output: "was stopped" };
  if (!outcome.ok) return { state: "error", output: call?.outcome ?? "did not work" };
  if (!call || call.rows === null) return { state: "complete" };
  const rows = countOf(call.rows, "row");
  return { state: "complete", output: call.complete === false ? `${rows}, not all of them` : rows };
}
