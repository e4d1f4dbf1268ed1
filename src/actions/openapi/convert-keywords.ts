import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import {
  isNullable,
  PLAIN_KEYWORDS,
  readBounds,
  readEnum,
  readRequired,
  readType,
} from "./schema-keywords.ts";

/** What of `schema` holds no other schema: its type, limits, values and words. */
export function convertKeywords(schema: JsonObject, maxDescription: number): JsonObject {
  const own: JsonObject = {};
  const type = readType(schema["type"]);
  if (type !== undefined) own["type"] = type;
  const { description } = schema;
  if (typeof description === "string" && description)
    own["description"] = description.slice(0, maxDescription);
  for (const [keyword, isWellFormed] of Object.entries(PLAIN_KEYWORDS)) {
    const value = schema[keyword];
    if (value !== undefined && isWellFormed(value)) own[keyword] = value;
  }
  const values = readEnum(schema["enum"]);
  if (values) own["enum"] = values;
  const hidden = new Set(readOnlyNames(schema));
  const required = readRequired(schema).filter((name) => !hidden.has(name));
  if (required.length > 0) own["required"] = required;
  return acceptingNull({ ...own, ...readBounds(schema) }, schema);
}

/** Properties that the other side sets itself, so that they are no argument. */
export function readOnlyNames(schema: JsonObject): string[] {
  const { properties } = schema;
  if (!isJsonObject(properties)) return [];
  return Object.keys(properties).filter((name) => {
    const property = properties[name];
    return isJsonObject(property) && property["readOnly"] === true;
  });
}

/** Null joins the types and the values; without either, the schema said nothing against it. */
function acceptingNull(own: JsonObject, schema: JsonObject): JsonObject {
  if (!isNullable(schema)) return own;
  const { type, enum: values } = own;
  const types = Array.isArray(type) ? type : typeof type === "string" ? [type] : [];
  return {
    ...own,
    ...(types.length > 0 ? { type: [...new Set([...types, "null"])] } : {}),
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}
