import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import {
  CURSOR_NAMES,
  HAS_MORE_PATHS,
  LAST_ID_NAMES,
  NEXT_CURSORS,
  NEXT_URL_PATHS,
  OFFSET_NAMES,
  PAGE_NAMES,
  PAGE_PATHS,
  SIZE_NAMES,
  SIZE_PATHS,
  TOTAL_PAGES_PATHS,
  TOTAL_PATHS,
} from "./paging-names.ts";

/** One page that was read, and what may be used to ask for the one after it. */
export interface PageRead {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  /** The records found in `body`. */
  readonly rows: readonly JsonObject[];
  /** How many records were read so far, this page included. */
  readonly rowsSoFar: number;
  /** The query parameters that the action declares. */
  readonly queryNames: readonly string[];
}

/** What the page says about the rest. */
export interface Rest {
  /** The URL of the next page; absent when this was the last as far as the answer tells. */
  readonly nextUrl?: string;
  /** How many records there are in all, where the answer says so. */
  readonly knownTotal?: number;
  /** The answer says that there is more. With no `nextUrl`, it is not known how to ask for it. */
  readonly isMore: boolean;
}

/**
 * Finds the next page the way people would: a `Link: <…>; rel="next"` header (RFC 8288), else a next URL in the
 * body, else a next cursor, else `has_more` with the last id, else the next page number or offset when the
 * answer says there is more. A next URL of another origin or path is not followed; that there is one still means
 * that there is more.
 */
export function restAfter(page: PageRead): Rest {
  const knownTotal = totalOf(page);
  const saysMore = firstOf(page.body, HAS_MORE_PATHS, isFlag);
  const offered = linkHeaderNext(page) ?? firstOf(page.body, NEXT_URL_PATHS, isUrlText);
  const nextUrl =
    (offered === undefined ? undefined : sameEndpoint(page.url, offered)) ??
    (saysMore === false ? undefined : guessedNext(page, { knownTotal, saysMore: saysMore === true }));
  const isMore =
    nextUrl !== undefined ||
    saysMore === true ||
    (offered !== undefined && saysMore !== false) ||
    hasPagesLeft(page) === true;
  return { isMore, ...(nextUrl ? { nextUrl } : {}), ...(knownTotal === undefined ? {} : { knownTotal }) };
}

interface Told {
  readonly knownTotal: number | undefined;
  readonly saysMore: boolean;
}

function guessedNext(page: PageRead, told: Told): string | undefined {
  return byCursor(page) ?? byLastId(page, told) ?? byPageNumber(page, told) ?? byOffset(page, told);
}

