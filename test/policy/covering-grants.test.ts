import { describe, expect, it } from "vitest";
import { amountIn, compilePredicate, decide, factsOf, type RuleBook } from "../../src/policy/index.ts";
import { ADA, askOf, BOB, callOf, ORDERS, REFUSE, ruleOf } from "./calls.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const at = (ms: number) => new Date(NOW.getTime() + ms);

type Grant = RuleBook["grants"][number];
function grantOf(more: Partial<Grant> = {}): Grant {
  const predicate = more.predicate ?? {
    integrations: [{ id: ORDERS.id, slug: ORDERS.slug }],
    methods: ["POST"],
  };
  const grant = { id: "grant_1", number: 1, amountArgument: null, grantedBy: ADA, expiresAt: null, ...more };
  return { ...grant, predicate, matches: compilePredicate(predicate) };
}
const bookOf = (grants: Grant[], rules: RuleBook["rules"] = []): RuleBook => ({ rules, grants });
const POST = (body: unknown = { amount: 5 }) => callOf("POST", "/refunds", { body });
const covering = (book: RuleBook, call = POST()) => {
  const verdict = decide(call, book, NOW);
  return verdict.kind === "ask" ? (verdict.grants ?? []) : verdict.kind;
};

describe("E7: which grants may stand in for a yes", () => {
  it("takes one until it expires, and not at that instant", () => {
    expect(covering(bookOf([grantOf()]))).toEqual([{ id: "grant_1", amount: 0, giverMustBeAdmin: true }]);
    expect(covering(bookOf([grantOf({ expiresAt: at(1) })]))).toHaveLength(1);
    expect(covering(bookOf([grantOf({ expiresAt: at(0) })]))).toEqual([]);
    expect(covering(bookOf([grantOf({ expiresAt: at(-1) })]))).toEqual([]);
  });

  it("takes only one that is for this call, and read narrowly", () => {
    expect(covering(bookOf([grantOf()]), callOf("PATCH", "/refunds/1", { body: {} }))).toEqual([]);
    const other = { integrations: [{ id: "int_other", slug: ORDERS.slug }] };
    expect(covering(bookOf([grantOf({ predicate: other })]))).toEqual([]);
    const where = [{ argument: "amount", operator: "<", value: 10 } as const];
    expect(covering(bookOf([grantOf({ predicate: { where } })]), POST({}))).toEqual([]);
  });

  it("takes none that its giver could not give to this call", () => {
    expect(covering(bookOf([grantOf()], [ruleOf({}, askOf("mem_x"))]))).toEqual([]);
    expect(covering(bookOf([grantOf({ grantedBy: "mem_x" })], [ruleOf({}, askOf("mem_x"))]))).toMatchObject([
      { giverMustBeAdmin: true },
    ]);
    expect(covering(bookOf([grantOf({ grantedBy: BOB })]))).toMatchObject([{ giverMustBeAdmin: false }]);
    expect(covering(bookOf([grantOf()], [ruleOf({}, REFUSE)]))).toBe("refuse");
  });

  it("takes none for text that nobody typed, and tells of none where there is none", () => {
    const foreign = [{ argument: "note", from: ["Other"] }];
    expect(covering(bookOf([grantOf()]), { ...POST(), foreign })).toEqual([]);
    expect(decide(POST(), bookOf([]), NOW)).not.toHaveProperty("grants");
    expect(decide(POST(), bookOf([grantOf()]), NOW)).toHaveProperty("grants");
  });

  it("names the rule that asks, and no rule where none does", () => {
    const rule = ruleOf({}, askOf("mem_x"));
    expect(decide(POST(), bookOf([], [rule]), NOW)).toMatchObject({ ruleId: rule.id });
    expect(decide(POST(), bookOf([]), NOW)).not.toHaveProperty("ruleId");
  });

  it("takes the amount that the call states, and none that states no amount, or two", () => {
    const book = bookOf([grantOf({ amountArgument: "amount" })]);
    expect(covering(book)).toMatchObject([{ amount: 5 }]);
    expect(covering(book, POST({ amount: 0 }))).toMatchObject([{ amount: 0 }]);
    expect(covering(book, POST({ amount: "7.5" }))).toMatchObject([{ amount: 7.5 }]);
    for (const body of [
      {},
      { amount: -1 },
      { amount: "1e3" },
      { amount: null },
      { amount: 1, Amount: 9 },
      { Amount: 1 },
    ])
      expect(covering(book, POST(body))).toEqual([]);
    expect(covering(book, POST([{ amount: 1 }, { amount: 2 }]))).toEqual([]);
    expect(amountIn(factsOf(POST({ amount: 2 })), "amount")).toBe(2);
  });
});
