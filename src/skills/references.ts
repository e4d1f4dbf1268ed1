import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";

/** `order.items[0].sku`: a name, then members, positions, and `[*]` for every element of a list. */
export interface Reference {
  readonly root: string;
  readonly path: readonly (string | number | "*")[];
}

/** One end of a span of time, to be resolved when the skill runs: `{{start of the last 24 hours}}`. */
export interface TimeReference {
  readonly edge: "start" | "end";
  readonly phrase: string;
  /** Only the day, as `2026-11-21`. */
  readonly isDay: boolean;
}

export type Inserted = { readonly ref: Reference } | { readonly time: TimeReference };

const BRACES = /\{\{\s*([^{}]{1,300}?)\s*\}\}/g;
const ONLY = /^\{\{\s*([^{}]{1,300}?)\s*\}\}$/;
const REFERENCE = /^([A-Za-z_][\w-]*)((?:\.[A-Za-z_$@][\w$@-]*|\[\d+\]|\[\*\])*)$/;
const PART = /\.([A-Za-z_$@][\w$@-]*)|\[(\d+)\]|\[\*\]/g;
const TIME = /^(start|end) of (.+?)( as date)?$/i;

/** What stands between double braces, or undefined when it is no reference. */
export function parseInserted(text: string): Inserted | undefined {
  const time = TIME.exec(text);
  if (time?.[2]) {
    const edge = time[1]?.toLowerCase() === "end" ? "end" : "start";
    return { time: { edge, phrase: time[2], isDay: time[3] !== undefined } };
  }
  const match = REFERENCE.exec(text);
  if (!match?.[1]) return undefined;
  const path = [...(match[2] ?? "").matchAll(PART)].map(([whole, member, position]) =>
    member !== undefined ? member : position !== undefined ? Number(position) : (whole.slice(1, -1) as "*"),
  );
  return { ref: { root: match[1], path } };
}

/** Everything in double braces anywhere in a value, as written. */
export function insertedIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [...value.matchAll(BRACES)].map((match) => match[1] ?? "");
  if (Array.isArray(value)) return value.flatMap(insertedIn);
  return isJsonObject(value ?? null) ? Object.values(value as JsonObject).flatMap(insertedIn) : [];
}

/** The value at a path, or undefined. `[*]` gives a list of what is there in each element. */
export function valueAt(value: Json | undefined, path: Reference["path"]): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined || value === undefined) return value;
  if (first === "*") {
    if (!Array.isArray(value)) return undefined;
    return value.flatMap((element) => valueAt(element, rest) ?? []);
  }
  if (typeof first === "number") return Array.isArray(value) ? valueAt(value[first], rest) : undefined;
  if (!isJsonObject(value) || !Object.hasOwn(value, first)) return undefined;
  return valueAt(value[first], rest);
}

/** Finds what a reference means; `undefined` when there is nothing there. */
export type Lookup = (inserted: Inserted, written: string) => Json | undefined;

/** Fills the references of an argument. A member that is nothing but an empty reference is left out. */
export function fillValue(template: Json, look: Lookup): Json | undefined {
  if (typeof template === "string") return fillString(template, look);
  if (Array.isArray(template)) return template.map((element) => fillValue(element, look) ?? null);
  if (!isJsonObject(template)) return template;
  const filled = Object.entries(template).flatMap(([name, member]) => {
    const value = fillValue(member, look);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(filled);
}

function fillString(template: string, look: Lookup): Json | undefined {
  const only = ONLY.exec(template)?.[1];
  if (only === undefined) return fillText(template, look);
  const inserted = parseInserted(only);
  return inserted ? look(inserted, only) : template;
}

/** Fills the references of a text that people read. What is not there is said as “nothing”. */
export function fillText(template: string, look: Lookup): string {
  return template.replace(BRACES, (whole, written: string) => {
    const inserted = parseInserted(written);
    return inserted ? worded(look(inserted, written)) : whole;
  });
}

const MOST_LISTED = 10;

function worded(value: Json | undefined): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value) && value.every((element) => typeof element !== "object")) {
    const more = value.length > MOST_LISTED ? `, … (${value.length})` : "";
    return value.slice(0, MOST_LISTED).join(", ") + more;
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
