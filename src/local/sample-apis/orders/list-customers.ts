import { type ApiReply, type ApiRequest, numberOf } from "../http/api.ts";
import type { World } from "../world/world.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { DEFAULT_LIMIT } from "./page-parameters.ts";

/** A page of customers, by id. */
export function listCustomers(world: World, { query }: ApiRequest): ApiReply {
  const after = readCursor("id", query["cursor"]);
  const matching = world.customers.filter(
    (one) => query["email"] === undefined || one.email === query["email"],
  );
  const rest = after ? matching.filter((one) => one.id > String(after.value)) : matching;
  const data = rest.slice(0, numberOf(query["limit"], DEFAULT_LIMIT));
  const last = data.at(-1);
  const hasMore = rest.length > data.length;
  const next_cursor = last && hasMore ? writeCursor("id", { value: last.id, id: 0 }) : null;
  return {
    status: 200,
    body: { data, next_cursor, has_more: hasMore, total: matching.length },
  };
}
