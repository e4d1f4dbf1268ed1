import type { JsonObject } from "../../kernel/index.ts";
import type { CuratedAction, Field, Provider } from "./provider.ts";

/**
 * A provider's curated actions as an OpenAPI document: they are then imported, checked, found and called like those of
 * any other API.
 */
export function curatedDocument(provider: Provider): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const action of provider.actions) {
    const [method = "", path = ""] = action.call.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(action, provider) };
  }
  return {
    openapi: "3.1.0",
    info: { title: provider.name, version: "1", description: provider.about },
    servers: [{ url: provider.baseUrl }],
    paths,
  };
}

function operationOf(action: CuratedAction, { formBodies }: Provider): JsonObject {
  const inPath = [...action.call.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) =>
    parameter("path", name, "text!"),
  );
  const inQuery = Object.entries(action.query ?? {}).map(([name, field]) => parameter("query", name, field));
  const type = formBodies ? "application/x-www-form-urlencoded" : "application/json";
  return {
    operationId: action.id,
    summary: action.summary,
    parameters: [...inPath, ...inQuery],
    responses: { "200": { description: "The answer", content: { "application/json": { schema: {} } } } },
    ...(action.body
      ? { requestBody: { required: true, content: { [type]: { schema: objectSchema(action.body) } } } }
      : {}),
  };
}

function parameter(place: "path" | "query", name: string, field: Field): JsonObject {
  return { in: place, name, required: isRequired(field), schema: schemaOf(field) };
}

function objectSchema(fields: Readonly<Record<string, Field>>): JsonObject {
  const required = Object.entries(fields).flatMap(([name, field]) => (isRequired(field) ? [name] : []));
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]),
  );
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

export const isRequired = (field: Field) => field.endsWith("!");

/** The JSON Schema of an input. */
export function schemaOf(field: Field): JsonObject {
  switch (field) {
    case "text":
    case "text!":
      return { type: "string" };
    case "instant":
    case "instant!":
      return { type: "string", format: "date-time" };
    case "texts":
    case "texts!":
      return { type: "array", items: { type: "string" } };
    case "integer":
    case "integer!":
      return { type: "integer" };
    case "boolean":
    case "boolean!":
      return { type: "boolean" };
    case "rows":
    case "rows!":
      return { type: "array", items: { type: "array", items: {} } };
    case "object":
    case "object!":
      return { type: "object", additionalProperties: true };
  }
}
