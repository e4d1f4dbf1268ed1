/** What an answer says about the rest of its list. */
import { isJsonObject, type Json, type JsonObject } from "../../kernel/index.ts";
import {
  ABOUT_NAMES,
  CURSOR_MEMBERS,
  LAST_NAMES,
  MORE_NAMES,
  NEXT_CURSOR_PARTS,
  NEXT_NAMES,
  NEXT_URL_PARTS,
  PAGE_NUMBER_NAMES,
  SIZE_MEMBERS,
  TOTAL_NAMES,
  TOTAL_PAGES_NAMES,
} from "./paging-names.ts";

/** What of a page's records tells about the rest: how many they are, and the last one. */
export interface PageRows {
  readonly length: number;
  /** `-1` for the last. */
  at(index: -1): JsonObject | undefined;
}

/** One page as it was answered. `path` tells where its records stood, as `findRows` gives it. */
export interface AnsweredPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly path: string;
  readonly rows: PageRows;
}

export interface PageSigns {
  readonly nextUrl?: string;
  /** The mark of the next page, with the name of the member that it stood in. */
  readonly cursor?: { readonly value: string | number; readonly member: string };
  readonly hasMore?: boolean;
  /** It names the end, by an empty `next` or cursor or by links of which none is the next. */
  readonly namesEnd: boolean;
  readonly total?: number;
  readonly totalPages?: number;
  readonly pageNumber?: number;
  readonly size?: number;
}

/** A member of an answer that is about it. */
interface Member {
  /** Without what styles of writing differ in. */
  readonly name: string;
  readonly below: string;
  readonly written: string;
  readonly value: Json;
}

/**
 * Reads what an answer says: its headers (RFC 8288 links, totals), and the members beside the list and beside what the
 * list stands in, down to two levels of `meta`, `paging` and their like. Records are never looked into.
 */
export function signsOf(page: AnsweredPage): PageSigns {
  const members = [...membersAbout(page)];
  const links = linkNext(page.headers["link"]);
  const nextUrl = links.next ?? firstValue(members, isNextUrl, isUrlText);
  const cursor = cursorIn(members);
  const more = firstValue(members, ({ name }) => MORE_NAMES.has(name), isFlag);
  const last = firstValue(members, ({ name }) => LAST_NAMES.has(name), isFlag);
  const hasMore = more ?? (last === undefined ? undefined : !last);
  return defined({
    nextUrl,
    cursor,
    hasMore,
    namesEnd: links.isEnd || members.some((member) => isNext(member) && isEmpty(member.value)),
    total: totalOf(page, members),
    totalPages:
      firstValue(members, ({ name }) => TOTAL_PAGES_NAMES.has(name), isCount) ??
      counted(page.headers["x-total-pages"] ?? page.headers["x-wp-totalpages"]),
    pageNumber: firstValue(members, isPageNumber, isCount) ?? counted(page.headers["x-page"]),
    size: firstValue(members, isSize, isCount),
  });
}

function defined(signs: { [Name in keyof PageSigns]: PageSigns[Name] | undefined }): PageSigns {
  return Object.fromEntries(Object.entries(signs).filter(([, value]) => value !== undefined)) as never;
}

const plain = (name: string) => name.toLowerCase().replace(/[_\-$@.]/g, "");

function* membersAbout({ body, path }: AnsweredPage): Generator<Member> {
  let here: Json | undefined = body;
  for (const name of ["", ...path.replace(/\.?edges\[\]\.node$/, "").split(".")]) {
    if (name !== "" && isJsonObject(here)) here = here[name];
    if (!isJsonObject(here)) return;
    yield* membersOf(here, { below: "", depth: 0 });
  }
}

function* membersOf(object: JsonObject, at: { below: string; depth: number }): Generator<Member> {
  for (const [written, value] of Object.entries(object)) {
    const name = plain(written);
    if (isJsonObject(value)) {
      if (at.depth < 2 && ABOUT_NAMES.has(name))
        yield* membersOf(value, { below: name, depth: at.depth + 1 });
    } else if (!Array.isArray(value)) yield { name, below: at.below, written, value };
    else if (name === "links") yield* linkMembers(value);
  }
}

