import { z } from "zod";
import type { Json } from "../kernel/index.ts";
import { THOUGHT_TYPES, type ThoughtType } from "../planning/index.ts";

/**
 * A workflow: what a skill does, as data.
 *
 * Texts and arguments may hold references in double braces: `{{inputs.order_id}}`, `{{order.items}}` (what the step
 * `order` gave), `{{item.sku}}` (inside a loop), `{{start of yesterday}}`. A text that is nothing but one reference
 * keeps the type of what it refers to.
 */
const COMPARISONS = [
  "=",
  "!=",
  ">",
  ">=",
  "<",
  "<=",
  "in",
  "not in",
  "contains",
  "exists",
  "missing",
  "true",
] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Condition =
  | { readonly left: Json; readonly is: Comparison; readonly right?: Json | undefined }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/** Calls an action, named as a person would: `integration-slug.action-name`. */
export interface CallStep {
  readonly do: "call";
  readonly id: string;
  readonly action: string;
  readonly with: Readonly<Record<string, Json>>;
}

/** A call that nobody described to Chief before: a method and a path below an integration's base URL. */
export interface RequestStep {
  readonly do: "request";
  readonly id: string;
  readonly integration: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, Json>>;
  readonly body?: Json | undefined;
}

/** SQL over the lists that earlier calls gave, under the names that they have in the run. */
export interface QueryStep {
  readonly do: "query";
  readonly id: string;
  readonly sql: string;
  readonly show: boolean;
}

/** Finds out whether something holds. `otherwise` says in words what was wrong when it does not. */
export interface CheckStep {
  readonly do: "check";
  readonly id: string;
  readonly that: Condition;
  readonly otherwise: string;
}

export interface IfStep {
  readonly do: "if";
  readonly that: Condition;
  readonly steps: readonly WorkflowStep[];
  readonly else: readonly WorkflowStep[];
}

/** Goes through a list, at most `limit` long: a longer one ends the skill before its first item. */
export interface EachStep {
  readonly do: "each";
  readonly of: string;
  readonly as: string;
  readonly limit: number;
  readonly steps: readonly WorkflowStep[];
}

/** Says something: in the channel named, or in the answer. `with_result` posts the last shown table along. */
export interface SayStep {
  readonly do: "say";
  readonly text: string;
  readonly channel?: string | undefined;
  readonly with_result?: boolean | undefined;
}

/**
 * Asks the language model, where judgement is needed. It gets the text and no tools. What it has to answer with is typed:
 * an answer of another type is asked for again, and then fails the step.
 */
export interface ThinkStep {
  readonly do: "think";
  readonly id: string;
  readonly about: string;
  /** `list` is a list of texts. */
  readonly gives: ThoughtType;
  /** The texts that it has to choose from, for `gives: string`. */
  readonly one_of?: readonly string[] | undefined;
}

/** Runs another skill. What that one says is said; it must not lead back here. */
export interface SkillStep {
  readonly do: "skill";
  readonly skill: string;
  readonly with: Readonly<Record<string, Json>>;
}

/** Ends the skill here, as done or as failed. */
export interface EndStep {
  readonly do: "end";
  readonly text: string;
  readonly failed: boolean;
}

export type WorkflowStep =
  | CallStep
  | RequestStep
  | QueryStep
  | CheckStep
  | IfStep
  | EachStep
  | SayStep
  | ThinkStep
  | SkillStep
  | EndStep;

/** A `date` is a day, `2026-11-21`. */
export const INPUT_TYPES = ["string", "integer", "number", "boolean", "date"] as const;

/** What a person has to give, or may. */
export interface SkillInput {
  readonly name: string;
  readonly type: (typeof INPUT_TYPES)[number];
  readonly description: string;
  /** Used when nothing is given; without one, the input is asked for. */
  readonly default?: string | number | boolean | undefined;
  /** The texts to choose from, for a `string`. */
  readonly one_of?: readonly string[] | undefined;
}

