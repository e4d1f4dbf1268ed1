/** What was read of a list so far, and what is noted of it so that another worker can go on. */
import type { JsonObject } from "../../kernel/index.ts";
import type { Coverage } from "../../results/index.ts";
import { beginKeptList, type KeptIn, type KeptList, resumeKeptList } from "../kept/kept-list.ts";
import type { ReadUnderWay } from "../kept/reads-under-way.ts";
import type { PreparedRequest } from "../prepared-request.ts";
import { digestOf, type Page } from "./page.ts";

/** Grows with every page. */
export interface ReadSoFar {
  /** The records of the output: those of the answers, or what the mapping made of them. */
  readonly list: KeptList;
  readonly status: number;
  /** As of when the list is. */
  readonly asOf: string;
  /** The digest of the first request. */
  readonly beganWith: string;
  rows: number;
  /** How many records the API gave. */
  given: number;
  /** Digests of the pages' records: an API that takes no notice of a cursor gives the same page again. */
  readonly seen: Set<string>;
  /** Digests of the requests: one that was sent before leads in a circle. */
  readonly asked: Set<string>;
  /** When the reading began, less what passed while nobody read. */
  readonly startedAtMs: number;
  pages: number;
  bytes: number;
  knownTotal: number | undefined;
}

/** Begins with the first page, of which no record is in the list yet. */
export function beginReading(
  keptIn: KeptIn,
  first: Pick<Page, "request" | "digest">,
  of: { status: number; bytes: number; now: Date },
): ReadSoFar {
  const beganWith = digestOf(first.request);
  return {
    list: beginKeptList(keptIn),
    status: of.status,
    asOf: of.now.toISOString(),
    beganWith,
    rows: 0,
    given: 0,
    seen: new Set([first.digest]),
    asked: new Set([beganWith]),
    startedAtMs: of.now.getTime(),
    pages: 1,
    bytes: of.bytes,
    knownTotal: undefined,
  };
}

/** Goes on with what was noted; undefined where it began with another request, or its parts are gone. */
export async function resumeReading(
  keptIn: KeptIn,
  { keptId, checkpoint }: ReadUnderWay,
  { first, now }: { first: PreparedRequest; now: Date },
): Promise<{ soFar: ReadSoFar; next: PreparedRequest; isTrial: boolean } | undefined> {
  const { next, isTrial, parts, seen, asked, tookMs, knownTotal, ...counts } = checkpoint;
  if (checkpoint.beganWith !== digestOf(first)) return undefined;
  const list = await resumeKeptList(keptIn, { keptId, parts });
  if (!list) return undefined;
  const startedAtMs = now.getTime() - tookMs;
  const soFar = {
    ...counts,
    ...{ list, seen: new Set(seen), asked: new Set(asked), startedAtMs, knownTotal },
  };
  return { soFar, next, isTrial };
}

/** Stores what is not stored yet of the list, and gives what is to be noted to go on with the page that is asked for next. */
export async function underWayOf(
  soFar: ReadSoFar,
  { next, isTrial, now }: { next: PreparedRequest; isTrial: boolean; now: Date },
): Promise<ReadUnderWay> {
  const { keptId, parts } = await soFar.list.store();
  const { list: _, seen, asked, startedAtMs, knownTotal, ...counts } = soFar;
  const tookMs = now.getTime() - startedAtMs;
  const checkpoint = { ...counts, next, isTrial, parts, seen: [...seen], asked: [...asked], tookMs };
  return {
    keptId,
    checkpoint: knownTotal === undefined ? checkpoint : { ...checkpoint, knownTotal },
  };
}

/** Takes the records of a page in, or what a mapping made of them. */
export async function addPage(
  soFar: ReadSoFar,
  { records }: Page,
  made: readonly JsonObject[] | undefined,
): Promise<void> {
  const add = async (rows: readonly JsonObject[], text?: string) => {
    await soFar.list.add(rows, text);
    soFar.rows += rows.length;
  };
  if (made) return add(made);
  if (!records) return;
  // The records of a page are written out once, unless a mapping makes others of them.
  if ("rows" in records) return add(records.rows, records.text);
  for await (const { rows } of records.large.batches()) await add(rows);
}

/** How much of what there is was read; `why` it is not all. */
export function coverageOf(
  { rows, pages, knownTotal, asOf }: Pick<ReadSoFar, "rows" | "pages" | "knownTotal" | "asOf">,
  why: string | undefined,
): Coverage {
  return {
    rows,
    pages,
    complete: why === undefined,
    asOf,
    ...(why === undefined ? {} : { why }),
    ...(knownTotal === undefined ? {} : { knownTotal }),
  };
}
