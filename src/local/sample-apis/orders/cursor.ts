import { isJsonObject } from "../../../kernel/index.ts";
import { invalid } from "../http/problem.ts";
import type { Position } from "./sort-orders.ts";

/** A text for the position after which the next page begins; entries that come or go do not shift it. */
export function writeCursor(sort: string, position: Position): string {
  return Buffer.from(JSON.stringify({ sort, ...position })).toString("base64url");
}

/** @throws Problem 400 when it is not a cursor, or one of a list that is sorted otherwise */
export function readCursor(sort: string, cursor: string | number | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const read = parse(Buffer.from(String(cursor), "base64url").toString("utf8"));
  const { value, id } = isJsonObject(read) ? read : {};
  const isPosition = typeof id === "number" && (typeof value === "string" || typeof value === "number");
  if (!isPosition)
    throw invalid([{ field: "cursor", message: "must be the next_cursor of an earlier page" }]);
  if (isJsonObject(read) && read["sort"] !== sort) {
    throw invalid([
      { field: "cursor", message: `belongs to a list with sort ${read["sort"]}; use the same sort` },
    ]);
  }
  return { value, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
