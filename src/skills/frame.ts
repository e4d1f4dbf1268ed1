import type { JsonObject } from "../kernel/index.ts";
import { findTimePhrase, type OpenSkill, type RunView, type ToolStep } from "../planning/index.ts";
import type { Permissions } from "./permissions.ts";
import type { ActOutcome, WorkflowSetting } from "./run-workflow.ts";
import { valueOfStep } from "./value-of-step.ts";
import type { Workflow } from "./workflow.ts";

/**
 * A skill in the middle of a run: everything that its steps depend on, as it was when it was begun. A version that is
 * saved meanwhile does not change a run that is under way.
 */
export interface Frame {
  readonly skillRunId: string;
  readonly version: number;
  readonly workflow: Workflow;
  /** What it may do: each step is held to it when its turn comes. */
  readonly permissions: Permissions;
  /** The skills that it runs, by name. */
  readonly others: Readonly<Record<string, Workflow>>;
  readonly inputs: JsonObject;
  readonly isDryRun: boolean;
  /** What its first steps gave in an earlier run that this one goes on from. */
  readonly replay: readonly ActOutcome[];
}

/** A frame as the step of a run keeps it. */
export function storedFrame(frame: Frame): JsonObject {
  return JSON.parse(JSON.stringify(frame)) as JsonObject;
}

/** The frame that this room stored with the step that began the skill. */
export function frameOf(open: Pick<OpenSkill, "frame">): Frame {
  return open.frame as unknown as Frame;
}

/** Everything but the acts that a workflow depends on. */
export function settingOf(frame: Frame, run: Pick<RunView, "startedAt" | "timeZone">): WorkflowSetting {
  return {
    inputs: frame.inputs,
    others: frame.others,
    timeAt({ phrase, edge, isDay }) {
      const window = findTimePhrase(phrase, run.startedAt, run.timeZone);
      if (isDay) return edge === "start" ? window?.days.from : window?.days.until;
      return (edge === "start" ? window?.start : window?.end)?.toISOString();
    },
  };
}

/** What the acts of an open skill gave, in order. */
export function outcomesOf(
  open: OpenSkill,
  steps: RunView["steps"],
  resultOf: RunView["resultOf"],
): ActOutcome[] {
  const since = steps.slice(open.at + 1).filter((step): step is ToolStep => step.kind === "tool");
  return [...frameOf(open).replay, ...since.map((step) => outcomeOf(step, resultOf))];
}

function outcomeOf(step: ToolStep, resultOf: RunView["resultOf"]): ActOutcome {
  return { ok: step.ok, message: step.ok ? "" : step.content, value: valueOfStep(step, resultOf) };
}
