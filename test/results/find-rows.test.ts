import { describe, expect, it } from "vitest";
import type { Json } from "../../src/kernel/index.ts";
import { findRows } from "../../src/results/index.ts";

const A = { id: 1, total: "12.50" };
const B = { id: 2, total: "3.00" };

/** [what it is, the answer, where the list stands, the rows] */
const LISTS: readonly (readonly [string, Json, string, Json[]])[] = [
  ["a top-level array", [A, B], "$", [A, B]],
  ["an empty array", [], "$", []],
  ["an array of scalars", ["x", 2, null], "$", [{ value: "x" }, { value: 2 }, { value: null }]],
  ["`data` beside paging", { object: "list", has_more: false, url: "/v1", data: [A] }, "data", [A]],
  ["`data` beside the request's id", { id: "req_1", data: [A, B] }, "data", [A, B]],
  ["a list named after its things", { orders: [A, B], page: 1, total: 2 }, "orders", [A, B]],
  ["the payload, not the errors", { errors: [{ code: 1 }, { code: 2 }], orders: [A] }, "orders", [A]],
  ["the payload, not the links", { links: [{ rel: "next" }], items: [A] }, "items", [A]],
  ["the payload, not what was included", { data: [A], included: [B, B] }, "data", [A]],
  ["an empty payload beside warnings", { warnings: [{ a: 1 }], results: [] }, "results", []],
  ["the longer of two lists", { accounts: [A], orders: [A, B] }, "orders", [A, B]],
  ["a list one level down", { data: { orders: [A] } }, "data.orders", [A]],
  ["HAL", { _embedded: { orders: [A] }, _links: { self: { href: "/" } } }, "_embedded.orders", [A]],
  ["OData", { "@odata.context": "x", value: [A] }, "value", [A]],
  ["Elasticsearch", { took: 3, hits: { total: { value: 1 }, hits: [A] } }, "hits.hits", [A]],
  [
    "a GraphQL connection",
    { data: { orders: { edges: [{ node: A, cursor: "c" }] } } },
    "data.orders.edges[].node",
    [A],
  ],
  ["GraphQL nodes", { data: { orders: { nodes: [A, B], pageInfo: {} } } }, "data.orders.nodes", [A, B]],
  ["GraphQL, one deeper", { data: { shop: { orders: { nodes: [A] } } } }, "data.shop.orders.nodes", [A]],
  ["an only list of scalars", { tags: ["a", "b"] }, "tags", [{ value: "a" }, { value: "b" }]],
];

const ORDER_WITH_PARTS = { id: 7, status: "open", items: [{ sku: "a" }, { sku: "b" }] };

const RECORDS: readonly (readonly [string, Json, string, Json])[] = [
  ["a record with lists in it", ORDER_WITH_PARTS, "$", ORDER_WITH_PARTS],
  ["a record under `data`", { data: ORDER_WITH_PARTS, meta: {} }, "data", ORDER_WITH_PARTS],
  ["a record under its name", { data: { order: ORDER_WITH_PARTS } }, "data.order", ORDER_WITH_PARTS],
  ["plain figures", { open: 3, closed: 4 }, "$", { open: 3, closed: 4 }],
];

describe("D4: finding the records in an API answer", () => {
  it.each(LISTS)("finds %s", (_what, body, path, rows) => {
    expect(findRows(body)).toEqual({ rows, path, isList: true });
  });

  it.each(RECORDS)("gives one row for %s", (_what, body, path, record) => {
    expect(findRows(body)).toEqual({ rows: [record], path, isList: false });
  });

  it.each(["pong", 42, true, null])("gives the bare value %s as a value", (value) => {
    expect(findRows(value)).toEqual({ value });
  });
});
