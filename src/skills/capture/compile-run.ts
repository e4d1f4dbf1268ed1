/**
 * Makes a workflow of what was done in a run that worked: the same calls in the same order, with what came from the
 * person as inputs and what came from an earlier answer taken from there again.
 */
import type { Catalogue } from "../../integrations/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { type AssistantStep, type EarlierRun, findTimePhrase, type ToolStep } from "../../planning/index.ts";
import { findCalled } from "../find-called.ts";
import { fieldsOf, learnShape } from "../shapes.ts";
import { valueOfStep } from "../value-of-step.ts";
import type { SkillInput, Workflow, WorkflowStep } from "../workflow.ts";
import { type Abstraction, createAbstraction } from "./abstract-values.ts";
import { channelName } from "./channel-name.ts";
import { identifierOf, nounOf, singular } from "./sources.ts";

export interface CapturedRun {
  readonly workflow: Workflow;
  /** What the answers looked like, by step id. */
  readonly learnt: Readonly<Record<string, Json>>;
}

const CAPTURED = new Set(["call_action", "call_http", "query_results", "post_message"]);
const MOST_FACTS = 8;

/** The workflow that a run was, or undefined when nothing was done in it that could be done again. */
export function compileRun(
  run: EarlierRun,
  setting: { name: string; catalogue: Catalogue; timeZone: string },
): CapturedRun | undefined {
  const window = findTimePhrase(run.text, run.startedAt, setting.timeZone);
  const inputs: SkillInput[] = [];
  const learnt: Record<string, Json> = {};
  const values = createAbstraction({ text: run.text, window, inputs });
  const steps: WorkflowStep[] = [];
  for (const { call, step } of callsOf(run)) {
    const made = stepOf(
      { name: call.name, given: call.given },
      { ...setting, values, taken: new Set(Object.keys(learnt)) },
    );
    if (!made) continue;
    steps.push(made);
    if (!("id" in made)) continue;
    const value = valueOfStep(step, run.resultOf);
    learnt[made.id] = value === undefined ? "any" : learnShape(value);
    if (value !== undefined) values.learn(made.id, value);
  }
  if (steps.length === 0) return undefined;
  return { workflow: { inputs, steps: [...steps, ...closing(steps, setting, learnt)] }, learnt };
}

interface MadeCall {
  readonly name: string;
  readonly given: JsonObject;
}

/** The tool calls that worked, with what they were given. */
function callsOf(run: EarlierRun): { call: MadeCall; step: ToolStep }[] {
  const given = new Map(
    run.steps
      .filter((step): step is AssistantStep => step.kind === "assistant")
      .flatMap(({ toolCalls }) => toolCalls.map((call) => [call.id, call.arguments] as const)),
  );
  return run.steps.flatMap((step) => {
    if (step.kind !== "tool" || !step.ok || !CAPTURED.has(step.name)) return [];
    const parsed: unknown = JSON.parse(given.get(step.toolCallId) ?? "{}");
    return isJsonObject(parsed) ? [{ call: { name: step.name, given: parsed }, step }] : [];
  });
}

interface StepSetting {
  readonly name: string;
  readonly catalogue: Catalogue;
  readonly values: Abstraction;
  readonly taken: ReadonlySet<string>;
}

function stepOf({ name, given }: MadeCall, setting: StepSetting): WorkflowStep | undefined {
  const { values } = setting;
  const texts = (field: string) => (typeof given[field] === "string" ? given[field] : "");
  const objects = (field: string) => (isJsonObject(given[field] ?? null) ? (given[field] as JsonObject) : {});
  switch (name) {
    case "call_action": {
      const action = findCalled(setting.catalogue, texts("action"));
      if (!action) return undefined;
      const id = freeId(action.effect === "read" ? nounOf(action) : identifierOf(action.name), setting.taken);
      return {
        do: "call",
        id,
        action: texts("action"),
        with: values.arguments(objects("arguments"), nounOf(action)),
      };
    }
    case "call_http":
      return requestOf(given, setting);
    case "query_results":
      return {
        do: "query",
        id: freeId("rows", setting.taken),
        sql: values.text(texts("sql")),
        show: given["show"] === true,
      };
    default:
      return {
        do: "say",
        channel: channelName(texts("channel")),
        text: saying(texts("text"), setting),
        with_result: given["with_result"] === true,
      };
  }
}

function requestOf(given: JsonObject, setting: StepSetting): WorkflowStep {
  const { values } = setting;
  const path = String(given["path"] ?? "/");
  const noun = identifierOf(
    singular(
      path
        .split("/")
        .filter((part) => /^[a-z_-]+$/i.test(part))
        .at(-1) ?? "answer",
    ),
  );
  const query = isJsonObject(given["query"] ?? null) ? (given["query"] as JsonObject) : {};
  const body = given["body"];
  return {
    do: "request",
    id: freeId(noun, setting.taken),
    integration: String(given["integration"] ?? ""),
    method: String(given["method"] ?? "GET").toUpperCase(),
    path: values.path(path, noun),
    query: values.arguments(query, noun),
    ...(body === undefined ? {} : { body: values.value(body, noun) }),
  };
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const id = number === 1 ? wanted : `${wanted}_${number}`;
    if (!taken.has(id) && id !== "inputs") return id;
  }
}

/**
 * What was said, with the values taken from where they came from. A text that then still holds numbers which nobody
 * wrote would repeat those of today for ever, so it is replaced by the skill's name.
 */
function saying(text: string, { name, values }: StepSetting): string {
  const filled = values.text(text);
  const left = filled.replace(/\{\{[^}]*\}\}/g, "").match(/\d[\d.,]*/g) ?? [];
  return left.every((number) => values.wasWritten(number)) ? filled : `**${name}**`;
}

/** Where nothing is shown by itself at the end, the facts of the last answer are said. */
function closing(
  steps: readonly WorkflowStep[],
  { name }: { name: string },
  learnt: Readonly<Record<string, Json>>,
): WorkflowStep[] {
  const isShown = steps.some((step) => step.do === "query" && step.show);
  if (isShown) return [{ do: "say", text: `**${name}**` }];
  const last = steps.findLast((step) => step.do === "call" || step.do === "request");
  if (!last || !("id" in last)) return [];
  const shape = learnt[last.id] ?? "any";
  const facts = Array.isArray(shape)
    ? []
    : fieldsOf(shape).filter(({ path, leaf }) => path.length === 1 && leaf !== "list" && leaf !== "object");
  const lines = facts.slice(0, MOST_FACTS).map((field) => `• ${field.name}: {{${last.id}.${field.name}}}`);
  return [{ do: "say", text: [`**${name}** is done.`, ...lines].join("\n") }];
}