export interface Workflow {
  readonly inputs: readonly SkillInput[];
  readonly steps: readonly WorkflowStep[];
}

export const MOST_STEPS = 60;
const MOST_ITEMS = 1000;
/** What a skill may be called: it is typed in sentences, and is a folder's name when it is exported. */
export const SKILL_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const IDENTIFIER = /^[a-z][a-z0-9_]*$/;

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const identifier = z
  .string()
  .max(60)
  .regex(IDENTIFIER, "use lower-case letters, digits and _, beginning with a letter");
const text = z.string().min(1).max(4_000);
const argumentsSchema = z.record(z.string(), json).default({});

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ left: json, is: z.enum(COMPARISONS), right: json.optional() }),
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
  ]),
) as z.ZodType<Condition>;

const steps: z.ZodType<WorkflowStep[]> = z.lazy(() => z.array(step).max(MOST_STEPS)) as z.ZodType<
  WorkflowStep[]
>;

const step = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("call"), id: identifier, action: text, with: argumentsSchema }),
  z.strictObject({
    do: z.literal("request"),
    id: identifier,
    integration: text,
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: text.startsWith("/"),
    query: argumentsSchema,
    body: json.optional(),
  }),
  z.strictObject({ do: z.literal("query"), id: identifier, sql: text, show: z.boolean().default(true) }),
  z.strictObject({ do: z.literal("check"), id: identifier, that: condition, otherwise: text }),
  z.strictObject({ do: z.literal("if"), that: condition, steps: steps, else: steps.default([]) }),
  z.strictObject({
    do: z.literal("each"),
    of: text,
    as: identifier,
    limit: z.int().min(1).max(MOST_ITEMS).default(100),
    steps,
  }),
  z.strictObject({
    do: z.literal("say"),
    text,
    channel: z.string().min(1).optional(),
    with_result: z.boolean().optional(),
  }),
  z.strictObject({
    do: z.literal("think"),
    id: identifier,
    about: text,
    gives: z.enum(THOUGHT_TYPES).default("string"),
    one_of: z.array(z.string().min(1).max(200)).min(2).max(50).optional(),
  }),
  z.strictObject({ do: z.literal("skill"), skill: z.string().regex(SKILL_NAME), with: argumentsSchema }),
  z.strictObject({ do: z.literal("end"), text, failed: z.boolean().default(false) }),
]) as unknown as z.ZodType<WorkflowStep>;

const input = z
  .strictObject({
    name: identifier,
    type: z.enum(INPUT_TYPES).default("string"),
    description: z.string().max(300).default(""),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
    one_of: z.array(z.string().min(1).max(100)).min(2).max(100).optional(),
  })
  .refine(({ type, one_of }) => one_of === undefined || type === "string", {
    message: "only a string has texts to choose from",
    path: ["one_of"],
  })
  .refine(({ default: given, one_of }) => !one_of || given === undefined || one_of.includes(String(given)), {
    message: "the default has to be one of the texts",
    path: ["default"],
  }) satisfies z.ZodType<SkillInput>;

/** The shape of a workflow. Whether it makes sense is `validateWorkflow`'s to say. */
export const workflowSchema = z.strictObject({
  inputs: z.array(input).max(20).default([]),
  steps: steps,
}) as unknown as z.ZodType<Workflow>;

/** Every step of a workflow, outer before inner, in order. */
export function allSteps(list: readonly WorkflowStep[]): WorkflowStep[] {
  return list.flatMap((one) => [one, ...allSteps(innerSteps(one))]);
}

function innerSteps(one: WorkflowStep): readonly WorkflowStep[] {
  if (one.do === "if") return [...one.steps, ...one.else];
  return one.do === "each" ? one.steps : [];
}

/** The ids under which the steps of a list give something, inner ones too. */
export function idsIn(list: readonly WorkflowStep[]): string[] {
  return allSteps(list).flatMap((one) => ("id" in one ? [one.id] : []));
}
