import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import { convertKeywords, readOnlyNames } from "./convert-keywords.ts";
import { resolvePointer, unescapeToken } from "./resolve-ref.ts";
import { isSchema, LIST_KEYWORDS, MAP_KEYWORDS, readType, SCHEMA_KEYWORDS } from "./schema-keywords.ts";

/** How much of the schemas behind one action is kept. What lies beyond accepts anything of its type. */
interface SchemaBudget {
  /** Length of all of it as JSON, in UTF-16 units, give or take a node. */
  readonly maxLength: number;
  /** Length of a description, in UTF-16 units. */
  readonly maxDescription: number;
}

/** About 8,000 tokens of JSON. */
const SCHEMA_BUDGET: SchemaBudget = { maxLength: 28_000, maxDescription: 300 };

/** What a schema takes that says only its type, with its name. */
const LEAST_LENGTH = 35;

/** Converts the schemas of one operation; what they refer to is shared between them. */
export interface SchemaConverter {
  /** Takes a schema of an OpenAPI 2.0, 3.0 or 3.1 document. The object it gives is filled in by `finish`. */
  convert(schema: Json | undefined): JsonObject;
  /** Fills in everything that was asked for, as JSON Schema 2020-12, and gives its definitions by name. */
  finish(): { readonly definitions: JsonObject; readonly warnings: readonly string[] };
}

interface Task {
  readonly source: JsonObject;
  readonly target: JsonObject;
}

/**
 * Converts breadth first and lazily: a definition is read only once something refers to it, what is near the
 * arguments is kept, and what is far away is cut when the budget ends. Definitions that refer to themselves stay
 * references, so the result is a finite tree.
 *
 * `oneOf` becomes `anyOf`: documents often list alternatives that overlap, and a call must not fail on that.
 */
export function createSchemaConverter(
  document: JsonObject,
  budget: SchemaBudget = SCHEMA_BUDGET,
): SchemaConverter {
  const queue: Task[] = [];
  const definitions = createDefinitions(document);
  let length = 0;
  let isCut = false;

  function later(source: Json | undefined): JsonObject | boolean {
    if (typeof source === "boolean") return source;
    const target: JsonObject = {};
    length += LEAST_LENGTH;
    if (isJsonObject(source)) queue.push({ source, target });
    return target;
  }

  function fill({ source, target }: Task): void {
    const ref = source["$ref"];
    if (length > budget.maxLength) {
      isCut = true;
      const type = readType(source["type"]);
      if (type !== undefined) target["type"] = type;
    } else if (typeof ref === "string") {
      Object.assign(target, definitions.refer(ref, later), describe(source));
    } else {
      const own = convertKeywords(source, budget.maxDescription);
      length += JSON.stringify(own).length;
      Object.assign(target, own, convertParts(source, later));
    }
  }

  const describe = ({ description }: JsonObject): JsonObject =>
    typeof description === "string" && description
      ? { description: description.slice(0, budget.maxDescription) }
      : {};

  return {
    convert(schema) {
      const target = later(schema);
      return typeof target === "boolean" ? {} : target;
    },
    finish() {
      for (let at = 0; at < queue.length; at++) fill(queue[at] as Task);
      const lost = definitions
        .unresolved()
        .map(
          (ref) =>
            `the reference ${ref.slice(0, 120)} leads nowhere in this document; anything is accepted there`,
        );
      const warnings = isCut
        ? [...lost, "the arguments are very large; their far ends accept anything"]
        : lost;
      return { definitions: definitions.all(), warnings };
    },
  };
}

type Later = (source: Json | undefined) => JsonObject | boolean;

function createDefinitions(document: JsonObject) {
  const nameOf = new Map<string, string>();
  const byName = new Map<string, JsonObject | boolean>();
  const unresolved = new Set<string>();
  return {
    refer(ref: string, later: Later): JsonObject {
      const known = nameOf.get(ref);
      if (known) return { $ref: `#/$defs/${known}` };
      const source = resolvePointer(document, ref);
      if (!source) unresolved.add(ref);
      if (!source) return {};
      const name = freeName(ref, byName);
      nameOf.set(ref, name);
      byName.set(name, later(source));
      return { $ref: `#/$defs/${name}` };
    },
    all: () => Object.fromEntries(byName),
    unresolved: () => [...unresolved],
  };
}

function freeName(ref: string, taken: ReadonlyMap<string, unknown>): string {
  const last = unescapeToken(ref.split("/").at(-1) ?? "");
  const plain = last.replace(/^.*\//, "").replace(/\.(json|ya?ml)$/i, "");
  const base = plain.replace(/[^A-Za-z0-9_.-]+/g, "_") || "schema";
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  return name;
}

function convertParts(schema: JsonObject, later: Later): JsonObject {
  const parts: JsonObject = {};
  for (const keyword of SCHEMA_KEYWORDS)
    if (isSchema(schema[keyword])) parts[keyword] = later(schema[keyword]);
  for (const keyword of LIST_KEYWORDS) {
    const list = schema[keyword];
    if (Array.isArray(list) && list.some(isSchema)) parts[keyword] = list.filter(isSchema).map(later);
  }
  if (Array.isArray(schema["items"])) parts["prefixItems"] = schema["items"].filter(isSchema).map(later);
  for (const keyword of MAP_KEYWORDS) {
    const map = schema[keyword];
    if (isJsonObject(map))
      parts[keyword] = convertMap(map, keyword === "properties" ? readOnlyNames(schema) : [], later);
  }
  return withAnyOf(parts);
}

function convertMap(map: JsonObject, hidden: readonly string[], later: Later): JsonObject {
  const kept = Object.entries(map).filter(([name, part]) => isSchema(part) && !hidden.includes(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, later(part)]));
}

function withAnyOf(parts: JsonObject): JsonObject {
  if (!parts["oneOf"] || parts["anyOf"]) return parts;
  const { oneOf, ...others } = parts;
  return { ...others, anyOf: oneOf };
}
