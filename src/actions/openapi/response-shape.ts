import type { Json, JsonObject } from "../../kernel/index.ts";
import { shapeOf } from "./object-shape.ts";
import { resolveNode } from "./resolve-ref.ts";

const DEEPEST = 4;
const MOST_MEMBERS = 80;
const MOST_VALUES = 12;

/**
 * The outline of an answer: objects and lists (of one element) as they nest, and for each leaf its type as text:
 * `integer`, `string`, or `enum:pending|paid`. Bounded in depth and size, so that thousands fit in memory; what is
 * left out is `any`.
 */
export function responseShape(document: JsonObject, schema: Json): Json {
  return shapeAt(document, schema, { depth: 0, budget: { left: MOST_MEMBERS } });
}

interface Walk {
  readonly depth: number;
  readonly budget: { left: number };
}

function shapeAt(document: JsonObject, schema: Json | undefined, walk: Walk): Json {
  const node = resolveNode(document, schema);
  if (!node || walk.depth > DEEPEST || walk.budget.left < 0) return "any";
  const deeper = { ...walk, depth: walk.depth + 1 };
  if (typesOf(node).includes("array")) return [shapeAt(document, node["items"], deeper)];
  const members = [...shapeOf(document, node).properties];
  if (members.length === 0) return leaf(node);
  const shown = members.flatMap(([name, member]) => {
    walk.budget.left -= 1;
    return walk.budget.left < 0 ? [] : [[name, shapeAt(document, member, deeper)] as const];
  });
  return Object.fromEntries(shown);
}

function typesOf(node: JsonObject): string[] {
  const { type } = node;
  return Array.isArray(type) ? type.map(String) : typeof type === "string" ? [type] : [];
}

function leaf(node: JsonObject): string {
  const { enum: values } = node;
  if (Array.isArray(values)) {
    const texts = values.filter((value): value is string => typeof value === "string");
    if (texts.length > 0) return `enum:${texts.slice(0, MOST_VALUES).join("|")}`;
  }
  return typesOf(node).find((type) => type !== "null") ?? "any";
}
