import { describe, expect, it } from "vitest";
import { decide, NO_RULES } from "../../src/policy/index.ts";
import { ADA, ALLOW, askOf, BOB, bookOf, callOf, ORDERS, REFUSE, ruleOf } from "./calls.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const ADMINS = { admins: true, requester: false };
const ADMINS_AND_REQUESTER = { admins: true, requester: true };
const TO_ORDERS = { integrations: [{ id: ORDERS.id, slug: ORDERS.slug }] };

describe("E1: what may happen without asking", () => {
  it.each([
    ["read", "GET", false, undefined],
    ["read", "HEAD", false, undefined],
    ["read", "GET", true, ADMINS_AND_REQUESTER],
    ["write", "POST", false, ADMINS_AND_REQUESTER],
    ["write", "PATCH", true, ADMINS_AND_REQUESTER],
    ["destroy", "DELETE", false, ADMINS],
    ["destroy", "DELETE", true, ADMINS],
    ["read", "POST", false, undefined],
    ["read", "DELETE", false, ADMINS],
  ] as const)("a %s by %s, to be confirmed: %s", (effect, method, requiresConfirmation, approvers) => {
    const verdict = decide(callOf(method, "/orders", { effect, requiresConfirmation }), NO_RULES, NOW);
    expect(verdict).toMatchObject(approvers ? { kind: "ask", approvers } : { kind: "allow" });
  });

  it("says which line asks, with the method on the wire", () => {
    const asked = decide(callOf("DELETE", "/orders/7"), NO_RULES, NOW);
    expect(asked).toMatchObject({ because: "every DELETE call needs an admin's approval" });
  });
});

describe("E1 I1: a call is what the wire makes it", () => {
  it.each([
    ["an override header", callOf("POST", "/orders/7", { headers: { "X-HTTP-Method-Override": "delete" } })],
    ["a parameter of the query", callOf("GET", "/orders/7?_method=DELETE")],
    ["a parameter in other case", callOf("GET", "/orders/7?_Method=DELETE")],
    ["an encoded parameter", callOf("GET", "/orders/7?%5Fmethod=DELETE")],
    ["a member of a JSON body", callOf("POST", "/orders/7", { body: { _method: "DELETE" }, effect: "read" })],
    [
      "a field of a form",
      callOf("POST", "/orders/7", {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "_method=DELETE",
      }),
    ],
    [
      "an override that cannot be read",
      callOf("POST", "/orders/7", { headers: { "x-http-method": "D\u0415LETE" } }),
    ],
  ])("a DELETE by %s is a DELETE to the policy and to rules", (_, call) => {
    expect(decide(call, NO_RULES, NOW)).toMatchObject({ kind: "ask", approvers: ADMINS });
    const refused = decide(call, bookOf(ruleOf({ methods: ["DELETE"] }, REFUSE)), NOW);
    expect(refused.kind).toBe("refuse");
  });

  it.each([
    ["a GET with an override to GET", callOf("GET", "/orders?_method=GET")],
    ["a GraphQL mutation in a query", callOf("GET", "/graphql?query=mutation%20%7Bpay%7D")],
    [
      "a GraphQL mutation marked read",
      callOf("POST", "/graphql", { effect: "read", body: { query: "mutation { pay }" } }),
    ],
    [
      "one mutation in a batch of queries",
      callOf("POST", "/graphql", {
        effect: "read",
        body: [{ query: "{ a }" }, { query: "query A {a} mutation B {b}" }],
      }),
    ],
    ["a GraphQL document by hash", callOf("GET", "/graphql?extensions=%7B%22persistedQuery%22%3A1%7D")],
    ["JSON-RPC over GET", callOf("GET", "/rpc?jsonrpc=2.0&method=pay")],
    ["a GET with a body", callOf("GET", "/orders", { body: {} })],
  ])("%s is a write", (_, call) => {
    expect(decide(call, NO_RULES, NOW)).toMatchObject({ kind: "ask", approvers: ADMINS_AND_REQUESTER });
  });

  it("takes an admin's word that a POST reads", () => {
    const search = callOf("POST", "/search", { effect: "read", body: { query: "{ orders { id } }" } });
    expect(decide(search, NO_RULES, NOW)).toEqual({ kind: "allow" });
  });
});

