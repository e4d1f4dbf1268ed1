/**
 * Runs a workflow as a coroutine: it yields what is to be done, is given what came of it, and returns how it ended.
 *
 * It keeps nothing outside itself and does nothing itself, so running it again over the same outcomes leads to the same
 * place. That is how a run is taken up after a crash or an approval: the stored outcomes are replayed, and the first
 * act without one is what to do next.
 */
import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import { judge } from "./conditions.ts";
import { fillText, fillValue, type Lookup, type TimeReference } from "./references.ts";
import { createScope, type Scope } from "./scope.ts";
import {
  type Condition,
  type EachStep,
  type IfStep,
  idsIn,
  type SkillStep,
  type ThinkStep,
  type Workflow,
  type WorkflowStep,
} from "./workflow.ts";

/** One thing to be done, as a tool and its input. */
export interface Act {
  readonly tool: "call_action" | "call_http" | "query_results" | "post_message" | "ask_model";
  readonly input: JsonObject;
  /** The step that wants it, for people who read of its failure. */
  readonly step: WorkflowStep;
}

/** What came of an act. */
export interface ActOutcome {
  readonly ok: boolean;
  /** Why it failed; unused otherwise. */
  readonly message: string;
  readonly value: Json | undefined;
  /** It was only pretended: what it would have given is not known. */
  readonly isSimulated?: boolean;
}

/** How a workflow ended. `lines` is what it had to say on the way. */
export interface Ended {
  readonly ok: boolean;
  readonly lines: readonly string[];
  /** The step that failed, and why. */
  readonly failure?: { readonly step: WorkflowStep; readonly message: string } | undefined;
}

export interface WorkflowSetting {
  readonly inputs: JsonObject;
  /** The other skills that this one runs, by name. */
  readonly others: Readonly<Record<string, Workflow>>;
  /** One end of a span of time in words, as of when the run began: an instant, or a day. Undefined when it is no such phrase. */
  readonly timeAt: (reference: TimeReference) => string | undefined;
}

type Running<Result> = Generator<Act, Result, ActOutcome>;

/** What a run of a workflow gathers on its way. */
interface Journal {
  readonly setting: WorkflowSetting;
  readonly lines: string[];
  /** What the checks found wrong, until an `if` has told of it. */
  readonly faults: string[];
}

/** Set when a step ends the whole skill. */
type Stop = { readonly ok: boolean; readonly failure?: Ended["failure"] } | undefined;

export function* runWorkflow(workflow: Workflow, setting: WorkflowSetting): Running<Ended> {
  const journal: Journal = { setting, lines: [], faults: [] };
  const stop = yield* runSteps(workflow.steps, createScope(setting), journal);
  return { ok: true, ...stop, lines: journal.lines };
}

function* runSteps(steps: readonly WorkflowStep[], scope: Scope, journal: Journal): Running<Stop> {
  for (const step of steps) {
    const stop = yield* runStep(step, scope, journal);
    if (stop) return stop;
  }
  return undefined;
}

function* runStep(step: WorkflowStep, scope: Scope, journal: Journal): Running<Stop> {
  switch (step.do) {
    case "call":
    case "request":
    case "query":
    case "think":
      return yield* act(step, scope);
    case "check":
      return check(step, scope, journal);
    case "if":
      return yield* branch(step, scope, journal);
    case "each":
      return yield* each(step, scope, journal);
    case "say":
      return yield* say(step, scope, journal);
    case "skill":
      return yield* runOther(step, scope, journal);
    case "end":
      journal.lines.push(fillText(step.text, scope.look));
      return { ok: !step.failed };
  }
}

type ActingStep = Extract<WorkflowStep, { do: "call" | "request" | "query" | "think" }>;

function* act(step: ActingStep, scope: Scope): Running<Stop> {
  const outcome = yield { ...actOf(step, scope.look), step };
  if (!outcome.ok) return { ok: false, failure: { step, message: outcome.message } };
  scope.set(step.id, outcome.value, outcome.isSimulated === true);
  return undefined;
}

