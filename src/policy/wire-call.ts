/** A call as the wire will carry it: which methods it may count as, what it does, its paths and its arguments. */
import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import { type PathReadings, readPath } from "./path-pattern.ts";
import type { Effect } from "./verdict.ts";

/** What is about to be sent, but for the credential. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireCall {
  /** The method, and those that a server may take from an override instead. */
  readonly methods: readonly string[];
  readonly effect: Effect;
  readonly path: PathReadings;
  /** Where arguments stand: `query`, `path` and `body`. */
  readonly arguments: { readonly query: JsonObject; readonly path: JsonObject; readonly body: Json };
}

const OVERRIDE_HEADERS = new Set(["x-http-method-override", "x-http-method", "x-method-override"]);
const OVERRIDE_PARAMETERS = new Set([
  ...OVERRIDE_HEADERS,
  "_method",
  "_httpmethod",
  "$method",
  "$httpmethod",
  "http_method_override",
  "method_override",
]);
const SEVERITY: Record<Effect, number> = { read: 0, write: 1, destroy: 2 };
const METHOD_NAME = /^[A-Za-z]{3,12}$/;

/**
 * Reads a call off its wire form. `marked` is what its action is marked as, `pathTemplate` the action's path.
 *
 * 1. An admin may mark a POST, PUT or PATCH as read. A DELETE always destroys.
 * 2. A method override, in a header or a parameter, makes the call what the override would be, and at least a write.
 * 3. A GraphQL mutation is a write, as is JSON-RPC, or several requests in one, over a method that reads.
 */
export function readWire(
  request: WireRequest,
  known: { marked: Effect; baseUrl: string; pathTemplate?: string },
): WireCall {
  const url = new URL(request.url);
  const query = nested([...url.searchParams]);
  const body = readBody(request);
  const overrides = overridesIn(request, [...url.searchParams.entries()], body);
  const path = readPath(url.pathname, baseSegments(known.baseUrl));
  return {
    methods: [...new Set([request.method, ...overrides])],
    effect: strictestEffect([
      known.marked,
      ...(request.method === "DELETE" ? (["destroy"] as const) : []),
      ...overrides.map(effectOfOverride),
      ...(hasMutation(query) || hasMutation(body) || isRemoteCall(query, request)
        ? (["write"] as const)
        : []),
    ]),
    path,
    arguments: { query, path: pathArguments(path.plain, known.pathTemplate), body },
  };
}

function strictestEffect(effects: readonly Effect[]): Effect {
  return effects.reduce((most, effect) => (SEVERITY[effect] > SEVERITY[most] ? effect : most));
}

const effectOfOverride = (method: string): Effect => (method === "DELETE" ? "destroy" : "write");

/** How many segments the base URL's own path has; a placeholder there counts as one. */
function baseSegments(baseUrl: string): number {
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(baseUrl)?.[1] ?? "";
  return path.split("/").filter((segment) => segment !== "").length;
}

function overridesIn(request: WireRequest, query: readonly [string, string][], body: Json): string[] {
  const inBody = isJsonObject(body) ? Object.entries(body) : [];
  const inHeaders = Object.entries(request.headers).filter(([name]) =>
    OVERRIDE_HEADERS.has(name.toLowerCase()),
  );
  const inParameters = [...query, ...inBody].filter(([name]) => OVERRIDE_PARAMETERS.has(name.toLowerCase()));
  return [...inHeaders, ...inParameters].map(([, value]) => methodNamed(value));
}

/** A method that cannot be read may be any, so it counts as the strictest. */
function methodNamed(value: Json): string {
  const text = typeof value === "string" ? value.trim() : "";
  return METHOD_NAME.test(text) ? text.toUpperCase() : "DELETE";
}

/** A GraphQL document that holds more than queries, or is only named by its hash, may change something. */
function hasMutation(given: Json): boolean {
  if (Array.isArray(given)) return given.some(hasMutation);
  if (!isJsonObject(given)) return false;
  const document = given["query"];
  if (document === undefined) return JSON.stringify(given["extensions"] ?? "").includes("persistedQuery");
  const texts = Array.isArray(document) ? document : [document];
  return texts.some((text) => typeof text === "string" && /\b(?:mutation|subscription)\b/.test(text));
}

/** JSON-RPC and batches over a method that reads: one that carries a body at all is not meant to. */
function isRemoteCall(query: JsonObject, { method, body }: WireRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return "jsonrpc" in query || body !== undefined;
}

function readBody({ headers, body }: WireRequest): Json {
  if (body === undefined) return null;
  if (/application\/x-www-form-urlencoded/i.test(headers["content-type"] ?? ""))
    return nested([...new URLSearchParams(body)]);
  try {
    return JSON.parse(body) as Json;
  } catch {
    return body;
  }
}

/** `filter[amount]=5` as `{filter: {amount: ["5"]}}`: each value in a list, since a name may stand there twice. */
function nested(pairs: readonly [string, string][]): JsonObject {
  const root: JsonObject = Object.create(null) as JsonObject;
  for (const [name, value] of pairs) {
    const parts = name.split(/[[\].]+/).filter((part) => part !== "");
    place(root, parts.length > 0 ? parts : [name], value);
  }
  return root;
}

function place(root: JsonObject, parts: readonly string[], value: string): void {
  let at = root;
  for (const part of parts.slice(0, -1)) {
    const next = at[part];
    const branch = isJsonObject(next) ? next : (Object.create(null) as JsonObject);
    at[part] = branch;
    at = branch;
  }
  const last = parts.at(-1) ?? "";
  const before = at[last];
  at[last] = Array.isArray(before) ? [...before, value] : [value];
}

function pathArguments(plain: readonly string[] | undefined, template: string | undefined): JsonObject {
  const expected = (template ?? "").split("/").filter((segment) => segment !== "");
  const found: JsonObject = Object.create(null) as JsonObject;
  if (!plain || plain.length !== expected.length) return found;
  for (const [at, segment] of expected.entries()) {
    const name = /^\{\{?([^{}]+)\}\}?$/.exec(segment)?.[1];
    if (name !== undefined) found[name] = plain[at] ?? "";
  }
  return found;
}
