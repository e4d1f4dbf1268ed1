import { describe, expect, it } from "vitest";
import { type ParsedRequest, parseRequest } from "../../../src/planning/commands/request.ts";

const NOW = new Date("2026-03-18T12:00:00Z");
const parse = (text: string) => parseRequest(text, NOW, "UTC");

/** What of a request matters to the reader of this table; a time phrase by its words. */
function gist(text: string) {
  const { http, aggregate, window, postIn, given, ids, body } = parse(text);
  const { kind, ...how } = aggregate;
  return {
    ...(http ? { http: `${http.method} ${http.path}` } : {}),
    ...(http && Object.keys(http.query).length > 0 ? { query: http.query } : {}),
    ...(kind === "none" ? {} : { [kind]: how }),
    ...(window ? { window: window.phrase } : {}),
    ...(postIn ? { postIn } : {}),
    ...(Object.keys(given).length > 0 ? { given } : {}),
    ...(ids.length > 0 ? { ids } : {}),
    ...(body === undefined ? {} : { body }),
  };
}

const sum = (of: string, groupBy?: string) => ({
  measure: { op: "sum", of, ...(groupBy ? { groupBy } : {}) },
});
const count = (groupBy?: string) => ({ count: groupBy ? { groupBy } : {} });

const REQUESTS: readonly (readonly [string, Record<string, unknown>])[] = [
  // methods, paths, queries
  ["GET /orders", { http: "GET /orders" }],
  ["The endpoint is GET /orders.", { http: "GET /orders" }],
  ["GET /orders?status=open&limit=5", { http: "GET /orders", query: { status: "open", limit: "5" } }],
  ["GET /orders?since=ISO8601, returns an array", { http: "GET /orders", query: { since: "ISO8601" } }],
  ["GET /orders?since=<ISO8601>", { http: "GET /orders", query: { since: "<ISO8601>" } }],
  ["GET /orders?since={since}", { http: "GET /orders", query: { since: "{since}" } }],
  ["(GET /orders)", { http: "GET /orders" }],
  ["`GET /orders/1042`", { http: "GET /orders/1042" }],
  ["DELETE /orders/1042!", { http: "DELETE /orders/1042" }],
  ["GET /orders/{id} for 1042", { http: "GET /orders/{id}", ids: ["1042"] }],
  ["GET /orders/<id> for 1042", { http: "GET /orders/<id>", ids: ["1042"] }],
  ["get me the orders", {}],
  ["POST a message", {}],
  // bodies and pairs
  ['POST /orders {"sku":"A1","qty":2}', { http: "POST /orders", body: { sku: "A1", qty: 2 } }],
  ['PUT /orders/7 with {"note":"a {b} c"}', { http: "PUT /orders/7", body: { note: "a {b} c" } }],
  ["POST /orders {not json}", { http: "POST /orders" }],
  ["POST /orders id=9007199254740993", { http: "POST /orders", given: { id: "9007199254740993" } }],
  [
    "POST /orders rate=0.123456789012345678",
    { http: "POST /orders", given: { rate: "0.123456789012345678" } },
  ],
  ["POST /orders price=19.99", { http: "POST /orders", given: { price: 19.99 } }],
  ["POST /orders sku=A1 qty=2", { http: "POST /orders", given: { sku: "A1", qty: 2 } }],
  [
    'create-order customer="Jane Doe" paid=true note=null',
    { given: { customer: "Jane Doe", paid: true, note: null } },
  ],
  ['create-order zip="01234"', { given: { zip: "01234" } }],
  ["create-order zip=01234", { given: { zip: "01234" } }],
  ["list-orders status=open.", { given: { status: "open" } }],
  ["list-orders status=open, limit=5", { given: { status: "open", limit: 5 } }],
  ["create-refund amount=12.50", { given: { amount: 12.5 } }],
  ["set its status to shipped for order 1042", { given: { status: "shipped" }, ids: ["1042"] }],
  ['update the note to "call first" on 1042', { given: { note: "call first" }, ids: ["1042"] }],
  // ids
  ["cancel order 1042", { ids: ["1042"] }],
  ["cancel order #1042", { ids: ["1042"] }],
  ["cancel orders 1042 and 1043", { ids: ["1042", "1043"] }],
  ["ship ORD-77", { ids: ["ORD-77"] }],
  ["get 6f9619ff-8b86-4d01-b42d-00cf4fc964ff", { ids: ["6f9619ff-8b86-4d01-b42d-00cf4fc964ff"] }],
  ["orders over 12.50", {}],
  // counts
  ["how many orders are there?", count()],
  ["count the orders", count()],
  ["number of orders", count()],
  ["count orders by status", count("status")],
  ["GET /orders, group by status", { http: "GET /orders", ...count("status") }],
  ["GET /orders. Grouped by status.", { http: "GET /orders", ...count("status") }],
  ["orders per customer", count("customer")],
  ["orders broken down by status and post it in #ops", { ...count("status"), postIn: "#ops" }],
  ["group the orders by payment method", count("payment method")],
  ["how many orders per status yesterday", { ...count("status"), window: "yesterday" }],
  // totals and the like
  ["tell me the total revenue", sum("revenue")],
  ["total of the amounts", sum("amounts")],
  ["sum of total", sum("total")],
  ["sum up the totals", sum("totals")],
  ["add up total", sum("total")],
  ["total revenue by status", sum("revenue", "status")],
  ["total revenue per customer", sum("revenue", "customer")],
  ["sum total grouped by currency", sum("total", "currency")],
  ["the average order_value", { measure: { op: "avg", of: "order_value" } }],
  ["average of the total", { measure: { op: "avg", of: "total" } }],
  ["mean price per status", { measure: { op: "avg", of: "price", groupBy: "status" } }],
  ["highest total", { measure: { op: "max", of: "total" } }],
  ["the lowest price", { measure: { op: "min", of: "price" } }],
  ["revenue by status", sum("revenue", "status")],
  ["revenue yesterday", { ...sum("revenue"), window: "yesterday" }],
  ["what is the revenue by status", sum("revenue", "status")],
  ["total number of orders", count()],
  ["what is the total count of orders", count()],
  // rankings
  ["top 5 orders by total", { top: { n: 5, by: "total", of: "orders" } }],
  ["show the top 10 by amount", { top: { n: 10, by: "amount" } }],
  // times
  ["GET /orders for the last 24 hours", { http: "GET /orders", window: "the last 24 hours" }],
  ["pull yesterday's data", { window: "yesterday's" }],
  ["list orders between 2026-03-01 and 2026-03-07", { window: "between 2026-03-01 and 2026-03-07" }],
  // posting
  ["list orders and post it in #ops", { postIn: "#ops" }],
  ["list orders, then send the result to <#C123|ops>", { postIn: "<#C123|ops>" }],
  ["list orders and post them in <#C123>", { postIn: "<#C123>" }],
  ["share a summary in #équipe-été", { postIn: "#équipe-été" }],
  ["post a count in #ops", { ...count(), postIn: "#ops" }],
  ["post the counts to #ops.", { ...count(), postIn: "#ops" }],
  // as people write it
  [
    "call : GET /orders for the last 24 hours. Group by status and post a count in #ops.",
    { http: "GET /orders", window: "the last 24 hours", ...count("status"), postIn: "#ops" },
  ],
  [
    "hit . The endpoint is GET /orders?since=ISO8601, returns JSON with an array of order objects. Pull yesterday's data and tell me the total revenue.",
    { http: "GET /orders", query: { since: "ISO8601" }, window: "yesterday's", ...sum("revenue") },
  ],
  ["GET /orders/1042/items, how many are there?", { http: "GET /orders/1042/items", ...count() }],
];

describe("D8: taking an explicit request apart", () => {
  it.each(REQUESTS)("%s", (text, expected) => {
    expect(gist(text)).toEqual(expected);
  });

  it("leaves the words that name an action", () => {
    expect(parse("cancel order 1042 yesterday and post it in #ops").rest).toBe("cancel order");
  });

  it("reads a long text in no time", () => {
    const hostile = [
      "GET /".repeat(4000),
      "a=".repeat(8000),
      "count by ".repeat(3000),
      "{".repeat(20_000),
      "top 5 a ".repeat(3000),
    ];
    for (const text of hostile) {
      const startedAt = performance.now();
      parse(text) satisfies ParsedRequest;
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    }
  });
});
