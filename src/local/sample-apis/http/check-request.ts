import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { isJsonObject, type Json, type JsonObject } from "../../../kernel/index.ts";
import type { ApiDocument, ApiOperation } from "./api.ts";
import { type FieldError, invalid, notFound, Problem } from "./problem.ts";

/** The checks of one operation, compiled from the document itself: what it says and what is enforced are one. */
export interface RequestCheck {
  /** @throws Problem 404 when a parameter of the path cannot name anything */
  path(values: Record<string, string>): Record<string, string | number>;
  /** @throws Problem 400 naming each parameter */
  query(given: URLSearchParams): Record<string, string | number>;
  /** @throws Problem 400 naming each member */
  body(given: Json | undefined): JsonObject;
}

/** Compiles checks for the operations of `document`. */
export function createRequestChecks(document: ApiDocument): (path: string, method: string) => RequestCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
  const coercing = new Ajv2020({ strict: false, allErrors: true, verbose: true, coerceTypes: true });
  for (const one of [ajv, coercing]) {
    addFormats.default(one);
    one.addSchema(document, "document");
  }
  return (path, method) => {
    const operation = document.paths[path]?.[method];
    if (!operation) throw new Error(`${document.info.title} has no ${method} ${path}`);
    const at = `document#/paths/${path.replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D")}/${method}`;
    const inPath = once(() => coercing.compile(parametersSchema(operation, "path", at)));
    const inQuery = once(() => coercing.compile(parametersSchema(operation, "query", at)));
    const bodyRef = `${at}/requestBody/content/application~1json/schema`;
    const inBody = once(() => ajv.compile(operation.requestBody ? { $ref: bodyRef } : {}));
    return {
      path: (values) => checkPath(inPath(), values),
      query: (given) => checkQuery(inQuery(), given),
      body: (given) => checkBody(operation, inBody(), given),
    };
  };
}

/** Compiling all of them would be most of the time that a start takes. */
function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function parametersSchema(operation: ApiOperation, where: "path" | "query", at: string): JsonObject {
  const all = [...(operation.parameters ?? []).entries()].filter(([, parameter]) => parameter.in === where);
  const properties = all.map(([index, { name }]) => [name, { $ref: `${at}/parameters/${index}/schema` }]);
  const required = all.filter(([, parameter]) => parameter.required).map(([, { name }]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required,
    additionalProperties: false,
  };
}

function checkPath(check: ValidateFunction, values: Record<string, string>): Record<string, string | number> {
  const read: Record<string, string | number> = { ...values };
  if (!check(read)) throw notFound(`There is nothing called ${Object.values(values).join("/")} here`);
  return read;
}

function checkQuery(check: ValidateFunction, given: URLSearchParams): Record<string, string | number> {
  const names = [...given.keys()];
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) throw invalid([{ field: repeated, message: "must be given once" }]);
  const read: Record<string, string | number> = Object.fromEntries(given);
  if (!check(read)) throw invalid(fieldErrors(check));
  return read;
}

function checkBody(operation: ApiOperation, check: ValidateFunction, given: Json | undefined): JsonObject {
  if (given === undefined && !operation.requestBody?.required) return {};
  if (!operation.requestBody) throw invalid([{ field: "body", message: "must be empty for this operation" }]);
  if (!isJsonObject(given ?? null)) {
    throw new Problem({ status: 400, title: "Invalid request", detail: "The body must be a JSON object" });
  }
  if (!check(given)) throw invalid(fieldErrors(check));
  return isJsonObject(given) ? given : {};
}

function fieldErrors({ errors }: ValidateFunction): FieldError[] {
  const all = (errors ?? []).map(fieldError);
  return all.filter((one, at) => all.findIndex((other) => other.field === one.field) === at);
}

function fieldError(error: ErrorObject): FieldError {
  const parent = error.instancePath
    .replaceAll(/\/(\d+)(?=\/|$)/g, "[$1]")
    .replaceAll("/", ".")
    .slice(1);
  const inside = (name: unknown) => (parent === "" ? String(name) : `${parent}.${name}`);
  const { params } = error;
  switch (error.keyword) {
    case "required":
      return { field: inside(params["missingProperty"]), message: "is required" };
    case "additionalProperties": {
      const known = Object.keys(error.parentSchema?.["properties"] ?? {});
      const hint = known.length > 0 ? `; accepted are ${known.join(", ")}` : "";
      return { field: inside(params["additionalProperty"]), message: `is not known here${hint}` };
    }
    case "enum":
      return { field: parent, message: `must be one of ${params["allowedValues"].join(", ")}` };
    default:
      return { field: parent === "" ? "body" : parent, message: error.message ?? "is not valid" };
  }
}