/** `links: [{"rel": "next", "href": "…"}]` */
function* linkMembers(links: readonly Json[]): Generator<Member> {
  for (const link of links) {
    if (isJsonObject(link) && link["rel"] === "next" && typeof link["href"] === "string")
      yield { name: "next", below: "links", written: "next", value: link["href"] };
  }
}

const isText = (value: Json): value is string => typeof value === "string" && value !== "";
const isFlag = (value: Json): value is boolean => typeof value === "boolean";
const isCount = (value: Json): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;
const isUrlText = (value: Json): value is string => isText(value) && /^(https?:\/\/|\/|\?)/.test(value);
const isMark = (value: Json): value is string | number => isText(value) || typeof value === "number";
const isEmpty = (value: Json) => value === null || value === "" || value === false;

const isBelowNext = ({ below }: Member) => below === "next" || below === "nextpage";
const isNextUrl = (member: Member) =>
  NEXT_NAMES.has(member.name) || (isBelowNext(member) && NEXT_URL_PARTS.has(member.name));
const isCursor = (member: Member) =>
  CURSOR_MEMBERS.has(member.name) ||
  NEXT_NAMES.has(member.name) ||
  (isBelowNext(member) && NEXT_CURSOR_PARTS.has(member.name)) ||
  (member.name === "after" && member.below === "cursors") ||
  (member.name === "cursor" && (member.below === "" || member.below === "pagination"));
const isNext = (member: Member) => isNextUrl(member) || isCursor(member);
const isPageNumber = ({ name, below }: Member) =>
  PAGE_NUMBER_NAMES.has(name) || (name === "number" && below === "page");
const isSize = ({ name, below }: Member) => SIZE_MEMBERS.has(name) || (name === "size" && below === "page");

function firstValue<T extends Json>(
  members: readonly Member[],
  is: (member: Member) => boolean,
  fits: (value: Json) => value is T,
): T | undefined {
  for (const member of members) if (is(member) && fits(member.value)) return member.value;
  return undefined;
}

function cursorIn(members: readonly Member[]): PageSigns["cursor"] {
  for (const member of members) {
    const { value } = member;
    if (isCursor(member) && isMark(value) && !isUrlText(value))
      return { value, member: NEXT_CURSOR_PARTS.has(member.name) ? member.name : member.written };
  }
  return undefined;
}

/** A bare `count` may be that of the page; it is the total only where it is more than the page holds. */
function totalOf({ headers, rows }: AnsweredPage, members: readonly Member[]): number | undefined {
  const told = firstValue(
    members,
    ({ name, below }) => TOTAL_NAMES.has(name) || (name === "value" && below === "total"),
    isCount,
  );
  const count = firstValue(members, ({ name }) => name === "count", isCount);
  const inHeader = headers["x-total-count"] ?? headers["x-total"] ?? headers["x-wp-total"];
  const range = /\d\/(\d+)\s*$/.exec(headers["content-range"] ?? "")?.[1];
  return (
    told ?? (count !== undefined && count > rows.length ? count : undefined) ?? counted(inHeader ?? range)
  );
}

const counted = (text: string | undefined) =>
  text !== undefined && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined;

/** The target of the link whose relations hold `next`. Parameters may be quoted and hold commas. */
function linkNext(header: string | undefined): { next?: string; isEnd: boolean } {
  const links = (header ?? "").matchAll(/<([^>]*)>((?:\s*;\s*[\w*-]+\s*(?:=\s*(?:"[^"]*"|[^\s",;]*))?)*)/g);
  const seen = new Set<string>();
  for (const [, target, parameters] of links) {
    const relations = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]*))/i.exec(parameters ?? "");
    const words = (relations?.[1] ?? relations?.[2] ?? "").toLowerCase().split(/\s+/);
    if (words.includes("next") && target) return { next: target, isEnd: false };
    for (const word of words) seen.add(word);
  }
  return { isEnd: ["prev", "previous", "first", "last"].some((word) => seen.has(word)) };
}
