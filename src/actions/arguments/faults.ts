import type { ErrorObject } from "ajv";
import { isExactNumeral, isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { typesIn } from "./schema-types.ts";

/** One thing wrong with the arguments, for a person and for a planner that may correct itself. */
export interface ArgumentFault {
  /** Where, with dots: `customer.address.city`, `items.0`. Empty for the arguments as a whole. */
  readonly path: string;
  /** What is wrong and what would be accepted: `limit must be ≤ 200, got 500`. */
  readonly message: string;
}

const MOST_FAULTS = 8;
const MOST_VALUES = 12;
const LONGEST_VALUE = 40;

/** The faults of a failed validation, most general first, without those that only explain another one. */
export function faultsOf(root: JsonObject, errors: readonly ErrorObject[]): ArgumentFault[] {
  const choices = errors.filter((error) => error.keyword === "anyOf");
  const outermost = choices.filter(
    (error) => !choices.some((other) => other !== error && isBelow(error, other)),
  );
  const kept = errors.filter(
    (error) => outermost.includes(error) || !outermost.some((choice) => isBelow(error, choice)),
  );
  const faults = kept.map((error) => faultOf(root, error));
  const byMessage = new Map(faults.map((fault) => [fault.message, fault]));
  return [...byMessage.values()].slice(0, MOST_FAULTS);
}

function isBelow(error: ErrorObject, choice: ErrorObject): boolean {
  const [inner, outer] = [error.instancePath, choice.instancePath];
  return inner === outer ? error.keyword !== "anyOf" : inner.startsWith(`${outer}/`);
}

function faultOf(root: JsonObject, error: ErrorObject): ArgumentFault {
  const path = dotted(error.instancePath);
  const missing = error.keyword === "required" ? String(error.params["missingProperty"]) : undefined;
  if (missing !== undefined) {
    const whole = path ? `${path}.${missing}` : missing;
    return { path: whole, message: `${whole} is required` };
  }
  return { path, message: `${path || "the arguments"} ${demandOf(root, error)}${gotOf(error)}` };
}

function dotted(instancePath: string): string {
  const tokens = instancePath.split("/").slice(1);
  return tokens.map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
}

const LIMITS: Readonly<Record<string, string>> = {
  minimum: "must be ≥",
  maximum: "must be ≤",
  exclusiveMinimum: "must be >",
  exclusiveMaximum: "must be <",
  multipleOf: "must be a multiple of",
  minLength: "must have at least this many characters:",
  maxLength: "must have at most this many characters:",
  minItems: "must have at least this many items:",
  maxItems: "must have at most this many items:",
};

function demandOf(root: JsonObject, error: ErrorObject): string {
  const { keyword, params } = error;
  if (LIMITS[keyword]) return `${LIMITS[keyword]} ${params["limit"] ?? params["multipleOf"]}`;
  if (keyword === "type") return `must be ${article(String(params["type"]).split(",").join(" or "))}`;
  if (keyword === "enum") return `must be one of ${listed(params["allowedValues"])}`;
  if (keyword === "const") return `must be ${shown(params["allowedValue"])}`;
  if (keyword === "format") return `must be ${article(`valid ${params["format"]}`)}`;
  if (keyword === "pattern") return `must match ${String(params["pattern"]).slice(0, 100)}`;
  if (keyword === "additionalProperties") return `has no member ${shown(params["additionalProperty"])}`;
  if (keyword === "anyOf") return demandOfChoice(root, error);
  return error.message ?? "is not right";
}

function demandOfChoice(root: JsonObject, error: ErrorObject): string {
  const schema = isJsonObject(error.parentSchema) ? error.parentSchema : {};
  const types = [...typesIn(root, schema)];
  return types.length > 1
    ? `must be one of: ${types.join(", ")}`
    : "fits none of the forms that are accepted";
}

const article = (noun: string) => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

function listed(values: unknown): string {
  const all = Array.isArray(values) ? values : [];
  const some = all.slice(0, MOST_VALUES).map(shown).join(", ");
  return all.length > MOST_VALUES ? `${some}, … (${all.length} in all)` : some;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, LONGEST_VALUE);
}

/** A text that was a number once, before it was seen that its digits would get lost. */
function isLostAsNumber({ keyword, params }: ErrorObject, text: string): boolean {
  const wantsNumber = keyword === "type" && /number|integer/.test(String(params["type"]));
  return wantsNumber && /^-?\d+(\.\d+)?$/.test(text) && !isExactNumeral(text);
}

function gotOf(error: ErrorObject): string {
  if (error.keyword === "additionalProperties") return "";
  const value = error.data as Json;
  if (typeof value === "object" && value !== null)
    return `, got ${Array.isArray(value) ? "a list" : "an object"}`;
  if (typeof value === "string" && isLostAsNumber(error, value))
    return `, and ${value.slice(0, LONGEST_VALUE)} has more digits than a number keeps; another one would be sent`;
  const isLength = error.keyword.endsWith("Length") && typeof value === "string";
  return isLength ? `, got ${[...value].length}` : `, got ${shown(value)}`;
}
