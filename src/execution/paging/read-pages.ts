import type { AnswerMapper, Mapped } from "../../actions/index.ts";
import { type Clock, isJsonObject, type Json, type JsonObject, sha256Hex } from "../../kernel/index.ts";
import {
  type Coverage,
  createRecordsBuilder,
  findRows,
  type Records,
  type RecordsBuilder,
} from "../../results/index.ts";
import type { PreparedCall, PreparedRequest } from "../prepared-request.ts";
import type { Understood } from "../read-answer.ts";
import { type SendOnce, sendPatiently } from "../send-patiently.ts";
import { type PageRead, type Rest, restAfter } from "./next-page.ts";
import { type PageBudget, spentPages } from "./page-budget.ts";
import { placeOf, withValue } from "./page-place.ts";
import { CURSOR_NAMES, OFFSET_NAMES, PAGE_NAMES, SIZE_NAMES } from "./paging-names.ts";

/** What came of a call: a list of records, one value, or why there is neither. `isList` exactly when `body` is a list. */
export type PagesRead =
  | {
      readonly ok: true;
      readonly status: number;
      /** The JSON text of the records, or of the value. */
      readonly body: string;
      readonly isList: boolean;
      /** Of a list. */
      readonly records?: Records;
      readonly coverage: Coverage;
      /** The entity tag of a single record. */
      readonly etag?: string;
    }
  | Extract<Understood, { ok: false }>;

interface ReadDeps {
  readonly sendOnce: SendOnce;
  readonly mapper: Pick<AnswerMapper, "map">;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  readonly budget: PageBudget;
  /** Whether the request carries an idempotency key of ours, so that sending it again does nothing twice. */
  readonly isKeyed?: boolean;
  /** Hears how far a list has been read, after each page but the first. */
  readonly tellProgress?: (progress: ReadProgress) => void;
}

/** How far a list has been read. `ofRows` and `ofPages` where the API says how many there are. */
export interface ReadProgress {
  readonly pages: number;
  readonly rows: number;
  readonly ofRows?: number;
}

interface Page {
  readonly request: PreparedRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly rows: readonly JsonObject[];
  /** The JSON text of the rows. */
  readonly text: string;
  readonly path: string;
}

/** What was read so far; grows with every page. */
interface Progress {
  /** The records of the output: those of the answers, or what the mapping made of them. */
  readonly output: RecordsBuilder;
  rows: number;
  /** How many records the API gave. */
  given: number;
  /** Digests of the pages' records: an API that takes no notice of a cursor gives the same page again. */
  readonly seen: Set<string>;
  /** Digests of the requests: one that was sent before leads in a circle. */
  readonly asked: Set<string>;
  readonly startedAtMs: number;
  pages: number;
  bytes: number;
  knownTotal: number | undefined;
}

/**
 * Sends a call. A read is repeated when the trouble may pass and followed from page to page while the budget lasts;
 * when a later page fails, what was read so far is given with `complete: false` and the reason. A write with an
 * idempotency key is repeated as well. Anything else is sent exactly once.
 *
 * A mapping is applied to each answer as it came; pages are counted and followed by what the API gave. One that makes
 * a single record ends the reading, and a read whose mapping fails has failed. A write has happened by then, so it is
 * told as done, without its answer.
 */
export async function readPages(deps: ReadDeps, call: PreparedCall): Promise<PagesRead> {
  const isRead = call.effect === "read";
  const request = isRead ? widestPage(call) : call.request;
  const mayRepeat = isRead || deps.isKeyed === true;
  const first = mayRepeat ? await sendPatiently(deps, request) : await deps.sendOnce(request);
  if (!first.understood.ok) return first.understood;
  const { status, body, bytes } = first.understood;
  const now = deps.clock();
  const found = listIn(body);
  const given = found?.rows;
  const mapped = await mapAnswer(deps, call, body);
  if (!mapped.ok) return unmapped(call, mapped.message, { status, asOf: now.toISOString() });
  const rows = recordsOf(call, { given, output: mapped.value });
  const page = pageOf(request, { body, headers: first.headers }, found);
  if (!rows) {
    const coverage = coverageOfOne(call, page, now);
    const etag = first.headers["etag"];
    const text = JSON.stringify(mapped.value);
    return { ok: true, status, body: text, isList: false, coverage, ...(etag ? { etag } : {}) };
  }
  const progress = begin({ rows, page }, { bytes, startedAtMs: now.getTime() });
  const why = await followPages(deps, call, { progress, page });
  const coverage = coverageOf(progress, { why, asOf: now.toISOString() });
  const { text, records } = progress.output.build();
  return { ok: true, status, body: text, isList: true, records, coverage };
}

