/**
 * Makes a workflow of steps that a person wrote in words, without a model and always in the same way.
 *
 * Sentence by sentence: what it calls is chosen, its arguments are bound to what earlier steps give or become inputs,
 * a condition becomes checks right after the steps that they are about. What cannot be understood is told; nothing is
 * guessed that the person does not see before it is saved.
 */
import type { Catalogue } from "../../integrations/index.ts";
import type { Json } from "../../kernel/index.ts";
import { findMentionedIntegration, parseRequest } from "../../planning/index.ts";
import { shapeOfAction } from "../shapes.ts";
import type { CallStep, EachStep, SayStep, SkillInput, Workflow, WorkflowStep } from "../workflow.ts";
import { placeOf } from "./bind-arguments.ts";
import { type Chosen, chooseAction } from "./choose-action.ts";
import { type PlacedCheck, readCondition } from "./read-condition.ts";
import { isMessage, readMessage } from "./read-message.ts";
import { identifierOf, nounOf, type Source } from "./sources.ts";
import { splitSteps, type WrittenStep } from "./split-steps.ts";

export interface WordsSetting {
  readonly name: string;
  readonly catalogue: Catalogue;
  /** The skills that there are, by name. */
  readonly others: Readonly<Record<string, Workflow>>;
  readonly now: Date;
}

export interface Compiled {
  readonly workflow: Workflow;
  /** What was not understood, by step; a workflow with faults is not saved. */
  readonly faults: readonly string[];
}

const LOOP_LIMIT = 100;

/** The list that steps are put in: the workflow's own, or that of a condition that was the last thing said. */
interface Branch {
  readonly steps: WorkflowStep[];
  readonly number: number;
}

interface Builder {
  readonly setting: WordsSetting;
  readonly inputs: SkillInput[];
  readonly sources: Source[];
  readonly places: Map<string, string>;
  /** The list that holds each step, so that a check can be put behind it. */
  readonly lists: Map<string, WorkflowStep[]>;
  readonly faults: string[];
  branches: number;
}

export function compileWords(text: string, setting: WordsSetting): Compiled {
  const builder: Builder = {
    setting,
    inputs: [],
    sources: [],
    places: new Map(),
    lists: new Map(),
    faults: [],
    branches: 0,
  };
  const trunk: Branch = { steps: [], number: 0 };
  let here = trunk;
  for (const written of splitSteps(text)) here = addWritten(builder, written, { trunk, here });
  return { workflow: { inputs: builder.inputs, steps: trunk.steps }, faults: builder.faults };
}

/** Adds one sentence. Gives the branch that the next one may belong to. */
function addWritten(builder: Builder, written: WrittenStep, at: { trunk: Branch; here: Branch }): Branch {
  if (written.condition !== undefined)
    return addConditional(builder, { ...written, condition: written.condition }, at.trunk);
  const branch = at.here.number > 0 && !belongsTo(builder, written.act, at.here) ? at.trunk : at.here;
  addAct(builder, written.act, branch);
  return branch;
}

const CONFIRMING = /\b(?:confirm\w*|success\w*|done|it|that|this)\b/i;

/** Whether a sentence after a conditional one is still part of it: it confirms it, or uses what came of it. */
function belongsTo(builder: Builder, act: string, branch: Branch): boolean {
  if (CONFIRMING.test(act)) return true;
  const read = readMessage(act, messageSetting(builder));
  return isMessage(act) && read.ok && read.uses.some((source) => source.branch === branch.number);
}

function addConditional(
  builder: Builder,
  written: WrittenStep & { condition: string },
  trunk: Branch,
): Branch {
  builder.branches += 1;
  const branch: Branch = { steps: [], number: builder.branches };
  const before = builder.sources.filter((source) => source.branch === 0);
  addAct(builder, written.act, branch);
  const read = readCondition(written.condition, { sources: before, target: targetIn(branch.steps) });
  if (!read.ok) {
    builder.faults.push(`“${written.text}”: ${read.message}`);
    return branch;
  }
  for (const placed of read.checks) addCheck(builder, placed);
  const otherwise: Branch = { steps: [], number: -builder.branches };
  if (written.otherwise) addAct(builder, written.otherwise, otherwise);
  trunk.steps.push({ do: "if", that: read.condition, steps: branch.steps, else: otherwise.steps });
  return branch;
}

/** What a step sets a status to, so that “good” can mean that it may still be set. */
function targetIn(steps: readonly WorkflowStep[]): string | undefined {
  const call = steps.find((step): step is CallStep => step.do === "call");
  const status = call && Object.entries(call.with).find(([name]) => /^(status|state)$/i.test(name))?.[1];
  return typeof status === "string" && !status.includes("{{") ? status : undefined;
}

function addCheck(builder: Builder, { source, check }: PlacedCheck): void {
  const list = builder.lists.get(source.root);
  if (!list || list.some((step) => step.do === "check" && step.id === check.id)) return;
  list.splice(list.findIndex((step) => "id" in step && step.id === source.root) + 1, 0, check);
}

