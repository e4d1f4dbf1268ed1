import type { Json } from "../kernel/index.ts";
import { shortened } from "../kernel/index.ts";
import type { Permissions } from "./permissions.ts";
import type { Condition, SkillInput, ThinkStep, Workflow, WorkflowStep } from "./workflow.ts";

/** One line for a step, without what is inside it. */
export function describeStep(step: WorkflowStep): string {
  switch (step.do) {
    case "call":
      return `call ${step.action}${argumentsText(step.with)}`;
    case "request":
      return `${step.method} ${prose(step.path)} of ${step.integration}${argumentsText(step.query)}`;
    case "query":
      return `compute \`${clip(step.sql)}\``;
    case "check":
      return `check that ${describeCondition(step.that)}`;
    case "if":
      return `if ${describeCondition(step.that)}`;
    case "each":
      return `for each \`${step.as}\` of \`${step.of}\`, at most ${step.limit}`;
    case "say":
      return `${step.channel ? `post in ${step.channel}` : "say"}: “${prose(step.text)}”`;
    case "think":
      return `ask the language model${answerText(step)}: “${prose(step.about)}”`;
    case "skill":
      return `run the skill ${step.skill}${argumentsText(step.with)}`;
    case "end":
      return `end${step.failed ? " as failed" : ""}: “${prose(step.text)}”`;
  }
}

const ANSWERS = {
  string: "",
  list: " for a list",
  integer: " for a whole number",
  number: " for a number",
  boolean: " for yes or no",
} as const;

const answerText = ({ gives, one_of }: ThinkStep) =>
  one_of ? ` for one of ${one_of.join(", ")}` : ANSWERS[gives];

const LONGEST = 160;
/** In one line, and not too long for one. */
function clip(text: string): string {
  return shortened(text.replace(/\s+/g, " ").trim(), LONGEST);
}

/** Prose with its references set as code, so that people see at once what is filled in. */
const prose = (text: string) =>
  clip(text)
    .replaceAll("`", "'")
    .replace(/\{\{[^{}]+\}\}/g, "`$&`");

function argumentsText(given: Readonly<Record<string, Json>>): string {
  const pairs = Object.entries(given).map(([name, value]) => `${name} = ${valueText(value)}`);
  return pairs.length > 0 ? ` with ${pairs.join(", ")}` : "";
}

function valueText(value: Json): string {
  if (typeof value !== "string") return prose(JSON.stringify(value));
  return value.startsWith("{{") ? prose(value) : `“${prose(value)}”`;
}

/** A condition in words. */
function describeCondition(condition: Condition): string {
  if ("all" in condition) return condition.all.map(describeCondition).join(" and ");
  if ("any" in condition) return condition.any.map(describeCondition).join(" or ");
  if ("not" in condition) return `not (${describeCondition(condition.not)})`;
  const { left, is, right } = condition;
  if (is === "exists") return `${valueText(left)} is there`;
  if (is === "missing") return `${valueText(left)} is not there`;
  if (is === "true") return `${valueText(left)} holds`;
  const side = Array.isArray(right) ? right.map(String).join(", ") : valueText(right ?? null);
  return `${valueText(left)} ${is === "not in" ? "is none of" : is === "in" ? "is one of" : is} ${side}`;
}

/** The steps of a workflow as an indented list in Markdown. */
export function describeSteps(steps: readonly WorkflowStep[], depth = 0): string[] {
  const indent = "    ".repeat(depth);
  return steps.flatMap((step, at) => {
    const line = `${indent}${at + 1}. ${capital(describeStep(step))}`;
    if (step.do === "each") return [line, ...describeSteps(step.steps, depth + 1)];
    if (step.do !== "if") return [line];
    const otherwise =
      step.else.length > 0 ? [`${indent}    otherwise:`, ...describeSteps(step.else, depth + 1)] : [];
    return [line, ...describeSteps(step.steps, depth + 1), ...otherwise];
  });
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `order_id` (integer), `note` (string, “none” unless given). */
function describeInputs(inputs: readonly SkillInput[]): string {
  if (inputs.length === 0) return "none";
  return inputs
    .map(({ name, type, one_of, default: value }) => {
      const kind = one_of ? `one of ${one_of.join(", ")}` : type;
      return `\`${name}\` (${kind}${value === undefined ? "" : `, “${value}” unless given`})`;
    })
    .join(", ");
}

/** What a skill may do, in a few phrases that go on “It …”. */
export function describePermissions({ calls, channels, skills, asksModel }: Permissions): string[] {
  const reads = calls.filter(({ effect }) => effect === "read").map(({ what }) => `\`${what}\``);
  const changes = calls
    .filter(({ effect }) => effect === "write" || effect === "destroy")
    .map(({ what }) => `\`${what}\``);
  const any = calls.filter(({ effect }) => effect === null).map(({ what }) => `\`${what}\``);
  const parts = [
    reads.length > 0 ? `reads ${reads.join(", ")}` : "",
    changes.length > 0
      ? `changes ${changes.join(", ")} (after approval, as the rules say)`
      : any.length === 0
        ? "changes nothing"
        : "",
    any.length > 0 ? `calls ${any.join(", ")} (after approval where that changes something)` : "",
    channels.length > 0 ? `posts in ${channels.join(", ")}` : "",
    skills.length > 0 ? `runs ${skills.join(", ")}` : "",
    asksModel ? "asks the language model" : "",
  ];
  return parts.filter((part) => part !== "");
}

/** A whole skill in Markdown: what it needs, what it does, and what it may do. */
export function describeWorkflow(name: string, workflow: Workflow, permissions: Permissions): string {
  return [
    `**${name}**`,
    `Needs: ${describeInputs(workflow.inputs)}`,
    ...describeSteps(workflow.steps),
    `It ${describePermissions(permissions).join("; ")}.`,
  ].join("\n");
}
