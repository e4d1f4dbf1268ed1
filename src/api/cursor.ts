import { z } from "zod";
import { ApiProblem } from "./problem.ts";

const MOST_ITEMS = 200;
const USUAL_ITEMS = 50;

/** The parameters of every list: how many, and from where on. */
export const PAGE = {
  limit: z.coerce
    .number("Send a whole number from 1 to 200")
    .int("Send a whole number from 1 to 200")
    .min(1, "Send a whole number from 1 to 200")
    .max(MOST_ITEMS, "Send a whole number from 1 to 200")
    .default(USUAL_ITEMS)
    .describe("How many items at most, up to 200."),
  cursor: z
    .string()
    .max(500)
    .optional()
    .describe("The `nextCursor` of the page before; absent for the first page."),
};

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe("Send it as `cursor` for the next page; null on the last one."),
  });
}

/** The place of an item in a list that is ordered by a time and an id, the newest first. */
export interface Place {
  readonly at: Date;
  readonly id: string;
}

/** @throws ApiProblem 400 if this is no cursor of a list */
export function placeOf(cursor: string | undefined): Place | undefined {
  const read = readCursor(cursor);
  return read && { at: new Date(read.number), id: read.id };
}

/** The cursor of what comes behind a place. */
export function cursorOf({ at, id }: Place): string {
  return writeCursor(at.getTime(), id);
}

function writeCursor(number: number, id: string): string {
  return Buffer.from(`${number} ${id}`).toString("base64url");
}

function readCursor(cursor: string | undefined): { number: number; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [, number, id] = /^(\d{1,15}) (\S{1,200})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (number === undefined || id === undefined) throw notACursor();
  return { number: Number(number), id };
}

function notACursor(): ApiProblem {
  const detail = "Send the `nextCursor` of the page before as it is, or leave it out for the first page.";
  const errors = [{ in: "query" as const, field: "cursor", detail }];
  return new ApiProblem(400, "api.invalid_request", { detail, errors });
}

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** The page out of `limit + 1` items that were looked up: one more than is shown tells that there is more. */
export function pageFrom<Item>(
  items: readonly Item[],
  limit: number,
  placeIn: (item: Item) => Place,
): Page<Item> {
  const shown = items.slice(0, limit);
  const last = items.length > limit ? shown.at(-1) : undefined;
  if (last === undefined) return { items: shown, nextCursor: null };
  return { items: shown, nextCursor: cursorOf(placeIn(last)) };
}

/**
 * A page of a list that is at hand whole. It goes on behind the item that was last; where that is gone meanwhile, at
 * its place in the list.
 */
export function pageOfAll<Item>(
  all: readonly Item[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  idOf: (item: Item) => string,
): Page<Item> {
  const after = readCursor(cursor);
  const found = after ? all.findIndex((item) => idOf(item) === after.id) : -1;
  const from = found >= 0 ? found + 1 : (after?.number ?? 0);
  const items = all.slice(from, from + limit);
  const last = items.at(-1);
  const isMore = last !== undefined && from + limit < all.length;
  return { items, nextCursor: isMore ? writeCursor(from + limit, idOf(last)) : null };
}

/** Where a list goes on that is read by offset. */
export function offsetOf(cursor: string | undefined): number {
  return readCursor(cursor)?.number ?? 0;
}

/** A page that was read by offset, of `total` items in all. */
export function pageAt<Item>(
  items: readonly Item[],
  { offset, total }: { offset: number; total: number },
): Page<Item> {
  const next = offset + items.length;
  const isMore = items.length > 0 && next < total;
  return { items: [...items], nextCursor: isMore ? writeCursor(next, "offset") : null };
}
