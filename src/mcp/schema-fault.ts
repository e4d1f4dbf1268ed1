/**
 * Whether a JSON Schema of a stranger can be checked against in bounded time.
 *
 * References may stay inside the document only. Each part is counted as often as it is reached (`$ref`s that double at
 * every step reach billions), and one that comes back to itself for the same value would never end.
 */
import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";

const MOST_STEPS = 5_000;
const DEEPEST = 64;

/** Keywords under which a schema is about a part of the value; a loop through them ends with the value. */
const INTO_PARTS = new Set([
  "properties",
  "patternProperties",
  "additionalProperties",
  "unevaluatedProperties",
  "propertyNames",
  "items",
  "prefixItems",
  "unevaluatedItems",
  "contains",
]);
/** Keywords whose members are schemas under names that people chose. */
const MAPS = new Set(["properties", "patternProperties", "dependentSchemas"]);
/** Members that hold no schema. */
const PLAIN = new Set(["enum", "const", "default", "examples", "description", "title", "$comment"]);
const DEFINITIONS = new Set(["$defs", "definitions"]);
const REFUSED = ["$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$id", "$anchor"];

class Fault extends Error {}

/** What is wrong with a schema, in words; undefined when it can be used. */
export function schemaFault(schema: JsonObject): string | undefined {
  try {
    const steps = countSteps(schema);
    return steps > MOST_STEPS ? "its input schema is too large" : undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

interface Walk {
  readonly root: JsonObject;
  readonly known: Map<string, number>;
  /** References that are being followed, and whether a part of the value was entered since. */
  readonly open: Map<string, boolean>;
  depth: number;
}

function countSteps(root: JsonObject): number {
  return steps({ root, known: new Map(), open: new Map(), depth: 0 }, root);
}

function steps(walk: Walk, node: Json): number {
  if (typeof node !== "object" || node === null) return 0;
  if (walk.depth >= DEEPEST) throw new Fault("its input schema is nested too deeply");
  walk.depth += 1;
  const members = Array.isArray(node) ? node.map((item): [string, Json] => ["", item]) : Object.entries(node);
  let total = 1;
  for (const [name, member] of members) total += stepsOf(walk, name, member);
  walk.depth -= 1;
  return Math.min(total, MOST_STEPS + 1);
}

function stepsOf(walk: Walk, name: string, member: Json): number {
  if (PLAIN.has(name) || DEFINITIONS.has(name)) return 0;
  if (REFUSED.includes(name)) throw new Fault(`its input schema uses ${name}`);
  if (name === "$ref" && typeof member === "string") return stepsBehind(walk, member);
  if (!INTO_PARTS.has(name)) return schemasIn(walk, name, member);
  const before = new Map(walk.open);
  for (const ref of walk.open.keys()) walk.open.set(ref, true);
  const total = schemasIn(walk, name, member);
  for (const [ref, entered] of before) walk.open.set(ref, entered);
  return total;
}

/** In a map the names are of members, whatever they sound like, and each holds a schema. */
function schemasIn(walk: Walk, name: string, member: Json): number {
  if (!MAPS.has(name) || !isJsonObject(member)) return steps(walk, member);
  return Object.values(member).reduce<number>((total, schema) => total + steps(walk, schema), 0);
}

function stepsBehind(walk: Walk, ref: string): number {
  const known = walk.known.get(ref);
  if (known !== undefined) return known;
  const entered = walk.open.get(ref);
  if (entered === true) return 1;
  if (entered === false) throw new Fault("its input schema refers to itself without end");
  const target = lookUp(walk.root, ref);
  walk.open.set(ref, false);
  const total = steps(walk, target);
  walk.open.delete(ref);
  walk.known.set(ref, total);
  return total;
}

function lookUp(root: JsonObject, ref: string): Json {
  if (!ref.startsWith("#")) throw new Fault("its input schema refers to another document");
  let node: Json | undefined = root;
  for (const part of ref.slice(1).split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    node = isJsonObject(node) && Object.hasOwn(node, name) ? node[name] : undefined;
  }
  if (node === undefined) throw new Fault("its input schema refers to a part that is not there");
  return node;
}