function addAct(builder: Builder, act: string, branch: Branch): void {
  const { setting, sources, places } = builder;
  const other = skillIn(act, setting);
  if (isMessage(act)) addMessage(builder, act, branch);
  else if (other) addSkill(builder, { act, skill: other }, branch);
  else {
    const chosen = chooseAction(act, { ...setting, sources, places });
    if (chosen) addCall(builder, chosen, branch);
    else builder.faults.push(`“${act}”: ${notUnderstood(act, setting)}`);
  }
}

function messageSetting({ sources, inputs, setting }: Builder) {
  return { sources, inputs, skillName: setting.name, now: setting.now };
}

function addMessage(builder: Builder, act: string, branch: Branch): void {
  const read = readMessage(act, messageSetting(builder));
  if (read.ok) branch.steps.push(read.step satisfies SayStep);
  else builder.faults.push(`“${act}”: ${read.message}`);
}

function skillIn(act: string, { others, name }: WordsSetting): string | undefined {
  const words = act.toLowerCase().match(/[a-z0-9]+(?:-[a-z0-9]+)*/g) ?? [];
  return /\b(?:run|do|start|use|skill)\b/i.test(act)
    ? words.find((word) => word !== name && word in others)
    : undefined;
}

/** The inputs of a skill that is run are this one's inputs too, where the sentence does not give them. */
function addSkill(builder: Builder, { act, skill }: { act: string; skill: string }, branch: Branch): void {
  const other = builder.setting.others[skill];
  const { given } = parseRequest(act, builder.setting.now, "UTC");
  const pairs = (other?.inputs ?? []).flatMap((input): [string, Json][] => {
    const said = given[input.name];
    if (said !== undefined) return [[input.name, said]];
    if (input.default !== undefined) return [];
    addInput(builder, input);
    return [[input.name, `{{inputs.${input.name}}}`]];
  });
  branch.steps.push({ do: "skill", skill, with: Object.fromEntries(pairs) });
}

function addCall(builder: Builder, { action, integration, bound }: Chosen, branch: Branch): void {
  for (const input of bound.inputs) addInput(builder, input);
  const noun = nounOf(action);
  const id = nextId(builder, action.effect === "read" ? nameOfRead(action) : identifierOf(action.name));
  const call: CallStep = {
    do: "call",
    id,
    action: `${integration.slug}.${action.name}`,
    with: bound.arguments,
  };
  const { loop } = bound;
  const list: WorkflowStep[] = loop ? [call] : branch.steps;
  if (loop) {
    branch.steps.push({
      do: "each",
      of: loop.of,
      as: loop.as,
      limit: LOOP_LIMIT,
      steps: list,
    } satisfies EachStep);
  } else list.push(call);
  builder.lists.set(id, list);
  notePlaces(builder, action, bound.arguments, loop !== undefined);
  const source = { root: id, noun, shape: shapeOfAction(action) ?? "any", action, branch: branch.number };
  builder.sources.push(loop ? { ...source, loop } : source);
}

/** `order` for `/orders/{id}`, `orders` for `/orders`. */
function nameOfRead(action: Chosen["action"]): string {
  const last = action.path.split("/").at(-1) ?? "";
  return last === "" || last.includes("{") ? nounOf(action) : identifierOf(last);
}

/** What stood in a path once is what stands there again; what a loop puts there changes from round to round. */
function notePlaces(
  { places }: Builder,
  action: Chosen["action"],
  given: Readonly<Record<string, Json>>,
  isLooped: boolean,
): void {
  for (const [name, value] of Object.entries(given)) {
    const place = placeOf(action, name);
    if (!isLooped && typeof value === "string" && action.path.includes(`{${name}}`) && !places.has(place)) {
      places.set(place, value);
    }
  }
}

function addInput(builder: Builder, input: SkillInput): void {
  if (!builder.inputs.some(({ name }) => name === input.name)) builder.inputs.push(input);
}

function nextId(builder: Builder, wanted: string): string {
  const taken = new Set([
    "inputs",
    ...builder.sources.flatMap(({ root, loop }) => (loop ? [root, loop.as] : [root])),
  ]);
  for (let number = 1; ; number++) {
    const id = number === 1 ? wanted : `${wanted}_${number}`;
    if (!taken.has(id)) return id;
  }
}

function notUnderstood(act: string, { catalogue }: WordsSetting): string {
  const mentioned = findMentionedIntegration(act, catalogue.integrations);
  const near = catalogue.find(act, {
    limit: 3,
    ...(mentioned ? { integrationId: mentioned.integration.id } : {}),
  });
  const names = near.map((action) => `\`${action.method} ${action.path}\``).join(", ");
  return `I do not know what this calls. Name the integration, and the method and path${names ? `, such as ${names}` : ""}`;
}
