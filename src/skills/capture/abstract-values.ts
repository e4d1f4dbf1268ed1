import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { TimeWindow } from "../../planning/index.ts";
import { referenceText } from "../shapes.ts";
import type { SkillInput } from "../workflow.ts";
import { identifierOf } from "./sources.ts";

/** Turns the values of one run into what they stood for. */
export interface Abstraction {
  /** Takes in what a step gave: its values may turn up in later steps. */
  learn(id: string, value: Json): void;
  arguments(given: JsonObject, noun: string): JsonObject;
  value(given: Json, noun: string): Json;
  /** A path: each segment by itself. */
  path(path: string, noun: string): string;
  /** A text: known values in it, each as a whole word. */
  text(text: string): string;
  /** Whether a person wrote this. */
  wasWritten(word: string): boolean;
}

interface Known {
  readonly reference: string;
  readonly value: string | number;
}

/** Shorter texts and small numbers turn up by chance. */
const isTelling = (value: Json): value is string | number =>
  typeof value === "number" ? Math.abs(value) >= 10 : typeof value === "string" && value.length >= 3;
const MOST_KNOWN = 5_000;

/**
 * For each value, in this order: an end of the span of time that the person named; a value that an earlier step gave; a
 * word that the person wrote, which becomes an input. Anything else stays as it is. An input keeps the person's word as
 * its default, unless it is a number or an id, which the next run will want another of.
 */
export function createAbstraction(run: {
  text: string;
  window: TimeWindow | undefined;
  inputs: SkillInput[];
}): Abstraction {
  const known: Known[] = [];
  const wasWritten = (word: string) => wordPattern(word).test(run.text);

  function one(value: Json, name: string, noun: string): Json {
    if (typeof value !== "string" && typeof value !== "number") return value;
    const time = timeReference(value, run.window);
    if (time) return time;
    if (wasWritten(String(value))) return inputFor(value, name, noun);
    const found = isTelling(value) ? known.find((candidate) => candidate.value === value) : undefined;
    return found ? `{{${found.reference}}}` : value;
  }

  function inputFor(value: string | number, name: string, noun: string): string {
    const isBare = /^(id|name|key|number|code)$/i.test(name);
    const input = identifierOf(isBare ? `${noun}_${name}` : name);
    if (!run.inputs.some((there) => there.name === input)) {
      const isLike = /\d/.test(String(value));
      const type = typeof value === "number" ? (Number.isInteger(value) ? "integer" : "number") : "string";
      run.inputs.push({ name: input, type, description: "", ...(isLike ? {} : { default: value }) });
    }
    return `{{inputs.${input}}}`;
  }

  function deep(value: Json, name: string, noun: string): Json {
    if (Array.isArray(value)) return value.map((element) => deep(element, name, noun));
    if (!isJsonObject(value)) return one(value, name, noun);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deep(member, key, noun)]));
  }

  return {
    learn: (id, value) => void known.push(...scalarsIn(id, value, []).slice(0, MOST_KNOWN - known.length)),
    arguments: (given, noun) => deep(given, "", noun) as JsonObject,
    value: (given, noun) => deep(given, "value", noun),
    path: (path, noun) =>
      path
        .split("/")
        .map((segment) => (/\d/.test(segment) ? String(one(segment, "id", noun)) : segment))
        .join("/"),
    text: (text) => fillText(text, { known, window: run.window, inputs: run.inputs }),
    wasWritten,
  };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const wordPattern = (word: string) => new RegExp(`(?<![\\w.-])${escaped(word)}(?![\\w-]|\\.\\d)`, "i");

function timeReference(value: string | number, window: TimeWindow | undefined): string | undefined {
  if (!window || typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  const { start, end, days } = window;
  if (isMoment(value, start, days.from)) return timeAt("start", value, window);
  return isMoment(value, end, days.until) ? timeAt("end", value, window) : undefined;
}

function timeAt(edge: "start" | "end", value: string, window: TimeWindow): string {
  const suffix = value.length === 10 ? " as date" : "";
  return `{{${edge} of ${plainPhrase(window)}${suffix}}}`;
}

const plainPhrase = ({ phrase }: TimeWindow) => phrase.toLowerCase().replace(/['’]s$/, "");

const isMoment = (text: string, at: Date, day: string) =>
  text.length === 10 ? text === day : new Date(text).getTime() === at.getTime();

function scalarsIn(root: string, value: Json, path: readonly (string | number)[]): Known[] {
  if (Array.isArray(value)) return value.flatMap((element, at) => scalarsIn(root, element, [...path, at]));
  if (isJsonObject(value)) {
    return Object.entries(value).flatMap(([name, member]) => scalarsIn(root, member, [...path, name]));
  }
  return isTelling(value) ? [{ reference: referenceText(root, path), value }] : [];
}

/** Replaces ends of the time span, and whole words that an earlier step gave or that became an input. */
function fillText(
  text: string,
  from: { known: readonly Known[]; window: TimeWindow | undefined; inputs: readonly SkillInput[] },
): string {
  const { known, window } = from;
  let filled = text;
  for (const edge of ["start", "end"] as const) {
    if (window)
      filled = filled.replaceAll(window[edge].toISOString(), `{{${edge} of ${plainPhrase(window)}}}`);
  }
  const longest = [...known].sort((a, b) => String(b.value).length - String(a.value).length);
  for (const { value, reference } of longest) {
    if (!filled.includes(String(value))) continue;
    const pattern = new RegExp(`${wordPattern(String(value)).source}(?![^{]*\\}\\})`, "g");
    filled = filled.replace(pattern, `{{${reference}}}`);
  }
  return filled;
}
