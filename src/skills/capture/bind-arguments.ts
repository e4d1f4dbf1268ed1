import { type Action, type ActionInput, inputsOf } from "../../actions/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { stem } from "../../planning/index.ts";
import { referenceText, shapeAt } from "../shapes.ts";
import type { SkillInput } from "../workflow.ts";
import {
  type FoundField,
  findFieldNamed,
  identifierOf,
  type Loop,
  nounOf,
  referenceTo,
  type Source,
  singular,
} from "./sources.ts";

/** The arguments of one call, and what had to be asked of the person for them. */
export interface Bound {
  readonly arguments: Readonly<Record<string, Json>>;
  readonly inputs: readonly SkillInput[];
  /** Set when an argument is taken from each element of a list. */
  readonly loop?: Loop;
  /** How many required arguments come from earlier steps. */
  readonly fromSteps: number;
}

export interface Setting {
  readonly sources: readonly Source[];
  /** What was bound to a place in a path before: the same place means the same thing again. */
  readonly places: ReadonlyMap<string, string>;
  /** `name = value` pairs of the sentence. */
  readonly given: Readonly<Record<string, Json>>;
  readonly sentence: string;
}

/**
 * Finds a value for every argument that a call needs. In this order: what the sentence gives, the value that stood at
 * the same place of the same path before, a field of an earlier result, else an input that the person is asked for.
 * Of the other arguments, those are set that the sentence gives or names a value of: “mark it as shipped”.
 */
export function bindArguments(action: Action, setting: Setting): Bound {
  const bound = { arguments: {} as Record<string, Json>, inputs: [] as SkillInput[], fromSteps: 0 };
  let loop: Loop | undefined;
  for (const { name, schema, isRequired } of inputsOf(action)) {
    const said = saidValue(name, schema, setting);
    if (said !== undefined) {
      bound.arguments[name] = said;
      continue;
    }
    if (!isRequired) continue;
    const place = setting.places.get(placeOf(action, name));
    const found = place === undefined ? findFieldNamed(name, setting.sources) : undefined;
    if (place !== undefined) bound.arguments[name] = place;
    else if (found && fits(found, loop)) {
      const taken = take(found);
      loop ??= taken.loop;
      bound.arguments[name] = taken.reference;
      bound.fromSteps += 1;
    } else {
      const input = inputFor(action, { name, schema, isRequired });
      bound.inputs.push(input);
      bound.arguments[name] = `{{inputs.${input.name}}}`;
    }
  }
  return loop ? { ...bound, loop } : bound;
}

/** One place in the path of an integration: what stands there names the same thing in every action. */
export function placeOf(action: Action, name: string): string {
  const at = action.path.indexOf(`{${name}}`);
  return at < 0 ? `${action.id} ${name}` : `${action.integrationId} ${action.path.slice(0, at)}`;
}

function saidValue(name: string, schema: Json, { given, sentence }: Setting): Json | undefined {
  const pair = Object.entries(given).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (pair) return pair[1];
  const words = new Set(
    (sentence.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? []).flatMap((word) => [word, stem(word)]),
  );
  return valuesOf(schema).find(
    (value) => words.has(value.toLowerCase()) || words.has(stem(value.toLowerCase())),
  );
}

/** The texts that a schema allows, where it lists them. */
function valuesOf(schema: Json): string[] {
  if (!isJsonObject(schema)) return [];
  const own = Array.isArray(schema["enum"]) ? schema["enum"] : [];
  const others = [schema["anyOf"], schema["oneOf"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return [...own.filter((value): value is string => typeof value === "string"), ...others.flatMap(valuesOf)];
}

/** Only one loop at a time: a second list would have to be gone through beside the first. */
function fits({ source, field }: FoundField, loop: Loop | undefined): boolean {
  const stars = field.path.filter((part) => part === "*").length + (source.loop ? 1 : 0);
  if (stars === 0) return true;
  return stars === 1 && !source.loop && (loop === undefined || loop.of === listOf(source, field.path));
}

const listOf = (source: Source, path: FoundField["field"]["path"]) =>
  `{{${referenceText(source.root, path.slice(0, path.indexOf("*")))}}}`;

function take(found: FoundField): { reference: string; loop?: Loop } {
  const { source, field } = found;
  const star = field.path.indexOf("*");
  if (star < 0) return { reference: referenceTo(found, {}) };
  const list = field.path.slice(0, star);
  const as = loopName(list.at(-1) ?? source.noun);
  const item = shapeAt(source.shape, [...list, 0]) ?? "any";
  const loop = { of: listOf(source, field.path), as, item };
  return { reference: `{{${referenceText(as, field.path.slice(star + 1))}}}`, loop };
}

function loopName(list: string): string {
  const one = identifierOf(singular(list));
  return one === identifierOf(list) ? `one_${one}` : one;
}

function inputFor(action: Action, { name, schema }: ActionInput): SkillInput {
  const isBare = /^(id|name|key|number|code)$/i.test(name);
  const noun = nounOf(action);
  const description = typeof schema["description"] === "string" ? schema["description"] : "";
  return {
    name: identifierOf(isBare ? `${noun}_${name}` : name),
    type: typeOf(schema),
    description: description.slice(0, 200),
  };
}

function typeOf({ type }: JsonObject): SkillInput["type"] {
  const names = Array.isArray(type) ? type.map(String) : [String(type)];
  const known = (["integer", "number", "boolean"] as const).find((name) => names.includes(name));
  return known && !names.includes("string") ? known : "string";
}
