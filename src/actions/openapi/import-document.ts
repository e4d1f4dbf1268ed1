import { isJsonObject, type JsonObject, messageOf, storableJson } from "../../kernel/index.ts";
import type { ActionDraft } from "../action.ts";
import {
  type FoundOperation,
  type ImportContext,
  type ImportedOperation,
  importOperation,
  operationsOf,
} from "./import-operation.ts";
import { createOperationNames } from "./operation-names.ts";
import { type DocumentLimits, parseDocument, type RefusedDocument } from "./parse-document.ts";
import { resolveNode } from "./resolve-ref.ts";
import { suggestBaseUrls } from "./servers.ts";
import { readSecuritySchemes, type SuggestedAuth } from "./suggest-auth.ts";

/** What became of one operation of a document. */
interface OperationReport {
  readonly method: string;
  readonly path: string;
  /** The name of the action; absent when it was left out. */
  readonly name?: string;
  /** Why it was left out; absent when it was imported. */
  readonly leftOut?: string;
  readonly warnings: readonly string[];
}

export interface ImportReport {
  readonly imported: number;
  readonly total: number;
  readonly operations: readonly OperationReport[];
  /** What is odd about the document as a whole. */
  readonly warnings: readonly string[];
}

/** A document read as far as it makes sense. Nothing of it decides where credentials go or what is allowed. */
export interface ImportedDocument {
  readonly ok: true;
  readonly title: string;
  readonly version: string;
  /** `2.0`, `3.0.3`, `3.1.0`, … */
  readonly openapiVersion: string;
  /** Suggestions, most likely first; a person confirms one. */
  readonly baseUrls: readonly string[];
  readonly auth?: SuggestedAuth;
  readonly operations: readonly ActionDraft[];
  readonly report: ImportReport;
}

export type ImportOutcome = ImportedDocument | RefusedDocument | UnreadableDocument;

interface UnreadableDocument {
  readonly ok: false;
  readonly reason: "not_openapi" | "too_slow" | "out_of_memory" | "failed";
  readonly message: string;
}

export interface ImportOptions {
  /** Where the document came from, to resolve relative servers against. */
  readonly documentUrl?: string;
  readonly limits?: DocumentLimits;
}

const textOf = (value: unknown) =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

/** Reads an OpenAPI 2.0, 3.0 or 3.1 document on this thread. Never throws for what a document contains. */
export function importDocument(text: string, options: ImportOptions = {}): ImportOutcome {
  const parsed = parseDocument(text, options.limits);
  if (!parsed.ok) return parsed;
  const { document } = parsed;
  const openapiVersion = textOf(document["openapi"] ?? document["swagger"]);
  if (!openapiVersion) {
    return {
      ok: false,
      reason: "not_openapi",
      message: "This is not an OpenAPI document: it has neither `openapi` nor `swagger` at its top",
    };
  }
  return storable(importParsed(document, openapiVersion, options));
}

const UNSTORABLE = /\\u0000|\\ud[89a-f][\da-f]{2}/;

/** No database takes a NUL or half a character, which a document may hold anywhere. */
function storable(imported: ImportedDocument): ImportedDocument {
  const isStorable = !UNSTORABLE.test(JSON.stringify(imported));
  return isStorable ? imported : (JSON.parse(storableJson(imported)) as ImportedDocument);
}

function importParsed(
  document: JsonObject,
  openapiVersion: string,
  options: ImportOptions,
): ImportedDocument {
  const info = isJsonObject(document["info"]) ? document["info"] : {};
  const auth = readSecuritySchemes(document);
  const baseUrls = suggestBaseUrls(document, options.documentUrl);
  const context: ImportContext = { document, auth, baseUrls, nameOf: createOperationNames() };
  const found = findOperations(document);
  const results = found.operations.map((operation) => ({ operation, result: tryImport(context, operation) }));
  const drafts = results.flatMap(({ result }) => (result.ok ? [result.draft] : []));
  const operations = results.map(({ operation, result }) => reportOf(operation, result));
  return {
    ok: true,
    title: textOf(info["title"]).slice(0, 200),
    version: textOf(info["version"]).slice(0, 50),
    openapiVersion,
    baseUrls,
    ...(auth[0] ? { auth: auth[0] } : {}),
    operations: drafts,
    report: { imported: drafts.length, total: operations.length, operations, warnings: found.warnings },
  };
}

/** A fault of ours must not cost the other operations. */
function tryImport(context: ImportContext, operation: FoundOperation): ImportedOperation {
  try {
    return importOperation(context, operation);
  } catch (error) {
    return { ok: false, reason: `it could not be read: ${messageOf(error)}` };
  }
}

function reportOf({ method, path }: FoundOperation, result: ImportedOperation): OperationReport {
  if (!result.ok) return { method, path, leftOut: result.reason, warnings: [] };
  return { method, path, name: result.draft.name, warnings: result.warnings };
}

function findOperations(document: JsonObject): { operations: FoundOperation[]; warnings: string[] } {
  const { webhooks } = document;
  const paths = resolveNode(document, document["paths"]);
  if (!paths || Object.keys(paths).length === 0) {
    const why = isJsonObject(webhooks)
      ? "it describes only webhooks, which the API sends and nobody calls"
      : "it has no `paths`";
    return { operations: [], warnings: [`The document has no operations: ${why}`] };
  }
  const warnings: string[] = [];
  const operations = Object.entries(paths).flatMap(([path, item]) => {
    if (path.startsWith("x-")) return [];
    const pathItem = resolveNode(document, item);
    if (!pathItem)
      warnings.push(`${path.slice(0, 120)} was left out: it refers to something outside this document`);
    return pathItem ? operationsOf(document, path, pathItem) : [];
  });
  return { operations, warnings };
}
