import type { AnswerMapper } from "../../actions/index.ts";
import { ChiefError, type Clock, type JsonObject, messageOf } from "../../kernel/index.ts";
import type { KeptIn } from "../kept/kept-list.ts";
import type { ReadUnderWay } from "../kept/reads-under-way.ts";
import type { PreparedCall, PreparedRequest } from "../prepared-request.ts";
import { type SendOnce, sendPatiently } from "../send-patiently.ts";
import type { Rest } from "./next-page.ts";
import { asksForOnePage, changed, digestOf, type Page, pageOf, restOf, widestPage } from "./page.ts";
import { type PageBudget, spentPages } from "./page-budget.ts";
import { oneAnswer, outputOf, type PagesRead, unmapped } from "./page-output.ts";
import {
  addPage,
  beginReading,
  coverageOf,
  type ReadSoFar,
  resumeReading,
  underWayOf,
} from "./read-so-far.ts";

interface ReadDeps {
  readonly sendOnce: SendOnce;
  readonly mapper: Pick<AnswerMapper, "map">;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  readonly budget: PageBudget;
  /** Where a list is kept that is too large for the memory. */
  readonly keptIn: KeptIn;
  /** Goes on where this call's read was cut off. */
  readonly from?: ReadUnderWay;
  /** Takes how far the read has come, now and then. */
  readonly noteUnderWay?: (underWay: ReadUnderWay) => Promise<void>;
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

/** How often it is noted how far a read has come. One that is done sooner is not noted at all. */
const NOTE_EVERY_MS = 3_000;
/**
 * Sends a call. A read is repeated when the trouble may pass and followed from page to page while the budget lasts;
 * when a later page fails, what was read so far is given with `complete: false` and the reason. A write with an
 * idempotency key is repeated as well. Anything else is sent exactly once.
 *
 * A mapping is applied to each answer as it came; pages are counted and followed by what the API gave. One that makes
 * a single record ends the reading, and a read whose mapping fails has failed. A write has happened by then, so it is
 * told as done, without its answer.
 *
 * How far a read has come that takes long is noted now and then, so that it goes on from there after a crash (`from`).
 */
export async function readPages(deps: ReadDeps, call: PreparedCall): Promise<PagesRead> {
  const isRead = call.effect === "read";
  const request = isRead ? widestPage(call) : call.request;
  const resumed =
    deps.from && (await resumeReading(deps.keptIn, deps.from, { first: request, now: deps.clock() }));
  if (resumed) return readRest(deps, call, { soFar: resumed.soFar, at: resumed });
  const mayRepeat = isRead || deps.isKeyed === true;
  const { understood, headers } = mayRepeat
    ? await sendPatiently(deps, request)
    : await deps.sendOnce(request);
  if (!understood.ok) return understood;
  const { status, bytes } = understood;
  const page = pageOf(request, understood, headers);
  const now = deps.clock();
  const output = await outputOf(deps, call, { page, understood });
  if (!output.ok) {
    await discard(page);
    return unmapped(call, output.message, { status, asOf: now.toISOString() });
  }
  if (output.kind === "one") return oneAnswer(call, { page, understood, value: output.value, now });
  const soFar = beginReading(deps.keptIn, page, { status, bytes, now });
  const trouble = await takeIn(soFar, page, output.made);
  if (trouble) return { ok: false, status, ...trouble };
  return readRest(deps, call, { soFar, at: { page } });
}

/** Follows the pages from where the reading is, and gives the list. */
async function readRest(
  deps: ReadDeps,
  call: PreparedCall,
  { soFar, at }: { soFar: ReadSoFar; at: At },
): Promise<PagesRead> {
  const why = await followPages(deps, call, { soFar, at });
  const coverage = coverageOf(soFar, why);
  const list = await soFar.list.end();
  return { ok: true, status: soFar.status, body: list.text, isList: true, list, coverage };
}

/** Takes a page in. Gives what went wrong with one that is read while it is taken in. */
async function takeIn(
  soFar: ReadSoFar,
  page: Page,
  made: readonly JsonObject[] | undefined,
): Promise<{ code: string; message: string } | undefined> {
  try {
    await addPage(soFar, page, made);
    soFar.given += page.rows.length;
    return undefined;
  } catch (error) {
    if (!(error instanceof ChiefError && error.code.startsWith("execution."))) throw error;
    return { code: error.code, message: messageOf(error) };
  } finally {
    await discard(page);
  }
}

/** Gives back the disk space of a page that was large. */
async function discard({ records }: Page): Promise<void> {
  if (records && "large" in records) await records.large.discard();
}

/** A request for the page that comes next; `isTrial` where it is a guess that there is one. */
interface Next {
  readonly next: PreparedRequest;
  readonly isTrial: boolean;
}

/** Where a reading is: it has a page, or knows the request for the next one. */
type At = { readonly page: Page } | Next;

/** Follows pages. Returns why it stopped before the end, or undefined at the end. */
async function followPages(
  deps: ReadDeps,
  call: PreparedCall,
  { soFar, at }: { soFar: ReadSoFar; at: At },
): Promise<string | undefined> {
  let here = at;
  let notedAtMs = performance.now();
  for (;;) {
    const next = "page" in here ? afterPage(deps, call, { soFar, page: here.page }) : here;
    if ("end" in next) return next.end;
    if (performance.now() - notedAtMs > NOTE_EVERY_MS) {
      await note(deps, soFar, next);
      notedAtMs = performance.now();
    }
    const page = await readNext(deps, call, { soFar, ...next });
    if (typeof page === "string") {
      if (deps.signal?.aborted) await note(deps, soFar, next);
      return page;
    }
    if (page.rows.length === 0 && !goesOn(call, page)) return shortfall(soFar, { isMore: false });
    here = { page };
  }
}

/** What to ask for after a page, or that this is the end, with the reason where it is not the list's own. */
function afterPage(
  deps: ReadDeps,
  call: PreparedCall,
  { soFar, page }: { soFar: ReadSoFar; page: Page },
): Next | { readonly end: string | undefined } {
  const rest = restOf(call, page, soFar.given);
  soFar.knownTotal ??= rest.knownTotal;
  if (!rest.nextUrl) return { end: shortfall(soFar, rest) };
  const stop = reasonToStop(deps, call, soFar);
  if (stop) return { end: stop };
  return {
    next: changed(page.request, { url: rest.nextUrl, body: rest.nextBody }),
    isTrial: rest.isTrial === true,
  };
}

async function note(deps: ReadDeps, soFar: ReadSoFar, next: Next): Promise<void> {
  if (deps.noteUnderWay) await deps.noteUnderWay(await underWayOf(soFar, { ...next, now: deps.clock() }));
}

/** An empty page is the last one, unless it says itself that there are more: a filter that found nothing there. */
function goesOn(call: PreparedCall, empty: Page): boolean {
  const { isMore, isTrial } = restOf(call, empty, 0);
  return isMore && !isTrial;
}

function reasonToStop(deps: ReadDeps, call: PreparedCall, soFar: ReadSoFar): string | undefined {
  if (call.effect !== "read") return "only reads are followed to further pages";
  if (asksForOnePage(call)) return "one page was asked for";
  const { pages, rows, bytes, startedAtMs } = soFar;
  const ms = deps.clock().getTime() - startedAtMs;
  return spentPages({ pages, rows, bytes, ms }, deps.budget);
}

/**
 * Reads one more page into `soFar`. Gives why not, in words, when that failed or the page is no new one: a page that
 * was tried may be the last one by its number.
 */
async function readNext(
  deps: ReadDeps,
  call: PreparedCall,
  { soFar, next, isTrial }: { soFar: ReadSoFar } & Next,
): Promise<Page | string> {
  const asked = digestOf(next);
  if (soFar.asked.has(asked)) return "the API leads in a circle from page to page";
  const { understood, headers } = await sendPatiently(deps, next);
  if (!understood.ok) return `page ${soFar.pages + 1} failed: ${understood.message}`;
  const page = pageOf(next, understood, headers);
  soFar.asked.add(asked);
  soFar.bytes += understood.bytes;
  if (page.rows.length > 0 && soFar.seen.has(page.digest)) {
    await discard(page);
    return isTrial ? page : "the API repeated a page";
  }
  const output = await outputOf(deps, call, { page, understood });
  if (!output.ok) {
    await discard(page);
    return `page ${soFar.pages + 1}: ${output.message}`;
  }
  soFar.seen.add(page.digest);
  const made = output.kind === "list" ? output.made : [];
  const trouble = await takeIn(soFar, page, made);
  if (trouble) return `page ${soFar.pages + 1} failed: ${trouble.message}`;
  if (page.rows.length > 0) soFar.pages += 1;
  deps.tellProgress?.(progressOf(soFar));
  return page;
}

function progressOf({ pages, rows, knownTotal }: ReadSoFar): ReadProgress {
  return { pages, rows, ...(knownTotal === undefined ? {} : { ofRows: knownTotal }) };
}

/** At the end of the pages: undefined when what the API says about the rest agrees with what was read. */
function shortfall(
  { knownTotal, given }: ReadSoFar,
  rest: Pick<Rest, "isMore" | "mayBeCut">,
): string | undefined {
  if (knownTotal !== undefined && knownTotal > given)
    return `the API says there are ${knownTotal}, but did not offer more pages`;
  if (rest.isMore) return "the API says there is more, but not in a way that I can follow";
  return rest.mayBeCut
    ? "the page is as full as it can be, and the API does not say whether there is more"
    : undefined;
}
