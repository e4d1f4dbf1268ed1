import { describe, expect, it } from "vitest";
import { readFollowUp } from "../../../src/planning/commands/follow-up.ts";
import { catalogueWith, viewOf } from "./fixtures.ts";

const TOTAL = "call our Internal Orders API: GET /orders. Tell me the total revenue for yesterday";
const COUNT = "call our Internal Orders API: GET /orders, group by status and post a count in #ops";
const empty = catalogueWith([]);

function followUp(text: string, ...before: string[]) {
  const history = before.map((words) => ({ from: "person" as const, name: "Bob", text: words }));
  const request = readFollowUp(viewOf(text, empty, { history }));
  if (!request) return undefined;
  const { aggregate, present, postIn, window } = request;
  return { aggregate, present, postIn, window: window?.phrase };
}

const revenue = (more: object = {}) => ({ kind: "measure", op: "sum", of: "revenue", ...more });

describe("D8: a short message goes on from the request before it", () => {
  it.each([
    ["and by status?", { aggregate: revenue({ groupBy: "status" }) }],
    ["by status", { aggregate: revenue({ groupBy: "status" }) }],
    ["break it down by customer please", { aggregate: revenue({ groupBy: "customer" }) }],
    ["and per day?", { aggregate: revenue({ groupBy: "day" }) }],
    ["what about the average total?", { aggregate: { kind: "measure", op: "avg", of: "total" } }],
    ["how many were there?", { aggregate: { kind: "count" } }],
    ["and how many?", { aggregate: { kind: "count" } }],
    ["top 5 by total", { aggregate: { kind: "top", n: 5, by: "total" } }],
    ["as a chart", { aggregate: revenue(), present: { kind: "chart" } }],
    ["show it as a pie chart", { aggregate: revenue(), present: { kind: "chart", chart: "pie" } }],
    ["plot that", { aggregate: revenue(), present: { kind: "chart" } }],
    ["as CSV", { aggregate: revenue(), present: { kind: "file", format: "csv" } }],
    ["send me that as a JSON file", { aggregate: revenue(), present: { kind: "file", format: "json" } }],
    ["post it in #ops", { aggregate: revenue(), postIn: "#ops" }],
  ])("“%s” after a total", (text, expected) => {
    expect(followUp(text, TOTAL)).toMatchObject({ ...expected, window: "yesterday" });
  });

  it("narrows what was asked before", () => {
    const narrowed = (text: string, ...before: string[]) =>
      readFollowUp(
        viewOf(text, empty, {
          history: before.map((words) => ({ from: "person", name: "Bob", text: words })),
        }),
      );
    const request = narrowed("and those that are paid?", TOTAL);
    expect(request).toMatchObject({ aggregate: revenue(), clauses: [{ values: ["paid"] }] });
    expect(narrowed("and only the refunded ones?", TOTAL)?.clauses).toMatchObject([{ values: ["refunded"] }]);
    expect(narrowed("only those in Berlin, please", TOTAL)?.clauses).toMatchObject([{ values: ["Berlin"] }]);
    const twice = narrowed("how many of them are in Berlin?", TOTAL, "and those that are paid?");
    expect(twice?.clauses.map(({ values }) => values)).toEqual([["paid"], ["Berlin"]]);
    expect(twice?.aggregate).toEqual({ kind: "count" });
  });

  it("keeps what the follow-ups between said, and posts nowhere again by itself", () => {
    expect(followUp("as a chart", COUNT)).toMatchObject({
      aggregate: { kind: "count", groupBy: "status" },
      postIn: undefined,
    });
    expect(followUp("as a line chart", TOTAL, "and by day?", "as CSV")).toMatchObject({
      aggregate: revenue({ groupBy: "day" }),
      present: { kind: "chart", chart: "line" },
    });
  });

  it.each([
    "and GET /customers?",
    "thanks",
    "cancel order 1042",
    "and for last week?",
    "what does the API return for open orders in Berlin, grouped by status",
    "status=open",
  ])("“%s” is none", (text) => {
    expect(followUp(text, TOTAL)).toBeUndefined();
  });

  it("needs something before it", () => {
    expect(followUp("as CSV")).toBeUndefined();
  });

  it("takes no wish out of what an endpoint is said to return", () => {
    const said = "hit our API. The endpoint is GET /orders, returns an array as JSON. And count them";
    expect(followUp("how many?", said)).toMatchObject({ present: undefined });
  });
});
