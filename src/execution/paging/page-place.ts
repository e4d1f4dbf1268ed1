/** Where in a request the mark of a page goes, and what stands there. */
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";

/** The part of a request that paging may change. */
export interface PagedRequest {
  readonly url: string;
  /** The body, where it is a JSON object. */
  readonly sent?: JsonObject;
  /** The query parameters that the action declares. */
  readonly queryNames: readonly string[];
  /** The members of the body that the action declares. */
  readonly bodyNames?: readonly string[];
}

/** A query parameter, or a member of the body by the names that lead there. */
export type PagePlace = { readonly query: string } | { readonly body: readonly string[] };

/** The changed request: `body` is absent where it stays as it was. */
export interface NextRequest {
  readonly url: string;
  readonly body?: JsonObject;
}

/**
 * Where one of `names` goes: where it was given, else where the action declares it. Undefined when it does neither.
 * A GraphQL document takes it by the variable that stands as that argument.
 */
export function placeOf(request: PagedRequest, names: readonly string[]): PagePlace | undefined {
  const { url, sent, queryNames, bodyNames = [] } = request;
  const document = sent?.["query"];
  if (sent && typeof document === "string" && /^[\s#]*(query\b|\{|fragment\b)/.test(document))
    return variableOf(document, names);
  const given = new URL(url).searchParams;
  const inQuery = names.find((name) => given.has(name));
  if (inQuery !== undefined) return { query: inQuery };
  const inBody = sent && pathIn(sent, names);
  if (inBody) return { body: inBody };
  const declared = names.find((name) => queryNames.includes(name) || bodyNames.includes(name));
  if (declared === undefined) return undefined;
  return queryNames.includes(declared) ? { query: declared } : { body: [declared] };
}

function variableOf(document: string, names: readonly string[]): PagePlace | undefined {
  for (const name of names) {
    if (!/^\w+$/.test(name)) continue;
    const variable = new RegExp(String.raw`\b${name}\s*:\s*\$(\w+)`).exec(document)?.[1];
    if (variable !== undefined) return { body: ["variables", variable] };
  }
  return undefined;
}

function pathIn(body: JsonObject, names: readonly string[]): readonly string[] | undefined {
  const here = names.find((name) => Object.hasOwn(body, name) && isScalar(body[name]));
  if (here !== undefined) return [here];
  for (const [outer, member] of Object.entries(body)) {
    if (!isJsonObject(member)) continue;
    const inner = names.find((name) => Object.hasOwn(member, name) && isScalar(member[name]));
    if (inner !== undefined) return [outer, inner];
  }
  return undefined;
}

const isScalar = (value: Json | undefined) => value === null || typeof value !== "object";

/** What stands at a place, as text; undefined for nothing. */
export function valueAt({ url, sent }: PagedRequest, place: PagePlace): string | undefined {
  if ("query" in place) return new URL(url).searchParams.get(place.query) ?? undefined;
  let here: Json | undefined = sent;
  for (const name of place.body) here = isJsonObject(here) ? here[name] : undefined;
  return typeof here === "string" || typeof here === "number" ? String(here) : undefined;
}

export function withValue(request: PagedRequest, place: PagePlace, value: string | number): NextRequest {
  if ("body" in place) return { url: request.url, body: withMember(request.sent ?? {}, place.body, value) };
  const url = new URL(request.url);
  url.searchParams.set(place.query, String(value));
  return { url: url.href };
}

function withMember(object: JsonObject, [name = "", ...rest]: readonly string[], value: Json): JsonObject {
  const inner = object[name];
  const member =
    rest.length === 0
      ? value
      : withMember(isJsonObject(inner ?? null) ? (inner as JsonObject) : {}, rest, value);
  return { ...object, [name]: member };
}
