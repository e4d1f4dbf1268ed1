import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import type { BodyParameters } from "./read-parameters.ts";
import { resolveNode } from "./resolve-ref.ts";

/** The body an operation takes, whichever version of OpenAPI described it. */
export interface Body {
  readonly contentType: "application/json" | "application/x-www-form-urlencoded" | "multipart/form-data";
  /** What the document asks for, when it is nothing that can be sent: `image/png`, `application/zip`, … */
  readonly unsendable?: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Json;
}

const FORM = "application/x-www-form-urlencoded";
const MULTIPART = "multipart/form-data";

/** Reads `requestBody` (3.x) or the `body` and `formData` parameters (2.0); undefined when there is no body. */
export function readBody(document: JsonObject, operation: JsonObject, old: BodyParameters): Body | undefined {
  if (old.whole) return readOldBody(document, operation, old.whole);
  if (old.fields.length > 0) return readOldForm(document, operation, old.fields);
  const body = resolveNode(document, operation["requestBody"]);
  const content = isJsonObject(body?.["content"]) ? body["content"] : undefined;
  if (!body || !content || Object.keys(content).length === 0) return undefined;
  const mediaTypes = Object.keys(content);
  const chosen =
    mediaTypes.find(isJsonType) ??
    mediaTypes.find(isFormType) ??
    mediaTypes.find(isMultipart) ??
    mediaTypes[0] ??
    "";
  const media = content[chosen];
  return {
    ...sendingOf(chosen),
    required: body["required"] === true,
    description: textOf(body["description"]),
    schema: (isJsonObject(media) ? media["schema"] : undefined) ?? {},
  };
}

const textOf = (value: Json | undefined) => (typeof value === "string" ? value : "");
const plainType = (mediaType: string) => mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
const isFormType = (mediaType: string) => plainType(mediaType) === FORM;
const isMultipart = (mediaType: string) => plainType(mediaType) === MULTIPART;

function isJsonType(mediaType: string): boolean {
  return /^(application\/([\w.-]+\+)?json|text\/json|\*\/\*|application\/\*)$/.test(plainType(mediaType));
}

function sendingOf(mediaType: string): Pick<Body, "contentType" | "unsendable"> {
  if (isJsonType(mediaType)) return { contentType: "application/json" };
  if (isFormType(mediaType)) return { contentType: FORM };
  if (isMultipart(mediaType)) return { contentType: MULTIPART };
  return { contentType: "application/json", unsendable: plainType(mediaType) };
}

function consumedTypes(document: JsonObject, operation: JsonObject): string[] {
  const consumes = operation["consumes"] ?? document["consumes"];
  return Array.isArray(consumes) ? consumes.filter((type): type is string => typeof type === "string") : [];
}

function readOldBody(document: JsonObject, operation: JsonObject, whole: JsonObject): Body {
  const types = consumedTypes(document, operation);
  const chosen =
    types.length === 0
      ? "application/json"
      : (types.find(isJsonType) ?? types.find(isFormType) ?? types[0] ?? "");
  return {
    ...sendingOf(chosen),
    required: whole["required"] === true,
    description: textOf(whole["description"]),
    schema: whole["schema"] ?? {},
  };
}

/** Whether a member of a multipart body is a file, in the words of 2.0, 3.0 or 3.1. */
export function isFileField(schema: JsonObject | undefined): boolean {
  if (!schema) return false;
  const items = schema["type"] === "array" && isJsonObject(schema["items"]) ? schema["items"] : schema;
  const isBinary = items["format"] === "binary";
  const isMedia = items["contentMediaType"] !== undefined && items["contentMediaType"] !== "application/json";
  return items["type"] === "file" || isBinary || isMedia;
}

/** Form parameters are the properties of one object; a file among them needs multipart. */
function readOldForm(document: JsonObject, operation: JsonObject, fields: readonly JsonObject[]): Body {
  const types = consumedTypes(document, operation);
  const hasFile = fields.some((field) => field["type"] === "file");
  const isForm = !hasFile && (types.length === 0 || types.some(isFormType) || !types.some(isMultipart));
  const properties = Object.fromEntries(fields.map((field) => [String(field["name"]), schemaOfField(field)]));
  const required = fields.filter((field) => field["required"] === true).map((field) => String(field["name"]));
  return {
    ...sendingOf(isForm ? FORM : MULTIPART),
    required: required.length > 0,
    description: "",
    schema: { type: "object", properties, required },
  };
}

function schemaOfField(field: JsonObject): JsonObject {
  const { name: _name, in: _in, required: _required, collectionFormat: _format, ...schema } = field;
  return schema;
}
