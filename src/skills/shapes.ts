/**
 * Shapes: what a value looks like, as far as it is known. Objects and lists (of one element) as they nest, and for each
 * leaf its type as text (`integer`, `enum:paid|shipped`, `any`). Declared by an OpenAPI document, or learnt from an answer.
 */
import { type Action, shapeOfFields } from "../actions/index.ts";
import { isJsonObject, type Json } from "../kernel/index.ts";
import { findRows } from "../results/index.ts";
import type { Reference } from "./references.ts";

/**
 * What a call of this action gives, or undefined when nobody said: where it has a mapping, the mapped output. A list of
 * records is the list itself.
 */
export function shapeOfAction(action: Pick<Action, "results" | "mapping">): Json | undefined {
  const { mapping } = action;
  if (mapping) return mapping.kind === "fields" ? shapeOfFields(mapping.fields) : undefined;
  const shape = action.results?.shape;
  return shape === undefined ? undefined : shapeOfAnswer(shape);
}

/** As results are kept: of a page of records only the records. */
function shapeOfAnswer(shape: Json): Json {
  const found = findRows(shape);
  if (!("rows" in found) || !found.isList) return shape;
  return found.rows[0] ? [found.rows[0]] : ["any"];
}

const DEEPEST = 6;

/** The shape that a value has. Of a list, what its first few elements have together. */
export function learnShape(value: Json, depth = 0): Json {
  if (depth > DEEPEST) return "any";
  if (Array.isArray(value)) {
    const shapes = value.slice(0, 5).map((element) => learnShape(element, depth + 1));
    const objects = shapes.filter(isJsonObject);
    return [objects.length > 0 ? Object.assign({}, ...objects) : (shapes[0] ?? "any")];
  }
  if (isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, learnShape(member, depth + 1)]),
    );
  }
  return value === null ? "any" : typeof value;
}

/** The shape at a path; undefined when there is nothing of that name. Below `any` everything may be. */
export function shapeAt(shape: Json, path: Reference["path"]): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined || shape === "any") return shape;
  if (first === "*" || typeof first === "number") {
    if (!Array.isArray(shape)) return undefined;
    const inner = shapeAt(shape[0] ?? "any", rest);
    return inner === undefined || first !== "*" ? inner : [inner];
  }
  if (!isJsonObject(shape) || !Object.hasOwn(shape, first)) return undefined;
  return shapeAt(shape[first] ?? "any", rest);
}

/** A place in a shape: the members on the way, `*` for the elements of a list. */
export interface Field {
  readonly path: readonly (string | "*")[];
  /** Its own name: the last member. */
  readonly name: string;
  /** `integer`, `enum:a|b`; for objects and lists `object` and `list`. */
  readonly leaf: string;
}

/** Every member of a shape, outer before inner, in order. */
export function fieldsOf(shape: Json, path: readonly string[] = []): Field[] {
  if (Array.isArray(shape)) return fieldsOf(shape[0] ?? "any", [...path, "*"]);
  if (!isJsonObject(shape)) return [];
  const own = Object.entries(shape).map(
    ([name, inner]): Field => ({ path: [...path, name], name, leaf: leafOf(inner) }),
  );
  const deeper = Object.entries(shape).flatMap(([name, inner]) => fieldsOf(inner, [...path, name]));
  return [...own, ...deeper];
}

function leafOf(shape: Json): string {
  if (Array.isArray(shape)) return "list";
  return isJsonObject(shape) ? "object" : String(shape);
}

/** The values of `enum:a|b`, or undefined. */
export function valuesOfLeaf(leaf: string): string[] | undefined {
  return leaf.startsWith("enum:") ? leaf.slice(5).split("|") : undefined;
}

const NUMBERS = new Set(["integer", "number", "any"]);

/** Whether a leaf may hold a number. */
export function isNumeric(leaf: string): boolean {
  return NUMBERS.has(leaf);
}

/** `order.items[*].sku`, as it is written in a workflow. */
export function referenceText(root: string, path: readonly (string | number | "*")[]): string {
  return (
    root + path.map((part) => (typeof part === "string" && part !== "*" ? `.${part}` : `[${part}]`)).join("")
  );
}
