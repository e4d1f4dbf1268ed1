import { describe, expect, it } from "vitest";
import { type Condition, decide } from "../../src/policy/index.ts";
import { ALLOW, bookOf, callOf, ORDERS, REFUSE, ruleOf } from "./calls.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const TO_ORDERS = { integrations: [{ id: ORDERS.id, slug: ORDERS.slug }] };

/** Whether a rule with this condition refuses, and whether it allows, a POST with this body. */
function met(condition: Condition, body: unknown) {
  const predicate = { ...TO_ORDERS, where: [condition] };
  return {
    refuses:
      decide(callOf("POST", "/refunds", { body }), bookOf(ruleOf(predicate, REFUSE)), NOW).kind === "refuse",
    allows:
      decide(callOf("POST", "/refunds", { body }), bookOf(ruleOf(predicate, ALLOW)), NOW).kind === "allow",
  };
}

const over100: Condition = { argument: "amount", operator: ">", value: 100 };
const isDraft: Condition = { argument: "status", operator: "=", value: "draft" };
const isNotDraft: Condition = { argument: "status", operator: "!=", value: "draft" };
const YES = { refuses: true, allows: true };
const NO = { refuses: false, allows: false };
/** Not certain: it counts for what restricts, and not for what allows. */
const DOUBT = { refuses: true, allows: false };

describe("E6: conditions on arguments", () => {
  it.each([
    [over100, { amount: 101 }, YES],
    [over100, { amount: 100 }, NO],
    [over100, { amount: "250.50" }, YES],
    [over100, { amount: -5 }, NO],
    [over100, {}, DOUBT],
    [over100, [{ amount: 5 }, { amount: 500 }], DOUBT],
    [over100, [{ amount: 5 }], NO],
    [over100, { amount: null }, DOUBT],
    [over100, { amount: { value: 5 } }, DOUBT],
    [over100, { amount: "1e9" }, DOUBT],
    [over100, { amount: "5 " }, DOUBT],
    [over100, { amount: "0x10" }, DOUBT],
    [over100, { amount: "1,000" }, DOUBT],
    [over100, { amount: 5, Amount: 500 }, DOUBT],
    [over100, { Amount: 500 }, DOUBT],
    [over100, "not JSON", DOUBT],
    [{ ...over100, operator: ">=" }, { amount: 100 }, YES],
    [{ ...over100, operator: "<" }, { amount: 99 }, YES],
    [{ ...over100, operator: "<=" }, { amount: 101 }, NO],
    [{ argument: "order.total", operator: ">", value: 10 }, { order: { total: 11 } }, YES],
    [
      { argument: "items.quantity", operator: ">", value: 10 },
      { items: [{ quantity: 1 }, { quantity: 11 }] },
      DOUBT,
    ],
    [isDraft, { status: "draft" }, YES],
    [isDraft, { status: "Draft" }, DOUBT],
    [isDraft, { status: "open" }, NO],
    [isNotDraft, { status: "open" }, YES],
    [isNotDraft, { status: "draft" }, NO],
    [isNotDraft, { status: "DRAFT" }, DOUBT],
    [isNotDraft, {}, DOUBT],
    [{ argument: "email", operator: "contains", value: "@evil.test" }, { email: "a@evil.test" }, YES],
    [{ argument: "email", operator: "contains", value: "@evil.test" }, { email: "a@EVIL.test" }, DOUBT],
    [{ argument: "status", operator: "one of", value: ["draft", "open"] }, { status: "open" }, YES],
    [{ argument: "status", operator: "one of", value: ["draft", "open"] }, { status: "paid" }, NO],
    [{ argument: "id", operator: "=", value: 7 }, { id: "7" }, YES],
    [{ argument: "id", operator: "=", value: 7 }, { id: "7.0" }, YES],
    [{ argument: "id", operator: "=", value: 7 }, { id: 8 }, NO],
    [{ argument: "id", operator: "=", value: 7 }, { id: " 7 " }, DOUBT],
    [{ argument: "id", operator: "=", value: "7 " }, { id: 7 }, DOUBT],
    [{ argument: "id", operator: "=", value: true }, { id: 1 }, NO],
    [{ argument: "id", operator: "=", value: true }, { id: true }, YES],
    [over100, { amount: 5, other: 500 }, NO],
    [over100, { amount: 100.12345678901 }, YES],
    [over100, { amount: Number.MAX_SAFE_INTEGER }, YES],
    [over100, { amount: 2 ** 53 }, DOUBT],
    [over100, { amount: true }, DOUBT],
    [{ ...over100, value: "many" }, { amount: 5 }, DOUBT],
    [{ ...over100, operator: ">=" }, { amount: 101 }, YES],
    [{ ...over100, operator: ">=" }, { amount: 99 }, NO],
    [{ ...over100, operator: "<" }, { amount: 100 }, NO],
    [{ ...over100, operator: "<" }, { amount: 101 }, NO],
    [{ ...over100, operator: "<=" }, { amount: 100 }, YES],
    [{ ...over100, operator: "<=" }, { amount: 99 }, YES],
    [isDraft, { status: null }, DOUBT],
    [isDraft, { status: { draft: true } }, DOUBT],
    [isNotDraft, { status: null }, DOUBT],
    [{ argument: "status", operator: "!=", value: ["draft", "open"] }, { status: "open" }, NO],
    [{ argument: "status", operator: "contains", value: ["dra", "x"] }, { status: "draft" }, YES],
    [{ argument: "status", operator: "contains", value: "x" }, { status: "draft" }, NO],
    [{ argument: "body", operator: ">", value: 3 }, { body: 5 }, YES],
    [{ argument: "body.amount", operator: ">", value: 3 }, { amount: 5 }, YES],
    [{ argument: "query.amount", operator: ">", value: 3 }, { amount: 1 }, DOUBT],
  ] as const)("%o against %o", (condition, body, expected) => {
    expect(met(condition as Condition, body)).toEqual(expected);
  });

  it.each([
    ["/refunds?amount=500", true],
    ["/refunds?amount=50", false],
    ["/refunds?amount=50&amount=500", true],
    ["/refunds?amount[]=500", true],
    ["/refunds?%61mount=500", true],
  ])("finds the argument in the query of %s", (path, refuses) => {
    const book = bookOf(ruleOf({ ...TO_ORDERS, where: [over100] }, REFUSE));
    expect(decide(callOf("GET", path), book, NOW).kind === "refuse").toBe(refuses);
  });

  it("finds an argument in the path of an action, and in the place that is named", () => {
    const action = { id: "act_1", path: "/orders/{{id}}" };
    const ofPath = bookOf(
      ruleOf({ ...TO_ORDERS, where: [{ argument: "path.id", operator: ">", value: 1000 }] }, REFUSE),
    );
    expect(decide(callOf("GET", "/orders/1042", { action }), ofPath, NOW).kind).toBe("refuse");
    expect(decide(callOf("GET", "/orders/42", { action }), ofPath, NOW).kind).toBe("allow");
  });
});
