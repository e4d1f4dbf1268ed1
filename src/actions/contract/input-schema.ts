import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { coerce } from "../arguments/coerce.ts";
import { compileSchema } from "../arguments/compile-schema.ts";
import { typeOfValue } from "../arguments/schema-types.ts";
import { type ContractFault, type ContractInput, INPUT_TYPES, type InputType } from "./contract.ts";

const NAME = /^[A-Za-z_$@][\w.$@:[\]-]{0,63}$/;
const MOST_VALUES = 200;
const LONGEST_TEXT = 1_000;

const TYPE_SCHEMAS: Readonly<Record<InputType, JsonObject>> = {
  string: { type: "string" },
  integer: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date" },
  "date-time": { type: "string", format: "date-time" },
  enum: { type: "string" },
  array: { type: "array" },
  object: { type: "object" },
};

const EXAMPLES: Readonly<Record<InputType, string>> = {
  string: "open",
  integer: "42",
  number: "9.5",
  boolean: "true or false",
  date: "2026-03-18",
  "date-time": "2026-03-18T12:00:00Z",
  enum: "one of the allowed values",
  array: '["a", "b"]',
  object: '{"key": "value"}',
};

const isType = (type: string): type is InputType => INPUT_TYPES.some((known) => known === type);

/** The JSON Schema of one input, or its faults; `at` is its place in the list. */
export function schemaOfInput(
  input: ContractInput,
  at: number,
): { readonly schema: JsonObject; readonly faults: readonly ContractFault[] } {
  const field = (part: string) => `inputs.${at}.${part}`;
  const faults: ContractFault[] = [];
  if (!NAME.test(input.name)) faults.push({ field: field("name"), message: nameFault(input.name) });
  if (input.description.length > LONGEST_TEXT)
    faults.push({ field: field("description"), message: `Use at most ${LONGEST_TEXT} characters` });
  if (!isType(input.type)) {
    const message = `Choose one of ${INPUT_TYPES.join(", ")}`;
    return { schema: {}, faults: [...faults, { field: field("type"), message }] };
  }
  const values = valuesOf(input, input.type);
  if (typeof values === "string")
    return { schema: {}, faults: [...faults, { field: field("values"), message: values }] };
  const schema = described(typed(input.type, values), input);
  const initial = defaultOf(input, input.type, schema);
  if (initial !== undefined && "fault" in initial)
    faults.push({ field: field("default"), message: initial.fault });
  return {
    schema: initial && "value" in initial ? { ...schema, default: initial.value } : schema,
    faults,
  };
}

function nameFault(name: string): string {
  return name === ""
    ? "Give it a name, such as order_id"
    : "Use letters, digits, _ - and . and begin with a letter: order_id";
}

function typed(type: InputType, values: readonly Json[]): JsonObject {
  const plain = TYPE_SCHEMAS[type];
  if (values.length === 0) return plain;
  return type === "array" ? { ...plain, items: { enum: [...values] } } : { ...plain, enum: [...values] };
}

function described(schema: JsonObject, { description }: ContractInput): JsonObject {
  return description === "" ? schema : { ...schema, description };
}

/** The allowed values in the input's type, or what is wrong with them. */
function valuesOf({ values }: ContractInput, type: InputType): readonly Json[] | string {
  const texts = values
    .split(/[,\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== "");
  if (texts.length === 0) return type === "enum" ? "List the allowed values: open, closed" : [];
  if (texts.length > MOST_VALUES) return `List at most ${MOST_VALUES} values`;
  if (type === "object") return "An object cannot have a list of allowed values; leave this empty";
  if (type === "array") return texts;
  const schema = TYPE_SCHEMAS[type];
  const read = texts.map((text) => coerce(schema, schema, text));
  const takes = acceptorOf(schema);
  const wrong = read.findIndex((value) => !takes(value));
  return wrong < 0 ? read : `“${texts[wrong]}” is not ${article(type)}, such as ${EXAMPLES[type]}`;
}

function defaultOf(
  input: ContractInput,
  type: InputType,
  schema: JsonObject,
): { readonly value: Json } | { readonly fault: string } | undefined {
  if (input.default === "") return undefined;
  const value = coerce(schema, schema, input.default);
  if (acceptorOf(schema)(value)) return { value };
  const values = schema["enum"];
  return {
    fault: Array.isArray(values)
      ? `The default must be one of ${values.join(", ")}`
      : `The default must be ${article(type)}, such as ${EXAMPLES[type]}`,
  };
}

/** Whether a schema of ours takes a value. Compiling a validator takes milliseconds, and only a date needs one. */
function acceptorOf(schema: JsonObject): (value: Json) => boolean {
  const { type, format, enum: values, items } = schema;
  if (Array.isArray(values)) return (value) => values.includes(value);
  if (format !== undefined) return compileSchema(schema);
  const takesItem = isJsonObject(items) ? acceptorOf(items) : () => true;
  return (value) => {
    if (Array.isArray(value)) return type === "array" && value.every(takesItem);
    const found = typeOfValue(value);
    return found === type || (found === "integer" && type === "number");
  };
}

const article = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

/** A value of the input's type, for finding out whether a template can be filled at all. */
export function exampleOf(schema: JsonObject): Json {
  const { enum: values, default: initial, type, format } = schema;
  if (initial !== undefined) return initial;
  if (Array.isArray(values) && values[0] !== undefined) return values[0];
  if (format === "date") return "2026-03-18";
  if (format === "date-time") return "2026-03-18T12:00:00Z";
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return true;
  if (type === "array") return [isJsonObject(schema["items"]) ? exampleOf(schema["items"]) : "a"];
  return type === "object" ? { key: "value" } : "text";
}