function actOf(step: ActingStep, look: Lookup): Omit<Act, "step"> {
  switch (step.do) {
    case "call":
      return {
        tool: "call_action",
        input: { action: step.action, arguments: filledObject(step.with, look) },
      };
    case "request": {
      const { integration, method, query, body } = step;
      const filled = body === undefined ? undefined : fillValue(body, look);
      return {
        tool: "call_http",
        input: {
          integration,
          method,
          path: filledPath(step.path, look),
          query: filledObject(query, look),
          ...(filled === undefined ? {} : { body: filled }),
        },
      };
    }
    case "query":
      return { tool: "query_results", input: { sql: fillText(step.sql, look), show: step.show } };
    case "think":
      return { tool: "ask_model", input: thoughtOf(step, look) };
  }
}

function thoughtOf({ about, gives, one_of }: ThinkStep, look: Lookup): JsonObject {
  return { about: fillText(about, look), gives, ...(one_of ? { one_of: [...one_of] } : {}) };
}

function filledObject(template: Readonly<Record<string, Json>>, look: Lookup): JsonObject {
  const filled = fillValue(template, look);
  return isJsonObject(filled ?? null) ? (filled as JsonObject) : {};
}

/** Each value that is filled into a path is one segment of it, whatever is in it. */
function filledPath(path: string, look: Lookup): string {
  return fillText(path, (inserted, written) => {
    const value = look(inserted, written);
    return value === undefined || value === null || typeof value === "object"
      ? undefined
      : encodeURIComponent(String(value));
  });
}

function check(step: Extract<WorkflowStep, { do: "check" }>, scope: Scope, journal: Journal): Stop {
  const judged = judgeIn(step.that, scope);
  if (!judged.ok) return { ok: false, failure: { step, message: judged.message } };
  scope.set(step.id, judged.holds, false);
  if (!judged.holds) journal.faults.push(fillText(step.otherwise, scope.look));
  return undefined;
}

function judgeIn(condition: Condition, scope: Scope) {
  return judge(condition, (side) => fillValue(side, scope.look));
}

function* branch(step: IfStep, scope: Scope, journal: Journal): Running<Stop> {
  const judged = judgeIn(step.that, scope);
  if (!judged.ok) return { ok: false, failure: { step, message: judged.message } };
  if (judged.holds) return yield* runSteps(step.steps, scope, journal);
  if (step.else.length > 0) return yield* runSteps(step.else, scope, journal);
  // Without another way to go, what the checks found is the answer.
  const faults = journal.faults.splice(0);
  if (faults.length > 0) journal.lines.push(`Not done: ${faults.join("; ")}.`);
  return undefined;
}

function* each(step: EachStep, scope: Scope, journal: Journal): Running<Stop> {
  const list = fillValue(step.of, scope.look);
  if (!Array.isArray(list)) {
    return { ok: false, failure: { step, message: `${step.of} is not a list` } };
  }
  if (list.length > step.limit) {
    const message = `${step.of} has ${list.length} entries, more than the ${step.limit} that this loop may go through`;
    return { ok: false, failure: { step, message } };
  }
  const rounds: Scope[] = [];
  for (const item of list) {
    const round = scope.child();
    round.set(step.as, item, false);
    const stop = yield* runSteps(step.steps, round, journal);
    if (stop) return stop;
    rounds.push(round);
  }
  scope.gather(rounds, idsIn(step.steps));
  return undefined;
}

function* say(step: Extract<WorkflowStep, { do: "say" }>, scope: Scope, journal: Journal): Running<Stop> {
  const text = fillText(step.text, scope.look);
  if (step.channel === undefined) {
    journal.lines.push(text);
    return undefined;
  }
  const input = { channel: step.channel, text, with_result: step.with_result ?? false };
  const outcome = yield { tool: "post_message", input, step };
  return outcome.ok ? undefined : { ok: false, failure: { step, message: outcome.message } };
}

function* runOther(step: SkillStep, scope: Scope, journal: Journal): Running<Stop> {
  const other = journal.setting.others[step.skill];
  if (!other) return { ok: false, failure: { step, message: `there is no skill “${step.skill}” any more` } };
  const setting = { ...journal.setting, inputs: withDefaults(other, filledObject(step.with, scope.look)) };
  const missing = other.inputs.filter(({ name }) => setting.inputs[name] === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(", ");
    return { ok: false, failure: { step, message: `${step.skill} also needs ${names}` } };
  }
  const stop = yield* runSteps(other.steps, createScope(setting), journal);
  return stop?.ok === false ? stop : undefined;
}

/** What was given, and the defaults of what was not. */
export function withDefaults(workflow: Workflow, given: JsonObject): JsonObject {
  const defaults = workflow.inputs.flatMap(({ name, default: value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
