import { type ApiReply, type ApiRequest, numberOf } from "../http/api.ts";
import type { Order } from "../world/order.ts";
import type { World } from "../world/world.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { DEFAULT_LIMIT } from "./page-parameters.ts";
import { comparePositions, positionOf } from "./sort-orders.ts";

/** A page of the orders that match the filters, in the order asked for. */
export function listOrders(world: World, { query }: ApiRequest): ApiReply {
  const sort = String(query["sort"] ?? "-created_at");
  const compare = comparePositions(sort);
  const after = readCursor(sort, query["cursor"]);
  const matching = [...world.orders()].filter(matches(query));
  matching.sort((a, b) => compare(positionOf(a, sort), positionOf(b, sort)));
  const rest = after ? matching.filter((order) => compare(positionOf(order, sort), after) > 0) : matching;
  const data = rest.slice(0, numberOf(query["limit"], DEFAULT_LIMIT));
  const last = data.at(-1);
  const hasMore = rest.length > data.length;
  const next_cursor = last && hasMore ? writeCursor(sort, positionOf(last, sort)) : null;
  return {
    status: 200,
    body: { data, next_cursor, has_more: hasMore, total: matching.length },
  };
}

function matches({ since, until, status, customer_id }: ApiRequest["query"]): (order: Order) => boolean {
  const from = since === undefined ? undefined : new Date(since).toISOString();
  const to = until === undefined ? undefined : new Date(until).toISOString();
  return (order) =>
    (from === undefined || order.created_at >= from) &&
    (to === undefined || order.created_at < to) &&
    (status === undefined || order.status === status) &&
    (customer_id === undefined || order.customer.id === customer_id);
}
