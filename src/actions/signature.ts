import { isJsonObject, type Json, type JsonObject, shortened } from "../kernel/index.ts";
import type { Action } from "./action.ts";
import { type ActionInput, inputsOf } from "./action-inputs.ts";
import { alternativesIn, derefIn, propertiesOf, requiredOf } from "./arguments/schema-types.ts";

type Described = Pick<Action, "name" | "title" | "description" | "method" | "path" | "inputSchema">;

const LONGEST_TITLE = 80;
const LONGEST_DESCRIPTION = 240;
const LONGEST_NOTE = 60;
const MOST_OPTIONAL = 15;
const MOST_VALUES = 8;
const MOST_MEMBERS = 12;
const DEEPEST = 2;

/** A text of a description in one line, without the HTML that some are written in. */
export const plainLine = (text: string) =>
  text
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, " ")
    .replace(/\s+/g, " ")
    .trim();

const shorten = (text: string, length: number) => shortened(plainLine(text), length);

/**
 * One line for a prompt: the name, the arguments that are required, how many are optional, the title.
 * `refund-order(id: string, amount: number, +2 optional) — Refund an order`
 */
export function signatureOf(action: Described): string {
  const { required, optional } = sortedInputs(action);
  const shown = required.map(
    ({ name, schema }) => `${name}: ${typeText(action.inputSchema, schema, DEEPEST)}`,
  );
  const rest = optional.length > 0 ? [`+${optional.length} optional`] : [];
  const title = shorten(action.title, LONGEST_TITLE);
  return `${action.name}(${[...shown, ...rest].join(", ")})${title ? ` — ${title}` : ""}`;
}

/** How much is told of an action: what a prompt can bear for each match, or all that helps to call this one. */
const AMOUNTS = {
  brief: { optional: MOST_OPTIONAL, depth: DEEPEST, note: LONGEST_NOTE, most: 1_200 },
  whole: { optional: 60, depth: 4, note: 120, most: 12_000 },
} as const;

/**
 * A few lines for a prompt: name and title, the request line, the description, and each argument with its type.
 * `whole` opens nested objects further and leaves out no argument before it grows too long.
 */
export function describeAction(action: Described, amount: keyof typeof AMOUNTS = "brief"): string {
  const { optional: mostOptional, depth, note, most } = AMOUNTS[amount];
  const { required, optional } = sortedInputs(action);
  const inFull = [...required, ...optional.slice(0, mostOptional)];
  const texts = inFull.map((input) => ({
    name: input.name,
    text: `  ${argumentText(action.inputSchema, input, { depth, note })}`,
  }));
  let left = most;
  const lines = texts.flatMap(({ text }) => {
    left -= text.length;
    return left >= 0 ? text : [];
  });
  const more = [...texts.slice(lines.length), ...optional.slice(mostOptional)].map(({ name }) => name);
  return [
    `${action.name} — ${shorten(action.title, LONGEST_TITLE)}`,
    `  ${action.method} ${action.path}`,
    ...(isNews(action) ? [`  ${shorten(action.description, LONGEST_DESCRIPTION)}`] : []),
    ...(lines.length > 0 ? lines : ["  no arguments"]),
    ...(more.length > 0 ? [`  also: ${shorten(more.join(", "), LONGEST_DESCRIPTION)}`] : []),
  ].join("\n");
}

function isNews({ title, description }: Described): boolean {
  return description !== "" && description !== title;
}

function sortedInputs(action: Described): { required: ActionInput[]; optional: ActionInput[] } {
  const all = inputsOf(action);
  return {
    required: all.filter((input) => input.isRequired),
    optional: all.filter((input) => !input.isRequired),
  };
}

function argumentText(
  root: JsonObject,
  { name, schema, isRequired }: ActionInput,
  amount: { depth: number; note: number },
): string {
  const description = noteOf(root, schema);
  const note = description ? ` // ${shorten(description, amount.note)}` : "";
  return `${name}${isRequired ? "" : "?"}: ${typeText(root, schema, amount.depth)}${note}`;
}

function noteOf(root: JsonObject, schema: JsonObject): string {
  const description = schema["description"] ?? derefIn(root, schema)["description"];
  return typeof description === "string" ? description : "";
}

/** A schema as TypeScript would write its type; objects are opened `depth` levels down. */
function typeText(root: JsonObject, schema: Json | undefined, depth: number): string {
  const nodes = alternativesIn(root, schema);
  const texts = nodes.slice(0, MOST_VALUES).map((node) => typeOfNode(root, node, depth));
  return [...new Set(texts)].join(" | ");
}

function typeOfNode(root: JsonObject, node: JsonObject, depth: number): string {
  const { type, enum: values, const: only, allOf } = node;
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) return valuesText(values);
  const names = Array.isArray(type) ? type.map(String) : typeof type === "string" ? [type] : [];
  if (names.includes("array"))
    return `${listText(root, node, depth)}${names.includes("null") ? " | null" : ""}`;
  if (isJsonObject(node["properties"])) return objectText(root, node, depth);
  if (names.length > 0) return names.map((name) => scalarText(name, node)).join(" | ");
  return Array.isArray(allOf) && allOf.length > 0
    ? allOf.map((part) => typeText(root, part, depth)).join(" & ")
    : "any";
}

function valuesText(values: readonly Json[]): string {
  const shown = values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value));
  return values.length > MOST_VALUES ? [...shown, "…"].join(" | ") : shown.join(" | ");
}

function listText(root: JsonObject, node: JsonObject, depth: number): string {
  const item = typeText(root, node["items"], depth - 1);
  return /[ |&]/.test(item) ? `(${item})[]` : `${item}[]`;
}

function objectText(root: JsonObject, node: JsonObject, depth: number): string {
  if (depth <= 0) return "object";
  const required = requiredOf(node);
  const members = Object.entries(propertiesOf(node));
  const shown = members.slice(0, MOST_MEMBERS).map(([name, member]) => {
    return `${name}${required.has(name) ? "" : "?"}: ${typeText(root, member, depth - 1)}`;
  });
  return `{ ${[...shown, ...(members.length > MOST_MEMBERS ? ["…"] : [])].join("; ")} }`;
}

const TELLING_FORMATS = new Set(["date", "date-time", "time", "email", "uuid", "uri", "byte", "ipv4"]);

function scalarText(name: string, { format, maximum }: JsonObject): string {
  if (name === "string" && typeof format === "string" && TELLING_FORMATS.has(format)) return format;
  if (name === "integer" && typeof maximum === "number") return `integer ≤ ${maximum}`;
  return name;
}
