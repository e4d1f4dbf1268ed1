import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";

const LONGEST_CHAIN = 16;

/** The schema that `schema` stands for: itself, or the definition of `root` that it refers to. */
export function derefIn(root: JsonObject, schema: Json | undefined): JsonObject {
  let here = isJsonObject(schema) ? schema : {};
  for (let steps = 0; steps < LONGEST_CHAIN && typeof here["$ref"] === "string"; steps++) {
    const definitions = isJsonObject(root["$defs"]) ? root["$defs"] : {};
    const name = here["$ref"].slice("#/$defs/".length);
    const target = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    here = isJsonObject(target) ? target : {};
  }
  return here;
}

/** The alternatives of a schema, in order: those of its `anyOf` and `oneOf`, or the schema alone. */
export function alternativesIn(root: JsonObject, schema: Json | undefined, depth = 0): JsonObject[] {
  const node = derefIn(root, schema);
  const parts = [node["anyOf"], node["oneOf"]].flatMap((list) => (Array.isArray(list) ? list : []));
  if (parts.length === 0 || depth > 3) return [node];
  return parts.flatMap((part) => alternativesIn(root, part, depth + 1));
}

/** The names of the types that a schema accepts; empty when it does not say. */
export function typesIn(root: JsonObject, schema: Json | undefined): Set<string> {
  const types = new Set<string>();
  for (const node of alternativesIn(root, schema)) {
    const declared = typesOfNode(root, node);
    if (declared.length === 0) return new Set();
    for (const type of declared) types.add(type);
  }
  return types;
}

function typesOfNode(root: JsonObject, node: JsonObject): string[] {
  const { type, enum: values, allOf } = node;
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((name): name is string => typeof name === "string");
  if (isJsonObject(node["properties"])) return ["object"];
  if (Array.isArray(values)) return [...new Set(values.map(typeOfValue))];
  return Array.isArray(allOf) ? allOf.flatMap((part) => typesOfNode(root, derefIn(root, part))) : [];
}

/** The JSON Schema type of a value; whole numbers are `integer`. */
export function typeOfValue(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** The members of an object schema by name. */
export function propertiesOf(schema: JsonObject): JsonObject {
  return isJsonObject(schema["properties"]) ? schema["properties"] : {};
}

/** The names an object schema requires. */
export function requiredOf(schema: JsonObject): Set<string> {
  const required = schema["required"];
  return new Set(
    Array.isArray(required) ? required.filter((name): name is string => typeof name === "string") : [],
  );
}