function at(body: Json, path: string): Json | undefined {
  let here: Json | undefined = body;
  for (const key of isJsonObject(body) && Object.hasOwn(body, path) ? [path] : path.split(".")) {
    if (!isJsonObject(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

function firstOf<T extends Json>(
  body: Json,
  paths: readonly string[],
  is: (value: Json) => value is T,
): T | undefined {
  for (const path of paths) {
    const value = at(body, path);
    if (value !== undefined && is(value)) return value;
  }
  return undefined;
}

const isText = (value: Json): value is string => typeof value === "string" && value !== "";
const isFlag = (value: Json): value is boolean => typeof value === "boolean";
const isCursor = (value: Json): value is string | number => isText(value) || typeof value === "number";
const isCount = (value: Json): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;
const isUrlText = (value: Json): value is string => isText(value) && /^(https?:\/\/|\/|\?)/.test(value);

/** A bare `count` may be that of the page; it is the total only where it is more than the page holds. */
function totalOf(page: PageRead): number | undefined {
  const count = firstOf(page.body, ["count"], isCount);
  const isTotal = count !== undefined && count > page.rows.length;
  return firstOf(page.body, TOTAL_PATHS, isCount) ?? (isTotal ? count : undefined);
}

function sameEndpoint(from: string, to: string): string | undefined {
  if (!URL.canParse(to, from)) return undefined;
  const [here, there] = [new URL(from), new URL(to, from)];
  return here.origin === there.origin && here.pathname === there.pathname ? there.href : undefined;
}

/** The target of the link whose relations hold `next`. Parameters may be quoted and hold commas. */
function linkHeaderNext(page: PageRead): string | undefined {
  const links = (page.headers["link"] ?? "").matchAll(
    /<([^>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|[^\s",;]*))?)*)/g,
  );
  for (const [, target, parameters] of links) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]*))/i.exec(parameters ?? "");
    const words = (relations?.[1] ?? relations?.[2] ?? "").toLowerCase().split(/\s+/);
    if (words.includes("next")) return target;
  }
  return undefined;
}

function withQuery(url: string, name: string, value: string | number): string {
  const next = new URL(url);
  next.searchParams.set(name, String(value));
  return next.href;
}

function parameterNamed(page: PageRead, names: readonly string[]): string | undefined {
  const given = new URL(page.url).searchParams;
  return names.find((name) => given.has(name)) ?? names.find((name) => page.queryNames.includes(name));
}

function byCursor(page: PageRead): string | undefined {
  for (const [path, meantFor] of Object.entries(NEXT_CURSORS)) {
    const cursor = at(page.body, path);
    if (cursor === undefined || !isCursor(cursor)) continue;
    return withQuery(page.url, parameterNamed(page, CURSOR_NAMES) ?? meantFor, cursor);
  }
  return undefined;
}

function byLastId(page: PageRead, { saysMore }: Told): string | undefined {
  const lastId = page.rows.at(-1)?.["id"];
  const name = parameterNamed(page, LAST_ID_NAMES);
  if (!saysMore || !name || (typeof lastId !== "string" && typeof lastId !== "number")) return undefined;
  return withQuery(page.url, name, lastId);
}

function numberInQuery(page: PageRead, names: readonly string[]): number | undefined {
  const given = new URL(page.url).searchParams;
  const text = names.map((name) => given.get(name)).find((value) => value !== null);
  return text != null && /^\d+$/.test(text) ? Number(text) : undefined;
}

const pageNumberOf = (page: PageRead) =>
  numberInQuery(page, PAGE_NAMES) ?? firstOf(page.body, PAGE_PATHS, isCount) ?? 1;

/** Whether the number of pages tells that there are more; undefined when the answer has none. */
function hasPagesLeft(page: PageRead): boolean | undefined {
  const totalPages = firstOf(page.body, TOTAL_PAGES_PATHS, isCount);
  return totalPages === undefined ? undefined : pageNumberOf(page) < totalPages && page.rows.length > 0;
}

/** Without any word about the rest, a page that is as full as was asked for may have another after it. */
function mayGoOn(page: PageRead, { knownTotal, saysMore }: Told): boolean {
  if (saysMore) return true;
  if (knownTotal !== undefined) return page.rowsSoFar < knownTotal;
  const size = numberInQuery(page, SIZE_NAMES) ?? firstOf(page.body, SIZE_PATHS, isCount);
  return size !== undefined && size > 0 && page.rows.length >= size;
}

function byPageNumber(page: PageRead, told: Told): string | undefined {
  const name = parameterNamed(page, PAGE_NAMES);
  if (!name || page.rows.length === 0) return undefined;
  const isMore = hasPagesLeft(page) ?? mayGoOn(page, told);
  return isMore ? withQuery(page.url, name, pageNumberOf(page) + 1) : undefined;
}

function byOffset(page: PageRead, told: Told): string | undefined {
  const name = parameterNamed(page, OFFSET_NAMES);
  if (!name || page.rows.length === 0) return undefined;
  const next = (numberInQuery(page, OFFSET_NAMES) ?? 0) + page.rows.length;
  const isMore = told.knownTotal === undefined ? mayGoOn(page, told) : next < told.knownTotal;
  return isMore ? withQuery(page.url, name, next) : undefined;
}
