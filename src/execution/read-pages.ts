import type { AnswerMapper, Mapped } from "../actions/index.ts";
import { type Clock, type Json, type JsonObject, sha256Hex } from "../kernel/index.ts";
import { type Coverage, findRows } from "../results/index.ts";
import { restAfter } from "./next-page.ts";
import { type PageBudget, spentPages } from "./page-budget.ts";
import { OFFSET_NAMES, PAGE_NAMES, SIZE_NAMES } from "./paging-names.ts";
import type { PreparedCall, PreparedRequest } from "./prepared-request.ts";
import type { Understood } from "./read-answer.ts";
import { type SendOnce, sendPatiently } from "./send-patiently.ts";

/** What came of a call: a list of records, one value, or why there is neither. `isList` exactly when `body` is a list. */
export type PagesRead =
  | {
      readonly ok: true;
      readonly status: number;
      readonly body: Json;
      readonly isList: boolean;
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
}

interface Page {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly rows: readonly JsonObject[];
}

/** What was read so far; grows with every page. */
interface Progress {
  /** The records of the output: those of the answers, or what the mapping made of them. */
  readonly rows: JsonObject[];
  /** How many records the API gave. */
  given: number;
  /** Digests of the pages' records: an API that takes no notice of a cursor gives the same page again. */
  readonly seen: Set<string>;
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
  const given = listIn(body);
  const mapped = await mapAnswer(deps, call, body);
  if (!mapped.ok) return unmapped(call, mapped.message, { status, asOf: now.toISOString() });
  const rows = recordsOf(call, { given, output: mapped.value });
  const page = { url: request.url, headers: first.headers, body, rows: given ?? [] };
  if (!rows) {
    const coverage = coverageOfOne(call, page, now);
    const etag = first.headers["etag"];
    return { ok: true, status, body: mapped.value, isList: false, coverage, ...(etag ? { etag } : {}) };
  }
  const progress = begin({ rows, given: page.rows }, { bytes, startedAtMs: now.getTime() });
  const why = await followPages(deps, call, { progress, page });
  const coverage = coverageOf(progress, { why, asOf: now.toISOString() });
  return { ok: true, status, body: progress.rows, isList: true, coverage };
}

function begin(
  { rows, given }: { rows: readonly JsonObject[]; given: readonly JsonObject[] },
  first: { bytes: number; startedAtMs: number },
): Progress {
  const seen = new Set([digestOf(given)]);
  return { rows: [...rows], given: given.length, seen, pages: 1, knownTotal: undefined, ...first };
}

function mapAnswer({ mapper }: ReadDeps, { mapping }: PreparedCall, body: Json): Promise<Mapped> | Mapped {
  return mapping && mapping.kind !== "raw" ? mapper.map(mapping, body) : { ok: true, value: body };
}

/** The records of an output: those that were found in the answer, or where a mapping made a list, that list. */
function recordsOf(
  { mapping }: PreparedCall,
  { given, output }: { given: JsonObject[] | undefined; output: Json },
): JsonObject[] | undefined {
  if (!mapping) return given;
  return mapping.kind !== "raw" && Array.isArray(output) ? listIn(output) : undefined;
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
    body: null,
    isList: false,
    coverage: { rows: 0, pages: 1, complete: false, asOf, why },
  };
}

/** The coverage of a single value; it is not all where it was made of the first of several pages. */
function coverageOfOne(call: PreparedCall, page: Page, now: Date): Coverage {
  const whole = { rows: 1, pages: 1, complete: true, asOf: now.toISOString() };
  if (!call.mapping || page.rows.length === 0) return whole;
  const { nextUrl, isMore } = restAfter({
    ...page,
    rowsSoFar: page.rows.length,
    queryNames: call.queryNames,
  });
  if (!nextUrl && !isMore) return whole;
  return { ...whole, complete: false, why: "it is made of the first page, and there are more" };
}

function coverageOf(progress: Progress, end: { why: string | undefined; asOf: string }): Coverage {
  const { rows, pages, knownTotal } = progress;
  return {
    rows: rows.length,
    pages,
    complete: end.why === undefined,
    asOf: end.asOf,
    ...(end.why === undefined ? {} : { why: end.why }),
    ...(knownTotal === undefined ? {} : { knownTotal }),
  };
}

