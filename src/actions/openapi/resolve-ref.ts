import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";

/** How many references may point at each other before something that is not one. */
const LONGEST_CHAIN = 32;

/**
 * The object that a local reference such as `#/components/schemas/Order` (RFC 6901) points at, or undefined.
 *
 * Only own members are followed, and only within the document: a reference to a file, a URL, a prototype or
 * something that is not an object resolves to nothing, and nothing is ever fetched. References on the way are
 * followed too: documents in several files refer to whole sections, `components: { $ref: … }`.
 */
export function resolvePointer(document: JsonObject, ref: string, chain = 0): JsonObject | undefined {
  if (!ref.startsWith("#/") || chain > LONGEST_CHAIN) return undefined;
  let here: Json = document;
  for (const token of ref.slice(2).split("/")) {
    const key = unescapeToken(token);
    if (!hasMember(here, key)) here = sectionOf(document, here, chain) ?? null;
    if (!hasMember(here, key)) return undefined;
    here = here[key] ?? null;
  }
  return isJsonObject(here) ? here : undefined;
}

function hasMember(here: Json, key: string): here is JsonObject {
  return typeof here === "object" && here !== null && Object.hasOwn(here, key);
}

function sectionOf(document: JsonObject, here: Json, chain: number): JsonObject | undefined {
  const ref = isJsonObject(here) ? here["$ref"] : undefined;
  return typeof ref === "string" ? resolvePointer(document, ref, chain + 1) : undefined;
}

/** A token of a JSON pointer, unescaped. */
export function unescapeToken(token: string): string {
  const plain = token.replaceAll("~1", "/").replaceAll("~0", "~");
  if (!plain.includes("%")) return plain;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}

/** What `node` stands for: itself, or what its `$ref` points at, however often. Undefined when that leads nowhere. */
export function resolveNode(document: JsonObject, node: unknown): JsonObject | undefined {
  let here = isJsonObject(node) ? node : undefined;
  for (let steps = 0; here && typeof here["$ref"] === "string"; steps++) {
    if (steps >= LONGEST_CHAIN) return undefined;
    here = resolvePointer(document, here["$ref"]);
  }
  return here;
}
