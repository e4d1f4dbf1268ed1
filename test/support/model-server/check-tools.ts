import { Ajv2020 } from "ajv/dist/2020.js";
import { isJsonObject, type Json, type JsonObject } from "../../../src/kernel/index.ts";
import { type Fault, fault, firstFault } from "./fault.ts";

const MOST_TOOLS = 128;
const LONGEST_NAME = 64;
const LONGEST_DESCRIPTION = 1024;
const PROPERTY_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
const schemas = new Ajv2020({ strict: false, validateFormats: false });

/** The first thing that the API would refuse about `tools`. */
export function checkTools(tools: Json | undefined): Fault | undefined {
  if (tools === undefined) return undefined;
  if (!Array.isArray(tools))
    return fault("Invalid type for 'tools': expected an array of objects.", "tools", "invalid_type");
  if (tools.length === 0)
    return fault(
      "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      "tools",
      "empty_array",
    );
  if (tools.length > MOST_TOOLS)
    return fault(
      `Invalid 'tools': array too long. Expected an array with maximum length ${MOST_TOOLS}, but got an array with length ${tools.length} instead.`,
      "tools",
      "array_above_max_length",
    );
  return firstFault(...tools.map((tool, at) => () => checkTool(tool, `tools[${at}]`)), () =>
    checkNames(tools),
  );
}

function checkTool(tool: Json, at: string): Fault | undefined {
  const offered = isJsonObject(tool) ? tool["function"] : undefined;
  if (!isJsonObject(tool) || !isJsonObject(offered))
    return fault(
      `Missing required parameter: '${at}.function'.`,
      `${at}.function`,
      "missing_required_parameter",
    );
  if (tool["type"] !== "function")
    return fault(
      `Invalid value: '${tool["type"]}'. Supported values are: 'function'.`,
      `${at}.type`,
      "invalid_value",
    );
  const unknown = Object.keys(offered).find(
    (key) => !["name", "description", "parameters", "strict"].includes(key),
  );
  if (unknown)
    return fault(
      `Unknown parameter: '${at}.function.${unknown}'.`,
      `${at}.function.${unknown}`,
      "unknown_parameter",
    );
  return firstFault(
    () => checkName(offered["name"], `${at}.function.name`),
    () => checkDescription(offered["description"], `${at}.function.description`),
    () => checkParameters(offered, `${at}.function.parameters`),
  );
}

function checkName(name: Json | undefined, at: string): Fault | undefined {
  if (typeof name !== "string")
    return fault(`Missing required parameter: '${at}'.`, at, "missing_required_parameter");
  if (name.length > LONGEST_NAME) return tooLong(at, LONGEST_NAME, name.length);
  if (/^[a-zA-Z0-9_-]+$/.test(name)) return undefined;
  return fault(
    `Invalid '${at}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
    at,
    "invalid_value",
  );
}

function checkDescription(description: Json | undefined, at: string): Fault | undefined {
  if (description === undefined) return undefined;
  if (typeof description !== "string")
    return fault(`Invalid type for '${at}': expected a string.`, at, "invalid_type");
  return description.length > LONGEST_DESCRIPTION
    ? tooLong(at, LONGEST_DESCRIPTION, description.length)
    : undefined;
}

function tooLong(at: string, most: number, length: number): Fault {
  return fault(
    `Invalid '${at}': string too long. Expected a string with maximum length ${most}, but got a string with length ${length} instead.`,
    at,
    "string_above_max_length",
  );
}

function checkParameters(offered: JsonObject, at: string): Fault | undefined {
  const { parameters } = offered;
  if (parameters === undefined) return undefined;
  const refuse = (why: string) =>
    fault(`Invalid schema for function '${offered["name"]}': ${why}`, at, "invalid_function_parameters");
  if (!isJsonObject(parameters) || parameters["type"] !== "object") {
    return refuse(
      `schema must be a JSON Schema of 'type: "object"', got 'type: "${isJsonObject(parameters) ? parameters["type"] : "None"}"'.`,
    );
  }
  if (!schemas.validateSchema(parameters)) return refuse(`${schemas.errorsText(schemas.errors)}.`);
  const why = whyNotAccepted(parameters, []);
  return why === undefined ? undefined : refuse(why);
}

/** What the API refuses in a valid schema, here or further inside it. */
function whyNotAccepted(schema: Json, path: readonly string[]): string | undefined {
  if (Array.isArray(schema))
    return firstOf(schema.map((member, at) => () => whyNotAccepted(member, [...path, String(at)])));
  if (!isJsonObject(schema)) return undefined;
  const context = `In context=(${path.map((step) => `'${step}'`).join(", ")}),`;
  if (schema["type"] === "array" && schema["items"] === undefined)
    return `${context} array schema missing items.`;
  const { properties } = schema;
  const bad = isJsonObject(properties)
    ? Object.keys(properties).find((name) => !PROPERTY_NAME.test(name))
    : undefined;
  if (bad !== undefined)
    return `${context} property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$', got '${bad}'.`;
  return firstOf(
    Object.entries(schema).map(
      ([key, member]) =>
        () =>
          whyNotInside(key, member, path),
    ),
  );
}

/** `properties` and `$defs` map names to schemas; a property may itself be called `properties` or `type`. */
function whyNotInside(key: string, member: Json, path: readonly string[]): string | undefined {
  if (["enum", "const", "default", "examples", "required"].includes(key)) return undefined;
  if (!["properties", "$defs", "definitions"].includes(key) || !isJsonObject(member))
    return whyNotAccepted(member, [...path, key]);
  return firstOf(
    Object.entries(member).map(
      ([name, schema]) =>
        () =>
          whyNotAccepted(schema, [...path, key, name]),
    ),
  );
}

function firstOf(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const found = check();
    if (found !== undefined) return found;
  }
  return undefined;
}

function checkNames(tools: readonly Json[]): Fault | undefined {
  const names = tools
    .filter(isJsonObject)
    .map((tool) => (isJsonObject(tool["function"]) ? String(tool["function"]["name"]) : ""));
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  return repeated === undefined
    ? undefined
    : fault(`Tool names must be unique, but '${repeated}' is there more than once.`, "tools");
}
