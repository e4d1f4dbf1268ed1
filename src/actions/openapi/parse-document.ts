import { parseDocument as parseYaml } from "yaml";
import { isJsonObject, type JsonObject, messageOf } from "../../kernel/index.ts";
import { scanJson } from "./scan-json.ts";

/** How much of a document is read before it is refused. */
export interface DocumentLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
  /** How often YAML aliases may be followed in one document. */
  readonly maxAliases: number;
  /** Objects, lists and values in all, aliases counted as often as they are used. */
  readonly maxNodes: number;
}

const DOCUMENT_LIMITS: DocumentLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxDepth: 200,
  maxAliases: 1000,
  maxNodes: 8_000_000,
};

export type RefusedDocument = {
  readonly ok: false;
  readonly reason:
    | "empty"
    | "too_large"
    | "too_deep"
    | "duplicate_key"
    | "not_json_or_yaml"
    | "not_an_object"
    | "damaged_archive";
  /** What is wrong and what would be accepted, for the person who gave the document. */
  readonly message: string;
};

export type ParsedDocument = { readonly ok: true; readonly document: JsonObject } | RefusedDocument;

const MEBIBYTE = 1024 * 1024;

function refuse(reason: RefusedDocument["reason"], message: string): RefusedDocument {
  return { ok: false, reason, message };
}

/** Reads a JSON or YAML text whose top is an object, within limits. Never throws. */
export function parseDocument(text: string, limits: DocumentLimits = DOCUMENT_LIMITS): ParsedDocument {
  if (text.trim() === "")
    return refuse("empty", "The document is empty. Paste an OpenAPI document in JSON or YAML");
  if (Buffer.byteLength(text) > limits.maxBytes) {
    return refuse("too_large", `The document is larger than ${Math.floor(limits.maxBytes / MEBIBYTE)} MiB`);
  }
  const parsed = /^\uFEFF?\s*[{[]/.test(text) ? parseAsJson(text, limits) : parseAsYaml(text, limits);
  if ("ok" in parsed) return parsed;
  if (!isJsonObject(parsed.value)) {
    return refuse(
      "not_an_object",
      "This is not an OpenAPI document: it has to start with `openapi:` or `swagger:`",
    );
  }
  return checkSize(parsed.value, limits) ?? { ok: true, document: parsed.value };
}

type Read = { readonly value: unknown } | RefusedDocument;

function tooDeep(limits: DocumentLimits): RefusedDocument {
  return refuse("too_deep", `The document is nested deeper than ${limits.maxDepth} levels`);
}

function parseAsJson(text: string, limits: DocumentLimits): Read {
  const scan = scanJson(text, limits.maxDepth);
  if (scan.depth > limits.maxDepth) return tooDeep(limits);
  if (scan.duplicateKey !== undefined) {
    return refuse(
      "duplicate_key",
      `The document has the key “${scan.duplicateKey.slice(0, 80)}” twice in one object. Keep one`,
    );
  }
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    return refuse("not_json_or_yaml", `The document is not valid JSON: ${messageOf(error)}`);
  }
}

function parseAsYaml(text: string, limits: DocumentLimits): Read {
  try {
    const document = parseYaml(text, { uniqueKeys: true, merge: false, schema: "core", logLevel: "error" });
    const fault = document.errors[0];
    if (fault)
      return refuse(
        fault.code === "DUPLICATE_KEY" ? "duplicate_key" : "not_json_or_yaml",
        yamlFault(fault.message),
      );
    return { value: document.toJS({ maxAliasCount: limits.maxAliases }) };
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(limits);
    return refuse("not_json_or_yaml", yamlFault(messageOf(error)));
  }
}

function yamlFault(message: string): string {
  return `The document is neither valid JSON nor valid YAML: ${message.split("\n")[0]}`;
}

function checkSize(document: JsonObject, limits: DocumentLimits): RefusedDocument | undefined {
  let level: unknown[] = [document];
  let nodes = 0;
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > limits.maxDepth) return tooDeep(limits);
    nodes += level.length;
    if (nodes > limits.maxNodes)
      return refuse("too_large", `The document holds more than ${limits.maxNodes} values`);
    const next: unknown[] = [];
    for (const node of level) {
      if (typeof node !== "object" || node === null) continue;
      for (const member of Object.values(node))
        if (typeof member === "object" && member !== null) next.push(member);
    }
    level = next;
  }
  return undefined;
}
