import { describe, expect, it } from "vitest";
import { decide, type Predicate, type ProposedCall } from "../../src/policy/index.ts";
import { ADA, ALLOW, BOB, bookOf, callOf, ORDERS, REFUSE, ruleOf } from "./calls.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const ORDERS_ONLY = { integrations: [{ id: ORDERS.id, slug: ORDERS.slug }] };
const cancel = { id: "act_1", name: "cancel-order", method: "POST", path: "/orders/{{id}}/cancel" };
const refund = { id: "act_2", name: "refund-order", method: "POST", path: "/orders/{{id}}/refund" };

const refuses = (predicate: Predicate, call: ProposedCall) =>
  decide(call, bookOf(ruleOf(predicate, REFUSE)), NOW).kind === "refuse";
const allows = (predicate: Predicate, call: ProposedCall) =>
  decide(call, bookOf(ruleOf({ ...ORDERS_ONLY, ...predicate }, ALLOW)), NOW).kind === "allow";

describe("E6: a rule is about what it names, and about nothing else", () => {
  it.each<[string, Predicate, ProposedCall, boolean]>([
    ["everything", {}, callOf("GET", "/orders"), true],
    ["its integration", ORDERS_ONLY, callOf("GET", "/orders"), true],
    ["another integration", { integrations: [{ id: "int_x", slug: "x" }] }, callOf("GET", "/orders"), false],
    [
      "one of two integrations",
      { integrations: [{ id: "int_x", slug: "x" }, ...ORDERS_ONLY.integrations] },
      callOf("GET", "/orders"),
      true,
    ],
    ["whose call it is", { askedBy: [BOB] }, callOf("GET", "/orders"), true],
    ["somebody else's call", { askedBy: [ADA] }, callOf("GET", "/orders"), false],
    ["its method", { methods: ["POST"] }, callOf("POST", "/orders"), true],
    ["another method", { methods: ["GET"] }, callOf("POST", "/orders"), false],
    [
      "a method by an override",
      { methods: ["DELETE"] },
      callOf("POST", "/orders", { headers: { "X-HTTP-Method-Override": "DELETE" } }),
      true,
    ],
    ["what it does", { effects: ["read"] }, callOf("GET", "/orders"), true],
    ["something else than it does", { effects: ["read"] }, callOf("POST", "/orders"), false],
    ["its path", { paths: ["/orders"] }, callOf("GET", "/orders"), true],
    ["one of two paths", { paths: ["/customers", "/orders"] }, callOf("GET", "/orders"), true],
    ["another path", { paths: ["/customers"] }, callOf("GET", "/orders"), false],
    ["one of two actions", { actions: [refund, cancel] }, callOf("POST", "/orders/7/cancel"), true],
    ["another method at its path", { actions: [cancel] }, callOf("PUT", "/orders/7/cancel"), false],
    [
      "another action",
      { actions: [cancel] },
      callOf("POST", "/orders/7/refund", { action: { id: "act_2", path: refund.path } }),
      false,
    ],
  ])("%s", (_, predicate, call, isMet) => expect(refuses(predicate, call)).toBe(isMet));

  it("lets no call through by a method that may become another one", () => {
    const overridden = callOf("POST", "/orders", { headers: { "X-HTTP-Method-Override": "PUT" } });
    expect(allows({ methods: ["POST"] }, callOf("POST", "/orders"))).toBe(true);
    expect(allows({ methods: ["POST"] }, overridden)).toBe(false);
    expect(allows({ methods: ["POST", "PUT"] }, overridden)).toBe(true);
  });

  it("lets the action itself through, and nothing that has no action", () => {
    const call = callOf("POST", "/orders/7/cancel");
    expect(allows({ actions: [cancel] }, { ...call, action: { id: "act_1", path: cancel.path } })).toBe(true);
    expect(allows({ actions: [cancel] }, { ...call, action: { id: "act_2", path: cancel.path } })).toBe(
      false,
    );
    expect(allows({ actions: [{ ...cancel, id: "" }] }, { ...call, action: { id: "x", path: "/" } })).toBe(
      false,
    );
  });

  it("names the rule only where it was needed", () => {
    const book = bookOf(ruleOf(ORDERS_ONLY, ALLOW));
    expect(decide(callOf("GET", "/orders"), book, NOW)).toEqual({ kind: "allow" });
  });
});
