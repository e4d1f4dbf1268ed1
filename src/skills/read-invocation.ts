import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import type { SkillOutline } from "../planning/index.ts";

/** A skill that a sentence runs, with what it gives for the inputs. */
export interface Invocation {
  readonly skill: SkillOutline;
  readonly inputs: JsonObject;
  readonly isDryRun: boolean;
}

const BEFORE = String.raw`^(?:please\s+)?(?:(dry[- ]?run|simulate|try out)\s+)?(?:(?:run|start|do|execute|use)\s+)?(?:the\s+|our\s+)?(?:skill\s+)?`;
const DRY_AFTER = /[,\s]+(?:as\s+a\s+)?dry[- ]?run[.!]?$/i;

/**
 * The skill that a sentence runs: `ship-order #1234`, `run ship-order for order 1234`, `dry-run ship-order 1234`. Its
 * name has to stand where the verb is, so that a sentence which only speaks of a skill does not run it.
 */
export function readInvocation(text: string, skills: readonly SkillOutline[]): Invocation | undefined {
  const plain = text.trim().replace(/^(["'`])(.*)\1$/s, "$2");
  const isDryAfter = DRY_AFTER.test(plain);
  const sentence = plain.replace(DRY_AFTER, "");
  const byLength = [...skills].sort((a, b) => b.name.length - a.name.length);
  for (const skill of byLength) {
    const name = skill.name.replaceAll("-", "[- ]");
    const match = new RegExp(`${BEFORE}${name}(?![\\w-])(?:\\s+skill\\b)?(.*)$`, "is").exec(sentence);
    if (!match) continue;
    const inputs = readInputs(match[2] ?? "", skill.inputs);
    return { skill, inputs, isDryRun: match[1] !== undefined || isDryAfter };
  }
  return undefined;
}

const TOKEN =
  /([a-z_]\w*)\s*[=:]\s*("(?:[^"\\]|\\.)*"|“[^”]*”|'[^']*'|[^\s,]+)|"([^"]*)"|“([^”]*)”|'([^']*)'|[^\s,]+/gi;
const FILLER = new Set("for with on of the a an order number id please and in to".split(" "));

/** The inputs that the rest of a sentence gives: by name, else in order, each the first word that it could be. */
export function readInputs(rest: string, wanted: SkillOutline["inputs"]): JsonObject {
  const given: Record<string, Json> = {};
  const words: string[] = [];
  for (const match of rest.matchAll(TOKEN)) {
    const named = wanted.find(({ name }) => name === match[1]?.toLowerCase());
    if (named && match[2] !== undefined) given[named.name] = unquoted(match[2]);
    else words.push(match[3] ?? match[4] ?? match[5] ?? match[0].replace(/[.!?]+$/, ""));
  }
  const open = [...wanted].sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
  for (const input of open) {
    if (input.name in given) continue;
    const at = words.findIndex((word) => couldBe(word, input));
    if (at >= 0) given[input.name] = words.splice(at, 1)[0]?.replace(/^#/, "") ?? "";
  }
  const last = open.find((input) => input.isRequired && input.type === "string" && !(input.name in given));
  const left = words.filter((word) => !FILLER.has(word.toLowerCase()));
  if (last && left.length > 0) given[last.name] = left.join(" ");
  return given;
}

function unquoted(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return value;
  } catch {
    // Not quoted as in JSON, but as people quote.
  }
  return text.replace(/^["“'](.*)["”']$/s, "$1");
}

/** The sentence that runs a skill with these inputs: `readInvocation` reads it back to the same, whatever they hold. */
export function writeInvocation(
  name: string,
  { inputs, isDryRun }: Pick<Invocation, "isDryRun"> & { inputs: Readonly<Record<string, string>> },
): string {
  const pairs = Object.entries(inputs).map(([input, value]) => `${input}=${JSON.stringify(value)}`);
  return [...(isDryRun ? ["dry-run"] : []), name, ...pairs].join(" ");
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function couldBe(word: string, { type, oneOf }: Pick<WantedInput, "type" | "oneOf">): boolean {
  if (oneOf) return oneOf.some((one) => one.toLowerCase() === word.toLowerCase());
  if (type === "date") return DAY.test(word);
  if (type === "integer") return /^#?-?\d+$/.test(word);
  if (type === "number") return /^#?-?\d+(\.\d+)?$/.test(word);
  if (type === "boolean") return /^(true|false|yes|no)$/i.test(word);
  return /^#?(?=.*\d)[\w.@-]+$/.test(word);
}

export type TypedInputs =
  | { readonly ok: true; readonly inputs: JsonObject }
  | { readonly ok: false; readonly message: string };

/** Gives inputs the types that the skill wants, or says which one cannot be what it is. */
export function typeInputs(given: unknown, wanted: SkillOutline["inputs"]): TypedInputs {
  const object = isJsonObject(given) ? given : {};
  const unknown = Object.keys(object).filter((name) => !wanted.some((input) => input.name === name));
  if (unknown.length > 0) {
    return {
      ok: false,
      message: `there is no input ${unknown.join(", ")}; it takes ${wanted.map(({ name }) => name).join(", ") || "none"}`,
    };
  }
  const typed: Record<string, Json> = {};
  for (const input of wanted) {
    const { name } = input;
    const value = object[name];
    if (value === undefined) continue;
    const one = typeInput(value, input);
    if (one === undefined) {
      return {
        ok: false,
        message: `\`${name}\` must be ${wantedWords(input)}, not ${JSON.stringify(value).slice(0, 80)}`,
      };
    }
    typed[name] = one;
  }
  return { ok: true, inputs: typed };
}

/** The types of inputs in words. */
const INPUT_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  integer: "a whole number",
  number: "a number",
  boolean: "yes or no",
  date: "a day such as 2026-11-21",
};

type WantedInput = SkillOutline["inputs"][number];

/** What an input has to be, in words: `a whole number`, `one of red, green`. */
export function wantedWords({ type, oneOf }: Pick<WantedInput, "type" | "oneOf">): string {
  return oneOf ? `one of ${oneOf.join(", ")}` : (INPUT_WORDS[type] ?? type);
}

/** A value as an input wants it; undefined where it cannot be that. */
export function typeInput(
  value: Json,
  { type, oneOf }: Pick<WantedInput, "type" | "oneOf">,
): Json | undefined {
  const typed = typeValue(value, type);
  if (!oneOf) return typed;
  return oneOf.find((one) => one.toLowerCase() === String(typed).toLowerCase());
}

function typeValue(value: Json, type: string): Json | undefined {
  const text = String(value).trim();
  if (type === "date") return isDay(text) ? text : undefined;
  if (type === "integer") return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (type === "number") return /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (type === "boolean")
    return /^(true|yes)$/i.test(text) ? true : /^(false|no)$/i.test(text) ? false : undefined;
  return typeof value === "object" ? undefined : text;
}
