import { isJsonObject, type Json, type JsonObject, shortened } from "../../kernel/index.ts";
import { type ActionDraft, effectOfMethod } from "../action.ts";
import { plainLine } from "../signature.ts";
import { bodyObstacle, bodyWarnings, sendableBody, serverObstacle } from "./obstacles.ts";
import { readPath } from "./paths.ts";
import { readBody } from "./read-body.ts";
import { readInputs } from "./read-inputs.ts";
import { readParameters } from "./read-parameters.ts";
import { resolveNode } from "./resolve-ref.ts";
import { readPaging, readResult } from "./result-hints.ts";
import { settableParameters } from "./settable-parameters.ts";
import type { SuggestedAuth } from "./suggest-auth.ts";

/** One operation as it stands in a document. */
export interface FoundOperation {
  readonly method: string;
  readonly path: string;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
}

/** What the operations of one document share. */
export interface ImportContext {
  readonly document: JsonObject;
  readonly auth: readonly SuggestedAuth[];
  readonly baseUrls: readonly string[];
  readonly nameOf: (operationId: string, method: string, path: string) => string;
}

export type ImportedOperation =
  | { readonly ok: true; readonly draft: ActionDraft; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string };

const LONGEST_TITLE = 120;
const LONGEST_DESCRIPTION = 1000;
const textOf = (value: Json | undefined) => (typeof value === "string" ? value.trim() : "");

/** Makes an action of one operation, or says why it cannot be one. */
export function importOperation(context: ImportContext, found: FoundOperation): ImportedOperation {
  const { document } = context;
  const { method, operation, pathItem } = found;
  const path = readPath(found.path);
  if (!path.ok) return path;
  const read = readParameters(document, pathItem, operation);
  const { kept, warnings } = settableParameters(read.parameters, context.auth);
  const body = readBody(document, operation, read.body);
  const taken = readInputs(document, { method, path, parameters: kept, body: sendableBody(document, body) });
  const paging = readPaging(document, kept, taken.inputOf);
  const result = readResult(document, operation);
  const obstacle = bodyObstacle(body) ?? serverObstacle(context.baseUrls, pathItem, operation);
  const draft: ActionDraft = {
    name: context.nameOf(textOf(operation["operationId"]), method, found.path),
    ...wordsOf(found),
    method,
    path: found.path,
    effect: effectOfMethod(method),
    inputSchema: taken.inputSchema,
    request: taken.request,
    ...(paging ? { paging } : {}),
    ...(result.hints ? { results: result.hints } : {}),
    tags: tagsOf(operation),
    enabled: obstacle === undefined,
    ...(obstacle ? { obstacle } : {}),
    requiresConfirmation: false,
    source: "openapi",
  };
  const odd = [
    ...path.warnings,
    ...read.warnings,
    ...warnings,
    ...taken.warnings,
    ...result.warnings,
    ...bodyWarnings(body),
  ];
  return { ok: true, draft, warnings: obstacle ? [...odd, obstacle] : odd };
}

function wordsOf({ method, path, operation }: FoundOperation): { title: string; description: string } {
  const summary = textOf(operation["summary"]);
  const description = textOf(operation["description"]);
  const firstSentence = description.split(/(?<=[.!?])\s|\n/)[0] ?? "";
  const title = plainLine(summary) || plainLine(firstSentence) || `${method} ${path}`;
  return {
    title: shortened(title, LONGEST_TITLE),
    description: description.slice(0, LONGEST_DESCRIPTION),
  };
}

function tagsOf(operation: JsonObject): string[] {
  const { tags } = operation;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string").slice(0, 10) : [];
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"] as const;

/** The operations of a path item, whose own reference has been followed. Bundles refer to whole operations too. */
export function operationsOf(document: JsonObject, path: string, pathItem: JsonObject): FoundOperation[] {
  return METHODS.flatMap((method) => {
    if (!isJsonObject(pathItem[method])) return [];
    const operation = resolveNode(document, pathItem[method]) ?? {};
    return [{ method: method.toUpperCase(), path, pathItem, operation }];
  });
}
