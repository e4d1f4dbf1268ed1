import { type ActionEffect, effectOfMethod } from "../actions/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { findCalled } from "./find-called.ts";
import { allSteps, type Workflow, type WorkflowStep } from "./workflow.ts";

/** What a skill may do, and nothing else: shown before it is saved, and held to when it runs. */
export interface Permissions {
  /** `integration-slug.action-name`, or `integration-slug METHOD /path`, with what it does to the other side. */
  readonly calls: readonly { readonly what: string; readonly effect: ActionEffect }[];
  /** Channels that it posts in, as written: `#ops`. */
  readonly channels: readonly string[];
  readonly skills: readonly string[];
  readonly asksModel: boolean;
}

export function permissionsOf(workflow: Workflow, catalogue: Catalogue): Permissions {
  return permissionsBy(workflow, (step) => effectOf(step, catalogue));
}

/** The same where no catalogue is at hand: what is called may then be anything, which its approval is asked for. */
export function calledIn(workflow: Workflow): Permissions {
  return permissionsBy(workflow, () => "write");
}

function permissionsBy(workflow: Workflow, effectOfStep: (step: WorkflowStep) => ActionEffect): Permissions {
  const steps = allSteps(workflow.steps);
  const calls = steps.flatMap((step) => {
    const what = calledBy(step);
    return what === undefined ? [] : [{ what, effect: effectOfStep(step) }];
  });
  const byName = new Map(calls.map((call) => [call.what, call]));
  return {
    calls: [...byName.values()],
    channels: [
      ...new Set(steps.flatMap((step) => (step.do === "say" && step.channel ? [step.channel] : []))),
    ],
    skills: [...new Set(steps.flatMap((step) => (step.do === "skill" ? [step.skill] : [])))],
    asksModel: steps.some((step) => step.do === "think"),
  };
}

function calledBy(step: WorkflowStep): string | undefined {
  if (step.do === "call") return step.action;
  return step.do === "request" ? `${step.integration} ${step.method} ${step.path}` : undefined;
}

function effectOf(step: WorkflowStep, catalogue: Catalogue): ActionEffect {
  if (step.do === "request") return effectOfMethod(step.method);
  // An action that is not there any more is not called either.
  return (step.do === "call" && findCalled(catalogue, step.action)?.effect) || "write";
}
