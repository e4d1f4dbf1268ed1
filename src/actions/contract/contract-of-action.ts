import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { Action } from "../action.ts";
import { alternativesIn, propertiesOf, requiredOf } from "../arguments/schema-types.ts";
import type { Contract, ContractInput, InputType, PathUse } from "./contract.ts";
import { writeBodyText } from "./read-body-text.ts";

const BLANK: Contract = {
  name: "",
  description: "",
  method: "GET",
  path: "",
  query: [],
  headers: [],
  bodyKind: "none",
  body: "",
  inputs: [],
  mapping: undefined,
  effect: "read",
  requiresConfirmation: false,
  callsPerMinute: "",
  idempotencyHeader: "",
};

/** A contract in which nothing is declared yet. */
export function blankContract(): Contract {
  return BLANK;
}

/**
 * The contract that an action would be declared with: for editing one, and for copying an imported operation. What a
 * contract cannot say (the inner shape of an object, a pattern, a second type) is left to the API.
 */
export function contractOf(
  action: Omit<Action, "id" | "workspaceId" | "integrationId" | "version">,
): Contract {
  const { request, inputSchema } = action;
  const required = requiredOf(inputSchema);
  const { body } = request;
  return {
    name: action.name,
    description: action.description || action.title,
    method: action.method === "HEAD" || action.method === "OPTIONS" ? "GET" : action.method,
    path: request.path,
    query: request.query,
    headers: request.headers,
    bodyKind: body ? BODY_KINDS[body.contentType] : "none",
    body: body ? writeBodyText(body) : "",
    inputs: Object.keys(request.placeholders).map((name) =>
      inputOf(inputSchema, {
        name,
        isRequired: required.has(name),
        pathUse: pathUseOf(request.placeholders[name]),
      }),
    ),
    mapping: action.mapping,
    ...(action.declaredPaging ? { paging: action.declaredPaging } : {}),
    effect: action.effect === "read" ? "read" : "write",
    requiresConfirmation: action.requiresConfirmation,
    callsPerMinute: action.callsPerMinute === undefined ? "" : String(action.callsPerMinute),
    idempotencyHeader: action.idempotencyHeader ?? "",
  };
}

const BODY_KINDS = {
  "application/json": "json",
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "multipart",
} as const;

const pathUseOf = (kind: string | undefined): PathUse =>
  kind === "encoded" || kind === "path" ? kind : "segment";

function inputOf(
  root: JsonObject,
  { name, isRequired, pathUse }: { name: string; isRequired: boolean; pathUse: PathUse },
): ContractInput {
  const property = propertiesOf(root)[name];
  const own = isJsonObject(property) ? property : {};
  const [schema = {}] = alternativesIn(root, own);
  const type = typeOf(schema);
  const items = schema["items"];
  const values = type === "array" && isJsonObject(items) ? items["enum"] : schema["enum"];
  const description = own["description"] ?? schema["description"];
  const initial = own["default"] ?? schema["default"];
  return {
    name,
    type,
    // A default makes an input optional, but it was entered as required or not.
    required: isRequired,
    description: typeof description === "string" ? description.replace(/\s+/g, " ").trim() : "",
    default: textOf(initial),
    values: Array.isArray(values) && type !== "object" ? values.filter(isScalar).join(", ") : "",
    pathUse,
  };
}

const isScalar = (value: Json) => value !== null && typeof value !== "object";

function typeOf({ type, format, enum: values }: JsonObject): InputType {
  const [first] = Array.isArray(type) ? type : [type];
  if (first === "integer" || first === "number" || first === "boolean") return first;
  if (first === "array" || first === "object") return first;
  if (format === "date" || format === "date-time") return format;
  return Array.isArray(values) ? "enum" : "string";
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
