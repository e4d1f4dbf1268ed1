import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";

const TYPES = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);

/** Type names that people write although JSON Schema does not know them. */
const TYPE_SLIPS: Readonly<Record<string, string>> = {
  int: "integer",
  int32: "integer",
  int64: "integer",
  long: "integer",
  float: "number",
  double: "number",
  decimal: "number",
  bool: "boolean",
  str: "string",
  text: "string",
  date: "string",
  datetime: "string",
  "date-time": "string",
  uuid: "string",
  file: "string",
  map: "object",
  list: "array",
};

/** The `type` keyword as JSON Schema has it, or undefined when nothing sensible is left. */
export function readType(type: Json | undefined): Json | undefined {
  if (Array.isArray(type)) {
    const known = type.map(readType).filter((name): name is string => typeof name === "string");
    const unique = [...new Set(known)];
    return unique.length > 1 ? unique : unique[0];
  }
  if (typeof type !== "string") return undefined;
  return TYPES.has(type) ? type : TYPE_SLIPS[type.toLowerCase()];
}

const isCount = (value: Json) => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isNumber = (value: Json) => typeof value === "number" && Number.isFinite(value);
const isText = (value: Json) => typeof value === "string";
const isFlag = (value: Json) => typeof value === "boolean";
const anything = () => true;

/** Keywords that are copied as they stand, with what makes them well formed. Any other keyword is dropped. */
export const PLAIN_KEYWORDS: Readonly<Record<string, (value: Json) => boolean>> = {
  title: isText,
  format: isText,
  pattern: isText,
  default: anything,
  const: anything,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  minContains: isCount,
  maxContains: isCount,
  uniqueItems: isFlag,
  deprecated: isFlag,
  multipleOf: (value) => isNumber(value) && Number(value) > 0,
};

/** Keywords that hold one schema. */
export const SCHEMA_KEYWORDS = [
  "items",
  "additionalProperties",
  "not",
  "contains",
  "propertyNames",
  "if",
  "then",
  "else",
];

/** Keywords that hold a list of schemas. */
export const LIST_KEYWORDS = ["allOf", "anyOf", "oneOf", "prefixItems"];

/** Keywords that hold schemas by name. */
export const MAP_KEYWORDS = ["properties", "patternProperties", "dependentSchemas"];

/** `exclusiveMinimum` and its twin: a number, or the flag beside `minimum` that OpenAPI 3.0 and Swagger 2.0 use. */
export function readBounds(schema: JsonObject): JsonObject {
  const bounds: JsonObject = {};
  for (const [limit, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    const value = schema[limit];
    const flag = schema[exclusive];
    if (typeof flag === "number") bounds[exclusive] = flag;
    if (typeof value !== "number") continue;
    bounds[flag === true ? exclusive : limit] = value;
  }
  return bounds;
}

/** The distinct values of an `enum`, or undefined when it has none. */
export function readEnum(values: Json | undefined): Json[] | undefined {
  if (!Array.isArray(values) || values.length === 0) return undefined;
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

/** Whether the schema accepts null by `nullable` (3.0) or `x-nullable` (2.0). */
export function isNullable(schema: JsonObject): boolean {
  return schema["nullable"] === true || schema["x-nullable"] === true;
}

/** The names of an object schema's `required`, as far as it is a list of names. */
export function readRequired(schema: JsonObject): string[] {
  const required = schema["required"];
  if (!Array.isArray(required)) return [];
  return [...new Set(required.filter((name): name is string => typeof name === "string"))];
}

/** Members of `value` that can be schemas: objects and the two boolean schemas. */
export function isSchema(value: Json | undefined): value is JsonObject | boolean {
  return typeof value === "boolean" || isJsonObject(value);
}
