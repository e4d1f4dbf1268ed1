/**
 * Whether a workflow makes sense against what is connected: every action exists and is switched on, every argument is
 * one that it takes, every reference leads to something that is known by then, every condition compares what can be
 * compared. What it finds is told by step, in words that say what would be accepted.
 */
import type { Catalogue } from "../integrations/index.ts";
import { isJsonObject, type Json } from "../kernel/index.ts";
import { describeStep } from "./describe-workflow.ts";
import { findCalled } from "./find-called.ts";
import { insertedIn, parseInserted } from "./references.ts";
import { shapeAt, shapeOfAction } from "./shapes.ts";
import { faultsOfArguments } from "./validate-arguments.ts";
import { faultsOfCondition } from "./validate-condition.ts";
import {
  allSteps,
  type Condition,
  MOST_STEPS,
  type ThinkStep,
  type Workflow,
  type WorkflowStep,
} from "./workflow.ts";

export interface ValidationSetting {
  readonly catalogue: Catalogue;
  /** The skills of the workspace by name. */
  readonly others: Readonly<Record<string, Workflow>>;
  /** Its own name, where it has one: it must not lead back to it. */
  readonly name?: string;
  readonly isTimePhrase: (phrase: string) => boolean;
  readonly hasModel: boolean;
  /** What answers looked like that nobody declared, by step id: learnt from the run that was captured. */
  readonly learnt?: Readonly<Record<string, Json>>;
}

/** The shapes of what is known at one point of a workflow. */
type Known = ReadonlyMap<string, Json>;

interface Walk {
  readonly setting: ValidationSetting;
  readonly faults: string[];
}

/** What is wrong with a workflow; empty when nothing is. */
export function validateWorkflow(workflow: Workflow, setting: ValidationSetting): string[] {
  const walk: Walk = { setting, faults: [] };
  const inputs = Object.fromEntries(
    workflow.inputs.map(({ name, type }) => [name, (type === "date" ? "string" : type) as Json]),
  );
  faultsOfNames(workflow, walk);
  if (workflow.steps.length === 0) walk.faults.push("a skill needs at least one step");
  walkSteps(workflow.steps, new Map([["inputs", inputs]]), walk);
  return walk.faults;
}

function faultsOfNames(workflow: Workflow, { faults }: Walk): void {
  const steps = allSteps(workflow.steps);
  if (steps.length > MOST_STEPS) faults.push(`a skill may have ${MOST_STEPS} steps, not ${steps.length}`);
  const names = [
    "inputs",
    ...steps.flatMap((step) => ("id" in step ? [step.id] : step.do === "each" ? [step.as] : [])),
  ];
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  for (const name of new Set(twice)) faults.push(`the name “${name}” is used twice; each step needs its own`);
  const inputs = workflow.inputs.map(({ name }) => name);
  const inputTwice = inputs.find((name, at) => inputs.indexOf(name) !== at);
  if (inputTwice) faults.push(`the input “${inputTwice}” is there twice`);
}

/** Walks the steps in order. Gives what is known after the last one. */
function walkSteps(steps: readonly WorkflowStep[], known: Known, walk: Walk): Known {
  return steps.reduce((soFar, step) => walkStep(step, soFar, walk), known);
}

function walkStep(step: WorkflowStep, known: Known, walk: Walk): Known {
  const fault = (message: string) => void walk.faults.push(`“${describeStep(step)}”: ${message}`);
  for (const inserted of ownTexts(step).flatMap(insertedIn)) {
    const message = faultOfReference(inserted, known, walk.setting);
    if (message) fault(message);
  }
  switch (step.do) {
    case "call":
      return withShape(known, step.id, shapeOfCall(step, walk, fault));
    case "request":
      if (!walk.setting.catalogue.integrations.some(({ slug }) => slug === step.integration))
        fault(`no integration “${step.integration}” is connected`);
      return withShape(known, step.id, walk.setting.learnt?.[step.id] ?? "any");
    case "query":
      return withShape(known, step.id, ["any"]);
    case "think":
      if (!walk.setting.hasModel) fault("this needs a language model, and none is configured");
      if (step.one_of && step.gives !== "string") fault("`one_of` goes with `gives: string` only");
      return withShape(known, step.id, shapeOfThought(step));
    case "check":
      faultsOfCondition(step.that, known, fault);
      return withShape(known, step.id, "boolean");
    case "if":
      faultsOfCondition(step.that, known, fault);
      walkSteps(step.steps, known, walk);
      walkSteps(step.else, known, walk);
      return known;
    case "each":
      return walkLoop(step, known, walk);
    case "skill":
      faultsOfOther(step, walk, fault);
      return known;
    case "say":
    case "end":
      return known;
  }
}

function shapeOfThought({ gives, one_of }: ThinkStep): Json {
  if (gives === "list") return ["string"];
  return one_of ? `enum:${one_of.join("|")}` : gives;
}