const digestOf = (rows: readonly JsonObject[]) => sha256Hex(JSON.stringify(rows));

/** The records of a list, or undefined when the answer is one record or a bare value. */
function listIn(body: Json): JsonObject[] | undefined {
  const found = findRows(body);
  return "rows" in found && found.isList ? found.rows : undefined;
}

/** The same call asking for pages as large as the API allows, unless the caller said how many it wants. */
function widestPage(call: PreparedCall): PreparedRequest {
  if (!call.pageSize || asksForOnePage(call)) return call.request;
  const url = new URL(call.request.url);
  url.searchParams.set(call.pageSize.name, String(Math.min(call.pageSize.maximum, 1000)));
  return { ...call.request, url: url.href };
}

/** Follows pages from the first one on. Returns why it stopped before the end, or undefined at the end. */
async function followPages(
  deps: ReadDeps,
  call: PreparedCall,
  from: { progress: Progress; page: Page },
): Promise<string | undefined> {
  const { progress } = from;
  let { page } = from;
  for (;;) {
    const rest = restAfter({ ...page, rowsSoFar: progress.given, queryNames: call.queryNames });
    progress.knownTotal ??= rest.knownTotal;
    if (!rest.nextUrl) return shortfall(progress, rest.isMore);
    const stop = reasonToStop(deps, call, progress);
    if (stop) return stop;
    const next = await readNext(deps, call, { url: rest.nextUrl, progress });
    if (typeof next === "string") return next;
    if (next.rows.length === 0) return shortfall(progress, false);
    page = next;
  }
}

function reasonToStop(deps: ReadDeps, call: PreparedCall, progress: Progress): string | undefined {
  if (call.effect !== "read") return "only reads are followed to further pages";
  if (asksForOnePage(call)) return "one page was asked for";
  const { pages, rows, bytes, startedAtMs } = progress;
  const ms = deps.clock().getTime() - startedAtMs;
  return spentPages({ pages, rows: rows.length, bytes, ms }, deps.budget);
}

/** Reads one more page into `progress`. Gives why not, in words, when that failed or the page is no new one. */
async function readNext(
  deps: ReadDeps,
  call: PreparedCall,
  { url, progress }: { url: string; progress: Progress },
): Promise<Page | string> {
  const request = { ...call.request, url };
  const { understood, headers } = await sendPatiently(deps, request);
  if (!understood.ok) return `page ${progress.pages + 1} failed: ${understood.message}`;
  const rows = listIn(understood.body) ?? [];
  const digest = digestOf(rows);
  if (rows.length > 0 && progress.seen.has(digest)) return "the API repeated a page";
  const mapped = await mapAnswer(deps, call, understood.body);
  if (!mapped.ok) return `page ${progress.pages + 1}: ${mapped.message}`;
  progress.seen.add(digest);
  progress.rows.push(...(recordsOf(call, { given: rows, output: mapped.value }) ?? []));
  progress.given += rows.length;
  if (rows.length > 0) progress.pages += 1;
  progress.bytes += understood.bytes;
  return { url, headers, body: understood.body, rows };
}

/** At the end of the pages: undefined when what the API says about the rest agrees with what was read. */
function shortfall({ knownTotal, given }: Progress, isMore: boolean): string | undefined {
  if (knownTotal !== undefined && knownTotal > given)
    return `the API says there are ${knownTotal}, but did not offer more pages`;
  return isMore ? "the API says there is more, but not in a way that I can follow" : undefined;
}

/** `start` is left out: where it is not an offset, it is a time. */
const ONE_PAGE_NAMES = [
  ...SIZE_NAMES,
  ...PAGE_NAMES,
  ...OFFSET_NAMES,
  "cursor",
  "page_token",
  "pageToken",
].filter((name) => name !== "start");

/** A caller that names a page or a page size wants that page, not everything. */
function asksForOnePage(call: PreparedCall): boolean {
  const given = new URL(call.request.url).searchParams;
  return ONE_PAGE_NAMES.some((name) => given.has(name));
}
