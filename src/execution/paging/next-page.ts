import type { DeclaredPaging } from "../../actions/index.ts";
import type { JsonObject } from "../../kernel/index.ts";
import {
  type NextRequest,
  type PagedRequest,
  type PagePlace,
  placeOf,
  valueAt,
  withValue,
} from "./page-place.ts";
import { type AnsweredPage, type PageSigns, signsOf } from "./page-signs.ts";
import { CURSOR_NAMES, LAST_ID_NAMES, OFFSET_NAMES, PAGE_NAMES, SIZE_NAMES } from "./paging-names.ts";

/** One page that was read, and what may be used to ask for the one after it. */
export interface PageRead extends Omit<AnsweredPage, "path">, PagedRequest {
  /** Where the records stood; the top of the answer when absent. */
  readonly path?: string;
  /** How many records were read so far, this page included. */
  readonly rowsSoFar: number;
  /** How the action pages, where an admin said so. */
  readonly declared?: DeclaredPaging;
  /** How many records a page has where nobody asks for another number, by the contract. */
  readonly usualSize?: number;
  /** The number of the first page, by the contract. */
  readonly firstPage?: number;
}

/** What the page says about the rest. */
export interface Rest {
  /** The URL of the next page; absent when this was the last as far as the answer tells. */
  readonly nextUrl?: string;
  /** The body to ask for it with, where that is another than before. */
  readonly nextBody?: JsonObject;
  /** Nothing tells that there is a next page: it is asked for to find out. It may turn out to be this one again. */
  readonly isTrial?: boolean;
  /** How many records there are in all, where the answer says so. */
  readonly knownTotal?: number;
  /** The answer says that there is more. With no `nextUrl`, it is not known how to ask for it. */
  readonly isMore: boolean;
  /** There may be more: the page is as full as it can be, and nothing tells either way. */
  readonly mayBeCut?: boolean;
}

/**
 * Finds the next page the way people would: a `Link: <…>; rel="next"` header (RFC 8288), else a next URL in the body,
 * else a next cursor, else `has_more` with the last id, else the next page number or offset when the answer says that
 * there is more. Where an answer says nothing at all and the action has a page number or an offset, the next one is
 * tried. What an admin declared goes before all that. A next URL of another origin or path is not followed; that there
 * is one still means that there is more.
 */
export function restAfter(page: PageRead): Rest {
  if (page.declared?.kind === "none") return { isMore: false };
  const signs = withDeclared(signsOf({ path: "$", ...page }), page);
  const { nextUrl: offered, hasMore, total } = signs;
  const known = total === undefined ? {} : { knownTotal: total };
  const followed = offered === undefined ? undefined : sameEndpoint(page.url, offered);
  const next = followed === undefined ? guessedNext(page, signs) : { url: followed };
  if (next) {
    const { url: nextUrl, body: nextBody, isTrial } = next;
    return {
      isMore: true,
      nextUrl,
      ...(nextBody ? { nextBody } : {}),
      ...(isTrial ? { isTrial } : {}),
      ...known,
    };
  }
  const isMore =
    hasMore === true ||
    (offered !== undefined && hasMore !== false) ||
    (hasMore === undefined && (hasPagesLeft(page, signs) === true || isNewCursor(page, signs)));
  const mayBeCut = !isMore && saysNothing(signs) && isFull(page, signs);
  return { isMore, ...(mayBeCut ? { mayBeCut } : {}), ...known };
}

/** The signs with those that an admin pointed at in the place of what was found. */
function withDeclared(signs: PageSigns, { declared, body }: PageRead): PageSigns {
  if (declared?.nextAt === undefined) return signs;
  const { nextUrl: _url, cursor: _cursor, hasMore, ...others } = signs;
  const value = declared.nextAt
    .split(".")
    .reduce<unknown>((here, name) => (here as JsonObject | undefined)?.[name], body);
  const isEnd = value === undefined || value === null || value === "" || value === false;
  const kept = { ...others, namesEnd: isEnd, ...(isEnd || hasMore === undefined ? {} : { hasMore }) };
  if (isEnd) return { ...kept, hasMore: false };
  if (declared.kind === "next_url") return { ...kept, nextUrl: String(value) };
  return { ...kept, cursor: { value: String(value), member: declared.parameter ?? "cursor" } };
}

type Next = NextRequest & { readonly isTrial?: boolean };

function guessedNext(page: PageRead, signs: PageSigns): Next | undefined {
  if (signs.hasMore === false) return undefined;
  return byCursor(page, signs) ?? byLastId(page, signs) ?? byPageNumber(page, signs) ?? byOffset(page, signs);
}

/**
 * The same endpoint at the address that was called, or undefined. Another scheme or port of the same host is the API
 * behind a proxy that does not know its own address.
 */
function sameEndpoint(from: string, to: string): string | undefined {
  if (!URL.canParse(to, from)) return undefined;
  const [here, there] = [new URL(from), new URL(to, from)];
  if (here.hostname !== there.hostname || here.pathname !== there.pathname) return undefined;
  here.search = there.search;
  return here.href;
}

/** Where the mark of one kind of paging goes: where an admin said, as far as it is of that kind. */
function placeFor(
  page: PageRead,
  kind: DeclaredPaging["kind"],
  usual: readonly string[],
): PagePlace | undefined {
  const { declared } = page;
  if (declared === undefined || declared.kind === "auto") return placeOf(page, usual);
  if (declared.kind !== kind) return undefined;
  if (declared.parameter === undefined) return placeOf(page, usual);
  return placeOf(page, [declared.parameter]) ?? unlisted(page, declared.parameter);
}

