import { describe, expect, it } from "vitest";
import { type ProposedCall, readWire } from "../../src/policy/index.ts";
import { callOf, ORDERS } from "./calls.ts";

const wireOf = (call: ProposedCall, pathTemplate?: string) =>
  readWire(call.request, {
    marked: call.effect,
    baseUrl: call.integration.baseUrl,
    ...(pathTemplate === undefined ? {} : { pathTemplate }),
  });
const effectOf = (call: ProposedCall) => wireOf(call).effect;
const queryOf = (search: string) => wireOf(callOf("GET", `/orders?${search}`)).arguments.query;

describe("E1: what a call does, read off the wire", () => {
  it("keeps the strictest of what it may be, in whatever order it is found", () => {
    expect(effectOf(callOf("DELETE", "/graphql", { body: { query: "mutation { pay }" } }))).toBe("destroy");
    expect(
      effectOf(callOf("POST", "/orders", { body: { _method: "DELETE", query: "mutation { pay }" } })),
    ).toBe("destroy");
    expect(effectOf(callOf("POST", "/orders", { effect: "destroy" }))).toBe("destroy");
  });

  it("takes no other header for an override of the method", () => {
    const call = callOf("GET", "/orders", { headers: { accept: "DELETE", "x-method": "DELETE" } });
    expect(wireOf(call)).toMatchObject({ methods: ["GET"], effect: "read" });
  });

  it.each([
    ["only queries in a batch", [{ query: "{ a }" }, { query: "query B { b }" }], "read"],
    ["a query beside a mutation", { query: ["{ a }", "mutation { b }"] }, "write"],
    ["a list within a list, which no server takes for a document", { query: [["mutation { b }"]] }, "read"],
    ["a search for the word", { query: { match: { title: "mutation" } } }, "read"],
    ["a text", "mutation", "read"],
    ["a subscription", { query: "subscription { orders }" }, "write"],
  ])("%s, marked as reading", (_, body, effect) => {
    expect(effectOf(callOf("POST", "/graphql", { effect: "read", body }))).toBe(effect);
  });

  it("does not take HEAD for harmless where it calls something", () => {
    expect(effectOf(callOf("HEAD", "/rpc?jsonrpc=2.0&method=pay"))).toBe("write");
    expect(effectOf(callOf("HEAD", "/orders", { body: {} }))).toBe("write");
    expect(effectOf(callOf("HEAD", "/orders"))).toBe("read");
    expect(effectOf(callOf("POST", "/rpc?jsonrpc=2.0", { effect: "read", body: {} }))).toBe("read");
  });
});

describe("E6: the arguments of a call", () => {
  it("are taken out of brackets, each time that they stand there", () => {
    expect(queryOf("filter[amount]=5")).toEqual({ filter: { amount: ["5"] } });
    expect(queryOf("a[b]=1&a[c]=2")).toEqual({ a: { b: ["1"], c: ["2"] } });
    expect(queryOf("a=1&a=2")).toEqual({ a: ["1", "2"] });
    expect(queryOf("a=1&a[b]=2")).toEqual({ a: { b: ["2"] } });
    expect(queryOf("[]=5")).toEqual({ "[]": ["5"] });
    expect(queryOf("a.b=1")).toEqual({ a: { b: ["1"] } });
  });

  it("are read from a form as from JSON, and a text stays one", () => {
    const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    expect(wireOf(callOf("POST", "/orders", { headers, body: "a[b]=1" })).arguments.body).toEqual({
      a: { b: ["1"] },
    });
    expect(wireOf(callOf("POST", "/orders", { body: "a[b]=1" })).arguments.body).toBe("a[b]=1");
    expect(wireOf(callOf("POST", "/orders")).arguments.body).toBeNull();
    expect(wireOf(callOf("POST", "/orders", { headers })).arguments.body).toBeNull();
  });

  it("are read from the path only where that is just as the action says", () => {
    const template = "/orders/{{id}}";
    const pathOf = (path: string) => wireOf(callOf("GET", path), template).arguments.path;
    expect(pathOf("/orders/7")).toEqual({ id: "7" });
    expect(pathOf("/orders/7/items")).toEqual({});
    expect(pathOf("/orders/%2F")).toEqual({});
    expect(wireOf(callOf("GET", "/orders/7")).arguments.path).toEqual({});
  });

  it("are found below a base URL of any depth", () => {
    const deep = { ...ORDERS, baseUrl: "https://api.example.com/a/b" };
    const call = {
      ...callOf("GET", "/"),
      request: { method: "GET", url: `${deep.baseUrl}/orders/7`, headers: {} },
    };
    const { arguments: given, path } = readWire(call.request, {
      ...{ marked: "read", baseUrl: deep.baseUrl, pathTemplate: "/orders/{{id}}" },
    });
    expect([given.path, path.plain]).toEqual([{ id: "7" }, ["orders", "7"]]);
  });
});
