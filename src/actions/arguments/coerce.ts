import { inexactNumeralIn, isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { alternativesIn, propertiesOf, typeOfValue, typesIn } from "./schema-types.ts";

const DEEPEST = 6;

/**
 * `value` in the type its schema asks for, where nothing is lost on the way and only one reading is possible:
 * `"5"` for a number, `"true"` for a boolean, `5` for a string, `"open"` for a list of strings, JSON text for an
 * object or a list. Anything else, and any value the schema accepts as it is, stays.
 */
export function coerce(root: JsonObject, schema: Json | undefined, value: Json, depth = 0): Json {
  if (depth > DEEPEST) return value;
  const types = typesIn(root, schema);
  const fitting = types.size === 0 || accepts(types, typeOfValue(value)) ? value : readAs(types, value);
  if (Array.isArray(fitting)) return coerceItems(root, schema, fitting, depth);
  return isJsonObject(fitting) ? coerceMembers(root, schema, fitting, depth) : fitting;
}

function accepts(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || (type === "integer" && types.has("number"));
}

function readAs(types: ReadonlySet<string>, value: Json): Json {
  if (typeof value === "string") return readText(types, value);
  if (types.has("string") && (typeof value === "boolean" || Number.isSafeInteger(value)))
    return String(value);
  if (types.has("integer") && typeof value === "number") return value;
  return types.has("array") && value !== null ? [value] : value;
}

function readText(types: ReadonlySet<string>, text: string): Json {
  const number = Number(text);
  const isNumber = text !== "" && String(number) === text && Number.isFinite(number);
  if (isNumber && (types.has("number") || (types.has("integer") && Number.isSafeInteger(number))))
    return number;
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  const parsed = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (parsed !== undefined && accepts(types, typeOfValue(parsed))) return parsed;
  return types.has("array") ? [text] : text;
}

function parseJson(text: string): Json | undefined {
  try {
    return inexactNumeralIn(text) === undefined ? (JSON.parse(text) as Json) : undefined;
  } catch {
    return undefined;
  }
}

function coerceItems(
  root: JsonObject,
  schema: Json | undefined,
  items: readonly Json[],
  depth: number,
): Json {
  const lists = alternativesIn(root, schema).filter((node) => node["items"] !== undefined);
  const only = lists.length === 1 ? lists[0] : undefined;
  return only ? items.map((item) => coerce(root, only["items"], item, depth + 1)) : [...items];
}

function coerceMembers(root: JsonObject, schema: Json | undefined, members: JsonObject, depth: number): Json {
  const objects = alternativesIn(root, schema).filter((node) => isJsonObject(node["properties"]));
  const only = objects.length === 1 ? objects[0] : undefined;
  if (!only) return members;
  const known = propertiesOf(only);
  const coerced = Object.entries(members).map(([name, member]): [string, Json] => [
    name,
    Object.hasOwn(known, name) ? coerce(root, known[name], member, depth + 1) : member,
  ]);
  return Object.fromEntries(coerced);
}
