import { type ActionEffect, effectOfMethod } from "../actions/index.ts";
import type { Catalogue } from "../integrations/index.ts";
import { findCalled } from "./find-called.ts";
import { allSteps, type Workflow, type WorkflowStep } from "./workflow.ts";

/** What a skill may do, and nothing else, the skills that it runs included: shown before it is saved, held to when it runs. */
export interface Permissions {
  /** `integration-slug.action-name`, or `integration-slug METHOD /path`, with what it does to the other side. */
  readonly calls: readonly PermittedCall[];
  /** Channels that it posts in, as written: `#ops`. */
  readonly channels: readonly string[];
  readonly skills: readonly string[];
  readonly asksModel: boolean;
}

/** `effect` is the most that the call may do; null where it may do whatever the action does. */
interface PermittedCall {
  readonly what: string;
  readonly effect: ActionEffect | null;
}

type Workflows = Readonly<Record<string, Workflow>>;

/** What a workflow does against what is connected now. `others` are the skills that it may run, by name. */
export function permissionsOf(workflow: Workflow, catalogue: Catalogue, others: Workflows): Permissions {
  return permissionsBy(stepsOf(workflow, others), (step) => effectOf(step, catalogue));
}

/** The same where no catalogue is at hand. */
export function calledIn(workflow: Workflow, others: Workflows): Permissions {
  return permissionsBy(stepsOf(workflow, others), () => null);
}

/** What one step by itself does, without those inside it. */
export function permissionsOfStep(step: WorkflowStep, catalogue: Catalogue): Permissions {
  return permissionsBy([step], (one) => effectOf(one, catalogue));
}

/** The channels that a workflow itself posts in, as written. */
export function channelsIn({ steps }: Workflow): string[] {
  return permissionsBy(allSteps(steps), () => null).channels.slice();
}

/** The skills that a workflow runs, and those that they run, by name. */
export function reachableFrom(workflow: Workflow, others: Workflows): Record<string, Workflow> {
  const found: Record<string, Workflow> = {};
  const visit = (one: Workflow): void => {
    for (const step of allSteps(one.steps)) {
      const other = step.do === "skill" && Object.hasOwn(others, step.skill) && others[step.skill];
      if (step.do !== "skill" || !other || Object.hasOwn(found, step.skill)) continue;
      found[step.skill] = other;
      visit(other);
    }
  };
  visit(workflow);
  return found;
}

const stepsOf = (workflow: Workflow, others: Workflows) =>
  [workflow, ...Object.values(reachableFrom(workflow, others))].flatMap(({ steps }) => allSteps(steps));

function permissionsBy(
  steps: readonly WorkflowStep[],
  effectOfStep: (step: WorkflowStep) => ActionEffect | null,
): Permissions {
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
  return (step.do === "call" && findCalled(catalogue, step.action)?.effect) || "read";
}

const RANKS: Readonly<Record<ActionEffect, number>> = { read: 0, write: 1, destroy: 2 };

/** Why something is not done, in words. */
export const notPermitted = (overstep: string): string =>
  `it was not saved with the permission to ${overstep}. Look at it on its page and save it again, if that is right`;

/** The first thing that is done beyond what is allowed, as a verb and its object. */
export function overstepIn(done: Permissions, allowed: Permissions): string | undefined {
  for (const call of done.calls) {
    const words = callBeyond(call, allowed);
    if (words) return words;
  }
  const channel = done.channels.find((one) => !allowed.channels.includes(one));
  if (channel) return `post in ${channel}`;
  const skill = done.skills.find((one) => !allowed.skills.includes(one));
  if (skill) return `run ${skill}`;
  return done.asksModel && !allowed.asksModel ? "ask the language model" : undefined;
}

const VERBS: Readonly<Record<ActionEffect, string>> = {
  read: "call",
  write: "change something by",
  destroy: "take something away by",
};

function callBeyond({ what, effect }: PermittedCall, allowed: Permissions): string | undefined {
  const saved = allowed.calls.find((one) => one.what === what);
  const isWithin = saved && (saved.effect === null || RANKS[effect ?? "destroy"] <= RANKS[saved.effect]);
  return isWithin ? undefined : `${VERBS[effect ?? "read"]} ${what}`;
}
