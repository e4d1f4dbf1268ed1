/** One page of a list as it came, or an answer that is no list. */
import { canonicalJson, isJsonObject, type Json, type JsonObject, sha256Hex } from "../../kernel/index.ts";
import { findRows } from "../../results/index.ts";
import type { PreparedCall, PreparedRequest } from "../prepared-request.ts";
import type { LargeRecords, Understood } from "../read-answer.ts";
import { type PageRead, type Rest, restAfter } from "./next-page.ts";
import { placeOf, withValue } from "./page-place.ts";
import type { PageRows } from "./page-signs.ts";
import { CURSOR_NAMES, OFFSET_NAMES, PAGE_NAMES, SIZE_NAMES } from "./paging-names.ts";

/** A page as it came. `records` is absent where the answer is no list. */
export interface Page {
  readonly request: PreparedRequest;
  readonly headers: Readonly<Record<string, string>>;
  /** The answer; of one that is too large for memory without its list. */
  readonly body: Json;
  readonly rows: PageRows;
  /** Where the records stood. */
  readonly path: string;
  /** Of the records: an API that takes no notice of a cursor gives the same page again. */
  readonly digest: string;
  readonly records?: PageRecords;
}

/** The records of a page: in memory with their JSON text, or to be read some at a time. */
export type PageRecords =
  | { readonly rows: readonly JsonObject[]; readonly text: string }
  | { readonly large: LargeRecords };

/** The page that an answer is. */
export function pageOf(
  request: PreparedRequest,
  { body, large }: Extract<Understood, { ok: true }>,
  headers: Page["headers"],
): Page {
  const from = { request, headers, body };
  if (large) {
    const { rows: length, last, path } = large;
    const digest = digestOf({ body, length, last });
    return { ...from, rows: { length, at: () => last }, path, digest, records: { large } };
  }
  const found = findRows(body);
  if (!("rows" in found && found.isList)) return { ...from, rows: [], path: "$", digest: "" };
  const { rows, path } = found;
  const text = JSON.stringify(rows);
  return { ...from, rows, path, digest: sha256Hex(text), records: { rows, text } };
}

/** Of a request, or anything else that is JSON, whatever the order of its members: a database gives them in its own. */
export const digestOf = (value: unknown) => sha256Hex(canonicalJson(value));

/** What a page says about the rest, with so many records read. */
export function restOf(call: PreparedCall, page: Page, rowsSoFar: number): Rest {
  const { paging, pageSize, firstPage } = call;
  const usualSize = pageSize?.usual;
  return restAfter({
    ...pagedRequest(call, page.request),
    ...{ headers: page.headers, body: page.body, rows: page.rows, path: page.path, rowsSoFar },
    ...(paging ? { declared: paging } : {}),
    ...(usualSize === undefined ? {} : { usualSize }),
    ...(firstPage === undefined ? {} : { firstPage }),
  });
}

/** The same call asking for pages as large as the API allows, unless the caller said how many it wants. */
export function widestPage(call: PreparedCall): PreparedRequest {
  const { pageSize, request } = call;
  if (pageSize?.maximum === undefined || call.paging?.kind === "none" || asksForOnePage(call)) return request;
  const asked = pagedRequest(call, request);
  const place = placeOf(asked, [pageSize.name]) ?? { query: pageSize.name };
  return changed(request, withValue(asked, place, Math.min(pageSize.maximum, 1000)));
}

/** A request for another page. */
export const changed = (
  request: PreparedRequest,
  to: { url: string; body?: JsonObject | undefined },
): PreparedRequest => ({
  ...request,
  url: to.url,
  ...(to.body ? { body: JSON.stringify(to.body) } : {}),
});

/** `start` is left out: where it is not an offset, it is a time. */
const ONE_PAGE_NAMES = [...SIZE_NAMES, ...PAGE_NAMES, ...OFFSET_NAMES, ...CURSOR_NAMES].filter(
  (name) => !["start", "after", "p", "marker"].includes(name),
);

/** A caller that names a page or a page size wants that page, not everything. */
export function asksForOnePage(call: PreparedCall): boolean {
  const given = new URL(call.request.url).searchParams;
  return ONE_PAGE_NAMES.some((name) => given.has(name));
}

function bodyOf({ body }: PreparedRequest): JsonObject | undefined {
  if (body === undefined || !body.startsWith("{")) return undefined;
  const sent: unknown = JSON.parse(body);
  return isJsonObject(sent) ? sent : undefined;
}

const pagedRequest = (
  call: PreparedCall,
  request: PreparedRequest,
): Pick<PageRead, "url" | "queryNames" | "bodyNames" | "sent"> => {
  const sent = bodyOf(request);
  return {
    url: request.url,
    queryNames: call.queryNames,
    ...(call.bodyNames ? { bodyNames: call.bodyNames } : {}),
    ...(sent ? { sent } : {}),
  };
};