function begin(
  { rows, page }: { rows: readonly JsonObject[]; page: Page },
  first: { bytes: number; startedAtMs: number },
): Progress {
  const seen = new Set([sha256Hex(page.text)]);
  const asked = new Set([digestOf(page.request)]);
  const given = page.rows.length;
  const output = createRecordsBuilder();
  addTo(output, rows, page);
  return { output, rows: rows.length, given, seen, asked, pages: 1, knownTotal: undefined, ...first };
}

function pageOf(
  request: PreparedRequest,
  answer: { body: Json; headers: Page["headers"] },
  found: ReturnType<typeof listIn>,
): Page {
  const { rows, path } = found ?? { rows: [], path: "$" };
  return { request, ...answer, rows, path, text: JSON.stringify(rows) };
}

/** The records of a page are written out once, unless a mapping makes others of them. */
function addTo(output: RecordsBuilder, rows: readonly JsonObject[], page: Page): void {
  if (rows === page.rows) output.add(rows, page.text);
  else output.add(rows);
}

function mapAnswer({ mapper }: ReadDeps, { mapping }: PreparedCall, body: Json): Promise<Mapped> | Mapped {
  return mapping && mapping.kind !== "raw" ? mapper.map(mapping, body) : { ok: true, value: body };
}

/** The records of an output: those that were found in the answer, or where a mapping made a list, that list. */
function recordsOf(
  { mapping }: PreparedCall,
  { given, output }: { given: readonly JsonObject[] | undefined; output: Json },
): readonly JsonObject[] | undefined {
  if (!mapping) return given;
  return mapping.kind !== "raw" && Array.isArray(output) ? listIn(output)?.rows : undefined;
}

function unmapped(call: PreparedCall, message: string, of: { status: number; asOf: string }): PagesRead {
  const { status, asOf } = of;
  if (call.effect === "read") {
    const told = `The answer came, but ${message}. An admin can look at the mapping of ${call.title}`;
    return { ok: false, code: "execution.mapping", status, message: told };
  }
  const why = `it was done, but ${message}`;
  return {
    ok: true,
    status,
    body: "null",
    isList: false,
    coverage: { rows: 0, pages: 1, complete: false, asOf, why },
  };
}

/** The coverage of a single value; it is not all where it was made of the first of several pages. */
function coverageOfOne(call: PreparedCall, page: Page, now: Date): Coverage {
  const whole = { rows: 1, pages: 1, complete: true, asOf: now.toISOString() };
  if (!call.mapping || page.rows.length === 0) return whole;
  const { isMore, isTrial, mayBeCut } = restOf(call, page, page.rows.length);
  if (!mayBeCut && (!isMore || isTrial)) return whole;
  return { ...whole, complete: false, why: "it is made of the first page, and there are more" };
}

function coverageOf(progress: Progress, end: { why: string | undefined; asOf: string }): Coverage {
  const { rows, pages, knownTotal } = progress;
  return {
    rows,
    pages,
    complete: end.why === undefined,
    asOf: end.asOf,
    ...(end.why === undefined ? {} : { why: end.why }),
    ...(knownTotal === undefined ? {} : { knownTotal }),
  };
}

const digestOf = (request: PreparedRequest) => sha256Hex(JSON.stringify(request));

/** The records of a list with where they stood, or undefined when the answer is one record or a bare value. */
function listIn(body: Json): { rows: JsonObject[]; path: string } | undefined {
  const found = findRows(body);
  return "rows" in found && found.isList ? found : undefined;
}

function bodyOf({ body }: PreparedRequest): JsonObject | undefined {
  if (body === undefined || !body.startsWith("{")) return undefined;
  const sent: unknown = JSON.parse(body);
  return isJsonObject(sent) ? sent : undefined;
}

const pagedRequest = (
  call: PreparedCall,
  request: PreparedRequest,
): Omit<PageRead, keyof Page | "rowsSoFar"> => {
  const sent = bodyOf(request);
  return {
    url: request.url,
    queryNames: call.queryNames,
    ...(call.bodyNames ? { bodyNames: call.bodyNames } : {}),
    ...(sent ? { sent } : {}),
  };
};