function byCursor(page: PageRead, { cursor }: PageSigns): Next | undefined {
  if (!cursor || !mayPage(page, "cursor")) return undefined;
  const meant = meantFor(cursor.member);
  const isNumberOf = (names: readonly string[]) => names.includes(meant);
  const others = isNumberOf(PAGE_NAMES) || isNumberOf(OFFSET_NAMES) ? [] : CURSOR_NAMES;
  const place = placeFor(page, "cursor", [meant, ...others]) ?? unlisted(page, meant);
  if (!place || valueAt(page, place) === String(cursor.value)) return undefined;
  return withValue(page, place, cursor.value);
}

/** A cursor is not known where its place already holds it: an API that echoes what it was asked for. */
function isNewCursor(page: PageRead, { cursor }: PageSigns): boolean {
  if (!cursor) return false;
  const place = placeFor(page, "cursor", [meantFor(cursor.member), ...CURSOR_NAMES]);
  return !place || valueAt(page, place) !== String(cursor.value);
}

/** `next_page_token` → `page_token`, `nextCursor` → `cursor`, `end_cursor` → `after`; `next` itself means a cursor. */
function meantFor(member: string): string {
  if (/^end_?cursor$/i.test(member)) return "after";
  if (/^next$/i.test(member)) return "cursor";
  if (/^next_?token$/i.test(member)) return member;
  const stripped = member.replace(/^next_?/i, "");
  return stripped === member ? member : stripped.charAt(0).toLowerCase() + stripped.slice(1);
}

/** Where a parameter goes that neither the request nor the action names: a GraphQL document has no room for it. */
function unlisted({ sent }: PageRead, name: string): PagePlace | undefined {
  if (!sent) return { query: name };
  return typeof sent["query"] === "string" ? undefined : { body: name.split(".") };
}

const mayPage = ({ declared }: PageRead, kind: DeclaredPaging["kind"]) =>
  declared === undefined || declared.kind === "auto" || declared.kind === kind;

function byLastId(page: PageRead, { hasMore }: PageSigns): Next | undefined {
  const lastId = page.rows.at(-1)?.["id"];
  const place = placeFor(page, "cursor", LAST_ID_NAMES);
  if (!hasMore || !place || (typeof lastId !== "string" && typeof lastId !== "number")) return undefined;
  return withValue(page, place, lastId);
}

function numberAt(page: PageRead, place: PagePlace | undefined): number | undefined {
  const text = place && valueAt(page, place);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function pageNumberOf(page: PageRead, signs: PageSigns): number | undefined {
  return numberAt(page, placeFor(page, "page", PAGE_NAMES)) ?? signs.pageNumber ?? page.firstPage;
}

/** Whether the number of pages tells that there are more; undefined when the answer has none. */
function hasPagesLeft(page: PageRead, signs: PageSigns): boolean | undefined {
  const { totalPages } = signs;
  if (totalPages === undefined) return undefined;
  return (pageNumberOf(page, signs) ?? 1) < totalPages && page.rows.length > 0;
}

const saysNothing = ({ total, hasMore, namesEnd, cursor, nextUrl, totalPages }: PageSigns) =>
  total === undefined &&
  hasMore === undefined &&
  cursor === undefined &&
  nextUrl === undefined &&
  totalPages === undefined &&
  !namesEnd;

const sizeOf = (page: PageRead, signs: PageSigns) =>
  numberAt(page, placeOf(page, SIZE_NAMES)) ?? signs.size ?? page.usualSize;

function isFull(page: PageRead, signs: PageSigns): boolean {
  const size = sizeOf(page, signs);
  return size !== undefined && size > 0 && page.rows.length >= size;
}

/** A cap that nobody declared is a round number. */
const looksCapped = ({ length }: PageRead["rows"]) => length % 10 === 0 || length % 25 === 0;

/**
 * Whether to go on where no next page is offered. Without a word about the rest, a page that is as full as was asked
 * for may have another after it, and so may one of which nobody knows how full it could be.
 */
function mayGoOn(page: PageRead, signs: PageSigns): boolean {
  const { hasMore, total, namesEnd } = signs;
  if (hasMore) return true;
  if (total !== undefined) return page.rowsSoFar < total;
  if (namesEnd || page.rows.length === 0) return false;
  if (isFull(page, signs)) return true;
  return sizeOf(page, signs) === undefined ? !pagesByCursor(page) : looksCapped(page.rows);
}

const pagesByCursor = (page: PageRead) => placeOf(page, CURSOR_NAMES) !== undefined;

function byPageNumber(page: PageRead, signs: PageSigns): Next | undefined {
  const place = placeFor(page, "page", PAGE_NAMES);
  if (!place || page.rows.length === 0) return undefined;
  if (!(hasPagesLeft(page, signs) ?? mayGoOn(page, signs))) return undefined;
  const number = pageNumberOf(page, signs);
  // Nobody says whether the first page is 0 or 1: what page 1 gives tells, unless a total tells in the end.
  if (number === undefined && signs.total === undefined && signs.totalPages === undefined)
    return { ...withValue(page, place, 1), isTrial: true };
  return withValue(page, place, (number ?? 1) + 1);
}

function byOffset(page: PageRead, signs: PageSigns): Next | undefined {
  // Where nothing tells that it is an offset, `start` may as well be a time.
  const names =
    saysNothing(signs) && !isFull(page, signs)
      ? OFFSET_NAMES.filter((name) => name !== "start")
      : OFFSET_NAMES;
  const place = placeFor(page, "offset", names);
  if (!place || page.rows.length === 0) return undefined;
  const next = (numberAt(page, place) ?? 0) + page.rows.length;
  const isMore = signs.total === undefined ? mayGoOn(page, signs) : next < signs.total;
  return isMore ? withValue(page, place, next) : undefined;
}