const withShape = (known: Known, id: string, shape: Json): Known => new Map([...known, [id, shape]]);

/** What a step itself writes references in, without the steps inside it. */
function ownTexts(step: WorkflowStep): (Json | undefined)[] {
  switch (step.do) {
    case "call":
    case "skill":
      return [{ ...step.with }];
    case "request":
      return [step.path, { ...step.query }, step.body];
    case "query":
      return [step.sql];
    case "check":
      return [step.otherwise, ...sidesOf(step.that)];
    case "if":
      return sidesOf(step.that);
    case "each":
      return [step.of];
    case "say":
    case "end":
      return [step.text];
    case "think":
      return [step.about];
  }
}

function sidesOf(condition: Condition): (Json | undefined)[] {
  if ("all" in condition) return condition.all.flatMap(sidesOf);
  if ("any" in condition) return condition.any.flatMap(sidesOf);
  return "not" in condition ? sidesOf(condition.not) : [condition.left, condition.right];
}

function faultOfReference(written: string, known: Known, setting: ValidationSetting): string | undefined {
  const inserted = parseInserted(written);
  if (!inserted)
    return `{{${written}}} is no reference; write {{step.field}}, {{inputs.name}} or {{start of yesterday}}`;
  if ("time" in inserted) {
    const { phrase } = inserted.time;
    return setting.isTimePhrase(phrase) ? undefined : `“${phrase}” is no span of time that I know`;
  }
  const { root, path } = inserted.ref;
  const shape = known.get(root);
  if (shape === undefined) {
    const names = [...known.keys()].join(", ");
    return `nothing called “${root}” is known at this point (known: ${names})`;
  }
  return shapeAt(shape, path) === undefined
    ? `{{${written}}} leads nowhere: ${whatIsThere(shape)}`
    : undefined;
}

function whatIsThere(shape: Json): string {
  const here = Array.isArray(shape) ? shape[0] : shape;
  if (!isJsonObject(here ?? null)) return "it has no fields";
  const names = Object.keys(here as object).slice(0, 12);
  return `${Array.isArray(shape) ? "it is a list of records with" : "there are"} ${names.join(", ")}`;
}

function shapeOfCall(
  step: Extract<WorkflowStep, { do: "call" }>,
  { setting }: Walk,
  fault: (message: string) => void,
): Json {
  const action = findCalled(setting.catalogue, step.action);
  if (!action) {
    fault(`there is no enabled action “${step.action}”`);
    return "any";
  }
  faultsOfArguments(step, action, fault);
  return shapeOfAction(action) ?? setting.learnt?.[step.id] ?? "any";
}

function walkLoop(step: Extract<WorkflowStep, { do: "each" }>, known: Known, walk: Walk): Known {
  const inserted = parseInserted(step.of.replace(/^\{\{|\}\}$/g, "").trim());
  const shape =
    inserted && "ref" in inserted
      ? shapeAt(known.get(inserted.ref.root) ?? "any", inserted.ref.path)
      : undefined;
  if (shape !== undefined && shape !== "any" && !Array.isArray(shape)) {
    walk.faults.push(`“${describeStep(step)}”: ${step.of} is not a list`);
  }
  const item = Array.isArray(shape) ? (shape[0] ?? "any") : "any";
  const after = walkSteps(step.steps, new Map([...known, [step.as, item]]), walk);
  const inside = [...after]
    .filter(([name]) => !known.has(name) && name !== step.as)
    .map(([name, inner]): [string, Json] => [name, [inner]]);
  return new Map([...known, ...inside]);
}

function faultsOfOther(
  step: Extract<WorkflowStep, { do: "skill" }>,
  { setting }: Walk,
  fault: (message: string) => void,
): void {
  const other = setting.others[step.skill];
  if (!other) fault(`there is no skill “${step.skill}”`);
  else if (setting.name && leadsTo(step.skill, setting.name, setting.others))
    fault(`${step.skill} runs this skill again, so it would never end`);
  else faultsOfOtherInputs(step, other, fault);
}

function faultsOfOtherInputs(
  step: Extract<WorkflowStep, { do: "skill" }>,
  { inputs }: Workflow,
  fault: (message: string) => void,
): void {
  const names = inputs.map(({ name }) => name);
  const missing = inputs.filter((input) => input.default === undefined && !(input.name in step.with));
  const unknown = Object.keys(step.with).filter((name) => !names.includes(name));
  if (missing.length > 0) fault(`${step.skill} also needs ${missing.map(({ name }) => name).join(", ")}`);
  if (unknown.length > 0) fault(`${step.skill} takes no ${unknown.join(", ")}`);
}

function leadsTo(
  from: string,
  to: string,
  others: ValidationSetting["others"],
  seen = new Set<string>(),
): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const steps = allSteps(others[from]?.steps ?? []);
  return steps.some((step) => step.do === "skill" && leadsTo(step.skill, to, others, seen));
}
