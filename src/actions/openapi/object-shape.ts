import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { resolveNode } from "./resolve-ref.ts";
import { readRequired } from "./schema-keywords.ts";

/** The members an object schema names, gathered from its parts. */
interface ObjectShape {
  /** Schemas as the document has them, by name. */
  readonly properties: ReadonlyMap<string, Json>;
  readonly required: ReadonlySet<string>;
}

const MAX_DEPTH = 8;
const EMPTY: ObjectShape = { properties: new Map(), required: new Set() };

/**
 * The members of an object as one flat list: its own, those of all its `allOf`, and those of any of its
 * `oneOf` and `anyOf`, where only what every alternative requires stays required. Empty for anything else.
 */
export function shapeOf(document: JsonObject, schema: Json | undefined, depth = 0): ObjectShape {
  const node = resolveNode(document, schema);
  if (!node || depth > MAX_DEPTH) return EMPTY;
  const hasParts = "allOf" in node || "oneOf" in node || "anyOf" in node;
  // Most schemas of a document are those of plain values.
  if (!hasParts && !("properties" in node)) return EMPTY;
  const own: ObjectShape = { properties: ownProperties(node), required: new Set(readRequired(node)) };
  if (!hasParts) return together([own]);
  const all = partsOf(node, "allOf").map((part) => shapeOf(document, part, depth + 1));
  const alternatives = ["oneOf", "anyOf"].map((keyword) =>
    alternativesOf(partsOf(node, keyword).map((part) => shapeOf(document, part, depth + 1))),
  );
  return together([...all, ...alternatives, own]);
}

function ownProperties(node: JsonObject): Map<string, Json> {
  return new Map(isJsonObject(node["properties"]) ? Object.entries(node["properties"]) : []);
}

function partsOf(node: JsonObject, keyword: string): Json[] {
  const parts = node[keyword];
  return Array.isArray(parts) ? parts : [];
}

function together(shapes: readonly ObjectShape[]): ObjectShape {
  const [only] = shapes;
  const properties =
    shapes.length === 1 && only ? only.properties : new Map(shapes.flatMap((shape) => [...shape.properties]));
  const required = new Set(
    shapes.flatMap((shape) => [...shape.required]).filter((name) => properties.has(name)),
  );
  return { properties, required };
}

function alternativesOf(shapes: readonly ObjectShape[]): ObjectShape {
  const byName = new Map<string, Json[]>();
  for (const { properties } of shapes) {
    for (const [name, schema] of properties) {
      const known = byName.get(name);
      if (known) known.push(schema);
      else byName.set(name, [schema]);
    }
  }
  const properties = new Map([...byName].map(([name, schemas]) => [name, eitherOf(schemas)]));
  const inEvery = [...byName.keys()].filter((name) => shapes.every((shape) => shape.required.has(name)));
  return { properties, required: new Set(inEvery) };
}

function eitherOf(schemas: readonly Json[]): Json {
  if (schemas.length === 1) return schemas[0] ?? {};
  const byText = new Map(schemas.map((schema) => [JSON.stringify(schema), schema]));
  const distinct = [...byText.values()];
  return distinct.length === 1 ? (distinct[0] ?? {}) : { anyOf: distinct };
}
