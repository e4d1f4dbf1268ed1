import type { RequestTemplate } from "../../egress/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { resolveNode } from "./resolve-ref.ts";

export type QueryStyle = NonNullable<RequestTemplate["query"][number]["style"]>;

/** One parameter of an operation, whichever version of OpenAPI described it. */
export interface Parameter {
  readonly name: string;
  readonly place: "path" | "query" | "header";
  readonly required: boolean;
  readonly description: string;
  /** Its schema as the document has it. */
  readonly schema: Json;
  /** How a list or an object is written into the query. */
  readonly style?: QueryStyle;
  /** Whether its value is sent as JSON text. */
  readonly isJsonText: boolean;
  /** Whether a path value may hold slashes: as several segments, or escaped within one. */
  readonly slashes?: "path" | "encoded";
}

/** What Swagger 2.0 lists among the parameters although it belongs to the body. */
export interface BodyParameters {
  readonly whole?: JsonObject;
  readonly fields: readonly JsonObject[];
}

interface ReadParameters {
  readonly parameters: readonly Parameter[];
  readonly body: BodyParameters;
  readonly warnings: readonly string[];
}

/** OpenAPI 3 says these are to be ignored; they belong to the credential and to the body's media type. */
const RESERVED_HEADERS = new Set(["accept", "content-type", "authorization"]);

/** Reads the parameters of an operation together with those of its path; the operation's own win by place and name. */
export function readParameters(
  document: JsonObject,
  pathItem: JsonObject,
  operation: JsonObject,
): ReadParameters {
  const warnings: string[] = [];
  const byKey = new Map<string, JsonObject>();
  for (const listed of [...listOf(pathItem["parameters"]), ...listOf(operation["parameters"])]) {
    const parameter = resolveNode(document, listed);
    if (parameter && typeof parameter["name"] === "string")
      byKey.set(`${parameter["in"]} ${parameter["name"]}`, parameter);
    else
      warnings.push(
        parameter
          ? "a parameter without a name was left out"
          : "a parameter whose reference leads nowhere was left out",
      );
  }
  const all = [...byKey.values()];
  const cookies = all.filter((parameter) => parameter["in"] === "cookie");
  for (const cookie of cookies)
    warnings.push(`the cookie “${cookie["name"]}” was left out: cookies are not sent`);
  const whole = all.find((parameter) => parameter["in"] === "body");
  return {
    parameters: all.flatMap((parameter) => readParameter(document, parameter) ?? []),
    body: { ...(whole ? { whole } : {}), fields: all.filter((parameter) => parameter["in"] === "formData") },
    warnings,
  };
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

function readParameter(document: JsonObject, parameter: JsonObject): Parameter | undefined {
  const { name, in: place, description } = parameter;
  if (typeof name !== "string" || (place !== "path" && place !== "query" && place !== "header"))
    return undefined;
  if (place === "header" && RESERVED_HEADERS.has(name.toLowerCase())) return undefined;
  const content = isJsonObject(parameter["content"]) ? Object.values(parameter["content"])[0] : undefined;
  const schema =
    parameter["schema"] ?? (isJsonObject(content) ? content["schema"] : undefined) ?? schemaOfOld(parameter);
  const style = place === "query" ? queryStyle(parameter, resolveNode(document, schema)) : undefined;
  const slashes = place === "path" ? slashesIn(parameter) : undefined;
  return {
    name,
    place,
    required: parameter["required"] === true || place === "path",
    description: typeof description === "string" ? description : "",
    schema,
    isJsonText: content !== undefined,
    ...(style ? { style } : {}),
    ...(slashes ? { slashes } : {}),
  };
}

/** Swagger 2.0 writes the schema's keywords into the parameter itself. */
function schemaOfOld(parameter: JsonObject): JsonObject {
  const { name: _name, in: _in, required: _required, description: _description, ...schema } = parameter;
  return schema;
}

function slashesIn(parameter: JsonObject): "path" | "encoded" | undefined {
  if (parameter["x-multi-segment"] === true) return "path";
  const { description } = parameter;
  return typeof description === "string" && /url[- ]?encoded/i.test(description) ? "encoded" : undefined;
}

const OLD_STYLES: Readonly<Record<string, QueryStyle>> = {
  multi: "repeat",
  csv: "comma",
  ssv: "space",
  pipes: "pipe",
};
const LIST_STYLES: Readonly<Record<string, QueryStyle>> = {
  spaceDelimited: "space",
  pipeDelimited: "pipe",
  deepObject: "brackets",
};

/** `style` and `explode` of OpenAPI 3, or `collectionFormat` of Swagger 2.0, as the template names them. */
function queryStyle(parameter: JsonObject, schema: JsonObject | undefined): QueryStyle | undefined {
  const style = typeof parameter["style"] === "string" ? parameter["style"] : "form";
  if (isObjectSchema(schema)) return "deep";
  if (!isListSchema(schema)) return style === "deepObject" ? "deep" : undefined;
  const isOld = parameter["schema"] === undefined && parameter["content"] === undefined;
  if (isOld) return OLD_STYLES[String(parameter["collectionFormat"] ?? "csv")] ?? "comma";
  const isExploded = parameter["explode"] ?? style === "form";
  return LIST_STYLES[style] ?? (isExploded ? "repeat" : "comma");
}

function isObjectSchema(schema: JsonObject | undefined): boolean {
  return schema?.["type"] === "object" || isJsonObject(schema?.["properties"]);
}

function isListSchema(schema: JsonObject | undefined): boolean {
  if (!schema) return false;
  const { type, anyOf, oneOf } = schema;
  if (type === "array" || (Array.isArray(type) && type.includes("array"))) return true;
  return [anyOf, oneOf].some((parts) =>
    listOf(parts).some((part) => isJsonObject(part) && part["type"] === "array"),
  );
}