describe("E6: rules", () => {
  const adasYes = { members: [ADA] };

  it("asks whom the rule names, on top of what is asked anyway", () => {
    const rule = ruleOf({ ...TO_ORDERS, methods: ["DELETE"] }, askOf(ADA), {
      described: "any DELETE needs Ada",
    });
    const verdict = decide(callOf("DELETE", "/orders/7"), bookOf(rule), NOW);
    expect(verdict).toMatchObject({ kind: "ask", ruleId: rule.id });
    expect(verdict.kind === "ask" && verdict.because).toContain(`rule ${rule.number}: any DELETE needs Ada`);
    const demands = verdict.kind === "ask" ? [verdict.approvers, ...(verdict.approvers.also ?? [])] : [];
    expect(demands).toContainEqual(expect.objectContaining(adasYes));
    expect(demands).toContainEqual(expect.objectContaining(ADMINS));
  });

  it("asks for a read that is named", () => {
    const book = bookOf(ruleOf({ ...TO_ORDERS, paths: ["/customers/**"] }, askOf(ADA)));
    expect(decide(callOf("GET", "/customers"), book, NOW)).toMatchObject({ approvers: adasYes });
    expect(decide(callOf("GET", "/orders"), book, NOW)).toEqual({ kind: "allow" });
  });

  it("refuses whatever else is allowed or asked", () => {
    const book = bookOf(
      ruleOf(TO_ORDERS, ALLOW),
      ruleOf(TO_ORDERS, askOf(ADA)),
      ruleOf(TO_ORDERS, REFUSE, { number: 77, described: "any call is refused" }),
    );
    expect(decide(callOf("GET", "/orders"), book, NOW)).toMatchObject({
      kind: "refuse",
      because: "rule 77: any call is refused",
    });
  });

  it("lets go ahead what an admin allows, and says by which rule", () => {
    const rule = ruleOf({ ...TO_ORDERS, methods: ["POST"], paths: ["/notes"] }, ALLOW);
    expect(decide(callOf("POST", "/notes"), bookOf(rule), NOW)).toEqual({
      kind: "allow",
      rule: { id: rule.id, number: rule.number },
    });
    expect(decide(callOf("POST", "/orders"), bookOf(rule), NOW).kind).toBe("ask");
  });

  it("C5: asks for an action marked “requires confirmation” whatever is allowed", () => {
    const call = callOf("GET", "/export", { requiresConfirmation: true });
    expect(decide(call, bookOf(ruleOf(TO_ORDERS, ALLOW)), NOW)).toMatchObject({ kind: "ask" });
  });

  it("holds a member's rule for that member's calls only, and never to allow", () => {
    const byBob = { madeBy: BOB, byAdmin: false };
    const book = bookOf(ruleOf(TO_ORDERS, ALLOW, byBob), ruleOf(TO_ORDERS, REFUSE, byBob));
    expect(decide(callOf("GET", "/orders"), book, NOW).kind).toBe("refuse");
    expect(decide(callOf("GET", "/orders", { askedBy: ADA }), book, NOW)).toEqual({ kind: "allow" });
    const allowing = bookOf(ruleOf(TO_ORDERS, ALLOW, byBob));
    expect(decide(callOf("POST", "/orders"), allowing, NOW).kind).toBe("ask");
  });

  it("keeps a rule about an integration that was connected again under its name", () => {
    const anew = callOf("DELETE", "/orders/7", { integration: { ...ORDERS, id: "int_other" } });
    expect(decide(anew, bookOf(ruleOf(TO_ORDERS, REFUSE)), NOW).kind).toBe("refuse");
    expect(decide(anew, bookOf(ruleOf(TO_ORDERS, ALLOW)), NOW).kind).toBe("ask");
  });

  it("meets an action also where it is called without its name", () => {
    const action = { id: "act_1", name: "cancel-order", method: "POST", path: "/orders/{{id}}/cancel" };
    const book = bookOf(ruleOf({ ...TO_ORDERS, actions: [action] }, REFUSE));
    const named = { action: { id: "act_1", path: action.path } };
    expect(decide(callOf("POST", "/orders/7/cancel", named), book, NOW).kind).toBe("refuse");
    expect(decide(callOf("POST", "/orders/7/%63ancel"), book, NOW).kind).toBe("refuse");
    expect(decide(callOf("POST", "/orders/7/ship"), book, NOW).kind).toBe("ask");
    const allowing = bookOf(ruleOf({ ...TO_ORDERS, actions: [action] }, ALLOW));
    expect(decide(callOf("POST", "/orders/7/cancel", named), allowing, NOW).kind).toBe("allow");
    expect(decide(callOf("POST", "/orders/7/cancel"), allowing, NOW).kind).toBe("ask");
  });
});

describe("I1: text that nobody typed", () => {
  const foreign = [{ argument: "query.q", from: ["Mail"] }];

  it("asks before it goes to another integration, also with a read, whatever is allowed", () => {
    const call = callOf("GET", "/search?q=secret", { foreign });
    const verdict = decide(call, bookOf(ruleOf(TO_ORDERS, ALLOW)), NOW);
    expect(verdict).toMatchObject({ kind: "ask", approvers: ADMINS_AND_REQUESTER });
    expect(verdict.kind === "ask" && verdict.because).toContain("Mail");
  });
});
