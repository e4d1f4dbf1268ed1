import type { Action } from "../actions/index.ts";
import { inexactNumeralIn, isJsonObject, type Json } from "../kernel/index.ts";
import type { CallTarget } from "./call-target.ts";

/** One argument of a call as a person edits it. */
export interface EditField {
  /** `status`; of a described call `query.<name>` or `body`. */
  readonly name: string;
  readonly text: string;
  readonly isRequired: boolean;
  /** Whether it is better shown on several lines. */
  readonly isLong: boolean;
  readonly hint?: string;
}

/** Slack takes 100 blocks; nobody fills in more than this. */
const MOST_FIELDS = 40;
const LONG = 80;

/** The arguments of a call as fields: those that were given first, then the others that the action takes. */
export function fieldsOf(target: CallTarget, action: Action | undefined): readonly EditField[] {
  return (target.kind === "action" ? argumentFields(target, action) : describedFields(target)).slice(
    0,
    MOST_FIELDS,
  );
}

function argumentFields(
  target: Extract<CallTarget, { kind: "action" }>,
  action: Action | undefined,
): EditField[] {
  const given = isJsonObject(target.arguments as Json) ? (target.arguments as { [key: string]: Json }) : {};
  const schema = action?.inputSchema ?? {};
  const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  const names = [...new Set([...Object.keys(given), ...required.map(String), ...Object.keys(properties)])];
  return names.map((name) => {
    const hint = hintOf(properties[name]);
    return {
      name,
      ...shape(given[name]),
      isRequired: required.includes(name),
      ...(hint ? { hint } : {}),
    };
  });
}

/** Empty where the schema has nothing to say. */
function hintOf(schema: Json | undefined): string {
  if (!isJsonObject(schema)) return "";
  const choices = Array.isArray(schema["enum"]) ? `One of ${schema["enum"].map(String).join(", ")}` : "";
  const about = typeof schema["description"] === "string" ? schema["description"] : "";
  return [about, choices]
    .filter((part) => part !== "")
    .join(". ")
    .slice(0, 150);
}

function describedFields(target: Extract<CallTarget, { kind: "http" }>): EditField[] {
  const query = Object.entries(target.query).map(([name, value]) => ({
    name: `query.${name}`,
    ...shape(value),
    isRequired: false,
  }));
  if (target.method === "GET" || target.method === "HEAD") return query;
  return [...query, { name: "body", ...shape(target.body), isLong: true, isRequired: false, hint: "JSON" }];
}

function shape(value: Json | undefined): Pick<EditField, "text" | "isLong"> {
  const text = value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return { text, isLong: text.length > LONG || text.includes("\n") };
}

/** The target with what a person entered. A field that was left as it was keeps its value; an empty one goes. */
export function targetWith(
  target: CallTarget,
  action: Action | undefined,
  entered: ReadonlyMap<string, string>,
): { ok: true; target: CallTarget } | { ok: false; field: string; message: string } {
  const before = new Map(fieldsOf(target, action).map(({ name, text }) => [name, text]));
  const changed = [...entered].filter(([name, text]) => before.has(name) && before.get(name) !== text);
  if (target.kind === "action") {
    const given = isJsonObject(target.arguments as Json) ? (target.arguments as { [key: string]: Json }) : {};
    return { ok: true, target: { ...target, arguments: withEntries(given, changed) } };
  }
  const query = withEntries(
    target.query,
    changed.flatMap(([name, text]) => (name.startsWith("query.") ? [[name.slice(6), text] as const] : [])),
  );
  const body = changed.find(([name]) => name === "body")?.[1];
  if (body === undefined) return { ok: true, target: { ...target, query } };
  const { body: _, ...bare } = target;
  if (body.trim() === "") return { ok: true, target: { ...bare, query } };
  try {
    const edited: CallTarget = { ...bare, query, body: JSON.parse(body) as Json };
    const inexact = inexactNumeralIn(body);
    if (inexact === undefined) return { ok: true, target: edited };
    const message = `The number ${inexact} has more digits than a number keeps, so another one would be sent. Write it in quotes, as a text`;
    return { ok: false, field: "body", message };
  } catch {
    return { ok: false, field: "body", message: "This is not valid JSON" };
  }
}

function withEntries(
  given: Readonly<Record<string, Json>>,
  changed: readonly (readonly [string, string])[],
): Record<string, Json> {
  const values = new Map<string, Json>(Object.entries(given));
  for (const [name, text] of changed) {
    if (text === "") values.delete(name);
    else values.set(name, text);
  }
  return Object.fromEntries(values);
}