function restOf(call: PreparedCall, page: Page, rowsSoFar: number): Rest {
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
function widestPage(call: PreparedCall): PreparedRequest {
  const { pageSize, request } = call;
  if (pageSize?.maximum === undefined || call.paging?.kind === "none" || asksForOnePage(call)) return request;
  const asked = pagedRequest(call, request);
  const place = placeOf(asked, [pageSize.name]) ?? { query: pageSize.name };
  return changed(request, withValue(asked, place, Math.min(pageSize.maximum, 1000)));
}

const changed = (
  request: PreparedRequest,
  to: { url: string; body?: JsonObject | undefined },
): PreparedRequest => ({
  ...request,
  url: to.url,
  ...(to.body ? { body: JSON.stringify(to.body) } : {}),
});

/** Follows pages from the first one on. Returns why it stopped before the end, or undefined at the end. */
async function followPages(
  deps: ReadDeps,
  call: PreparedCall,
  from: { progress: Progress; page: Page },
): Promise<string | undefined> {
  const { progress } = from;
  let { page } = from;
  for (;;) {
    const rest = restOf(call, page, progress.given);
    progress.knownTotal ??= rest.knownTotal;
    if (!rest.nextUrl) return shortfall(progress, rest);
    const stop = reasonToStop(deps, call, progress);
    if (stop) return stop;
    const request = changed(page.request, { url: rest.nextUrl, body: rest.nextBody });
    const next = await readNext(deps, call, { request, progress, isTrial: rest.isTrial === true });
    if (typeof next === "string") return next;
    if (next.rows.length === 0 && !goesOn(call, next)) return shortfall(progress, { isMore: false });
    page = next;
  }
}

/** An empty page is the last one, unless it says itself that there are more: a filter that found nothing there. */
function goesOn(call: PreparedCall, empty: Page): boolean {
  const { isMore, isTrial } = restOf(call, empty, 0);
  return isMore && !isTrial;
}

function reasonToStop(deps: ReadDeps, call: PreparedCall, progress: Progress): string | undefined {
  if (call.effect !== "read") return "only reads are followed to further pages";
  if (asksForOnePage(call)) return "one page was asked for";
  const { pages, rows, bytes, startedAtMs } = progress;
  const ms = deps.clock().getTime() - startedAtMs;
  return spentPages({ pages, rows, bytes, ms }, deps.budget);
}

/**
 * Reads one more page into `progress`. Gives why not, in words, when that failed or the page is no new one: a page that
 * was tried may be the last one by its number.
 */
async function readNext(
  deps: ReadDeps,
  call: PreparedCall,
  { request, progress, isTrial }: { request: PreparedRequest; progress: Progress; isTrial: boolean },
): Promise<Page | string> {
  const asked = digestOf(request);
  if (progress.asked.has(asked)) return "the API leads in a circle from page to page";
  const { understood, headers } = await sendPatiently(deps, request);
  if (!understood.ok) return `page ${progress.pages + 1} failed: ${understood.message}`;
  const page = pageOf(request, { body: understood.body, headers }, listIn(understood.body));
  const { rows } = page;
  progress.asked.add(asked);
  progress.bytes += understood.bytes;
  const digest = sha256Hex(page.text);
  if (rows.length > 0 && progress.seen.has(digest)) return isTrial ? page : "the API repeated a page";
  const mapped = await mapAnswer(deps, call, understood.body);
  if (!mapped.ok) return `page ${progress.pages + 1}: ${mapped.message}`;
  progress.seen.add(digest);
  const made = recordsOf(call, { given: page.rows, output: mapped.value }) ?? [];
  addTo(progress.output, made, page);
  progress.rows += made.length;
  progress.given += rows.length;
  if (rows.length > 0) progress.pages += 1;
  deps.tellProgress?.(progressOf(progress));
  return page;
}

function progressOf({ pages, rows, knownTotal }: Progress): ReadProgress {
  return { pages, rows, ...(knownTotal === undefined ? {} : { ofRows: knownTotal }) };
}

/** At the end of the pages: undefined when what the API says about the rest agrees with what was read. */
function shortfall(
  { knownTotal, given }: Progress,
  rest: Pick<Rest, "isMore" | "mayBeCut">,
): string | undefined {
  if (knownTotal !== undefined && knownTotal > given)
    return `the API says there are ${knownTotal}, but did not offer more pages`;
  if (rest.isMore) return "the API says there is more, but not in a way that I can follow";
  return rest.mayBeCut
    ? "the page is as full as it can be, and the API does not say whether there is more"
    : undefined;
}

/** `start` is left out: where it is not an offset, it is a time. */
const ONE_PAGE_NAMES = [...SIZE_NAMES, ...PAGE_NAMES, ...OFFSET_NAMES, ...CURSOR_NAMES].filter(
  (name) => !["start", "after", "p", "marker"].includes(name),
);

/** A caller that names a page or a page size wants that page, not everything. */
function asksForOnePage(call: PreparedCall): boolean {
  const given = new URL(call.request.url).searchParams;
  return ONE_PAGE_NAMES.some((name) => given.has(name));
}
