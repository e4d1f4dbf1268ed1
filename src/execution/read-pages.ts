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
    }
  | Extract<Understood, { ok: false }>;

interface ReadDeps {
  readonly sendOnce: SendOnce;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly budget: PageBudget;
}

interface Page {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly rows: readonly JsonObject[];
}

/** What was read so far; grows with every page. */
interface Progress {
  readonly rows: JsonObject[];
  /** Digests of the pages' records: an API that takes no notice of a cursor gives the same page again. */
  readonly seen: Set<string>;
  readonly startedAtMs: number;
  pages: number;
  bytes: number;
  knownTotal: number | undefined;
}

/**
 * Sends a call. A read is repeated when the trouble may pass and followed from page to page while the budget lasts;
 * when a later page fails, what was read so far is given with `complete: false` and the reason. Anything else is
 * sent exactly once.
 */
export async function readPages(deps: ReadDeps, call: PreparedCall): Promise<PagesRead> {
  const isRead = call.effect === "read";
  const request = isRead ? widestPage(call) : call.request;
  const first = isRead ? await sendPatiently(deps, request) : await deps.sendOnce(request);
  if (!first.understood.ok) return first.understood;
  const { status, body, bytes } = first.understood;
  const now = deps.clock();
  const rows = listIn(body);
  if (!rows) {
    const coverage = { rows: 1, pages: 1, complete: true, asOf: now.toISOString() };
    return { ok: true, status, body, isList: false, coverage };
  }
  const progress = begin(rows, { bytes, startedAtMs: now.getTime() });
  const page = { url: request.url, headers: first.headers, body, rows };
  const why = await followPages(deps, call, { progress, page });
  const coverage = coverageOf(progress, { why, asOf: now.toISOString() });
  return { ok: true, status, body: progress.rows, isList: true, coverage };
}

function begin(rows: readonly JsonObject[], first: { bytes: number; startedAtMs: number }): Progress {
  return { rows: [...rows], seen: new Set([digestOf(rows)]), pages: 1, knownTotal: undefined, ...first };
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
    const rest = restAfter({ ...page, rowsSoFar: progress.rows.length, queryNames: call.queryNames });
    progress.knownTotal ??= rest.knownTotal;
    if (!rest.nextUrl) return shortfall(progress, rest.isMore);
    const stop = reasonToStop(deps, call, progress);
    if (stop) return stop;
    const next = await readNext(deps, { ...call.request, url: rest.nextUrl }, progress);
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
  request: PreparedRequest,
  progress: Progress,
): Promise<Page | string> {
  const { understood, headers } = await sendPatiently(deps, request);
  if (!understood.ok) return `page ${progress.pages + 1} failed: ${understood.message}`;
  const rows = listIn(understood.body) ?? [];
  const digest = digestOf(rows);
  if (rows.length > 0 && progress.seen.has(digest)) return "the API repeated a page";
  progress.seen.add(digest);
  progress.rows.push(...rows);
  if (rows.length > 0) progress.pages += 1;
  progress.bytes += understood.bytes;
  return { url: request.url, headers, body: understood.body, rows };
}

/** At the end of the pages: undefined when what the API says about the rest agrees with what was read. */
function shortfall({ knownTotal, rows }: Progress, isMore: boolean): string | undefined {
  if (knownTotal !== undefined && knownTotal > rows.length)
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
