import { describe, expect, it } from "vitest";
import { faultOfRule } from "../../src/policy/check-draft.ts";
import {
  type Condition,
  draftGrant,
  faultOfGrant,
  type GrantDraft,
  type Predicate,
  predicateLike,
  type RuleDraft,
  stateOfGrant,
} from "../../src/policy/index.ts";
import { ADA, ALLOW, askOf, BOB, ORDERS, REFUSE } from "./calls.ts";

const ada = { id: ADA, isAdmin: true };
const bob = { id: BOB, isAdmin: false };
const over = (argument: string): Condition => ({ argument, operator: ">", value: 100 });
const ORDERS_ONLY = { integrations: [{ id: ORDERS.id, slug: ORDERS.slug }] };

const ruleOf = (predicate: Predicate, more: Partial<RuleDraft> = {}): RuleDraft => ({
  ...{ predicate, effect: REFUSE, described: "any such call is refused", words: null },
  ...more,
});
const fault = (predicate: Predicate, more: Partial<RuleDraft> = {}) =>
  faultOfRule(ruleOf(predicate, more), ada);

describe("E6: who may make which rule", () => {
  it.each<[string, Predicate, Partial<RuleDraft>, RegExp | undefined]>([
    ["a member for the member's own calls", { askedBy: [BOB] }, {}, undefined],
    ["a member who asks for the member's own", { askedBy: [BOB] }, { effect: askOf(ADA) }, undefined],
    ["a member for everybody", {}, {}, /only an admin can make a rule for other people's calls/],
    ["a member for somebody else", { askedBy: [ADA] }, {}, /other people's calls/],
    ["a member for two people", { askedBy: [BOB, ADA] }, {}, /other people's calls/],
    [
      "a member who allows",
      { ...ORDERS_ONLY, askedBy: [BOB] },
      { effect: ALLOW },
      /only an admin can let calls go ahead/,
    ],
  ])("%s", (_, predicate, more, why) => {
    const found = faultOfRule(ruleOf(predicate, more), bob);
    if (why) expect(found).toMatch(why);
    else expect(found).toBeUndefined();
  });

  it("lets an admin make one for anybody", () => {
    expect(fault({})).toBeUndefined();
    expect(fault({ askedBy: [BOB] })).toBeUndefined();
    expect(fault({}, { effect: askOf(ADA) })).toBeUndefined();
  });

  it("wants an integration where it allows, so that no rule opens everything", () => {
    expect(fault({}, { effect: ALLOW })).toMatch(/has to name an integration/);
    expect(fault(ORDERS_ONLY, { effect: ALLOW })).toBeUndefined();
  });
});

describe("E6: what a rule has to say", () => {
  const nobody = { admins: false, requester: false };
  it.each<[string, object, boolean]>([
    ["nobody", nobody, false],
    ["an empty list", { ...nobody, members: [], groups: [] }, false],
    ["nobody besides somebody", { ...nobody, admins: true, also: [nobody] }, false],
    ["admins", { ...nobody, admins: true }, true],
    ["who asked", { ...nobody, requester: true }, true],
    ["a person", { ...nobody, members: [ADA] }, true],
    ["a group", { ...nobody, groups: ["grp_1"] }, true],
  ])("who may approve: %s", (_, approvers, isEnough) => {
    const found = fault({}, { effect: { kind: "ask", approvers: approvers as never } });
    expect(found).toEqual(isEnough ? undefined : expect.stringContaining("names nobody who may approve"));
  });

  it("can be shown whole", () => {
    expect(fault({}, { described: "x".repeat(1_500) })).toBeUndefined();
    expect(fault({}, { described: "x".repeat(1_501) })).toMatch(/too much to be shown whole/);
  });

  it.each<[Predicate, RegExp]>([
    [{ methods: ["GET", "PURGE"] }, /^PURGE is no method; use GET, HEAD/],
    [{ integrations: [] }, /cannot be empty/],
    [{ actions: [] }, /cannot be empty/],
    [{ methods: [] }, /cannot be empty/],
    [{ paths: [] }, /cannot be empty/],
    [{ askedBy: [] }, /cannot be empty/],
    [{ paths: ["/orders", "orders"] }, /begins with a slash/],
    [{ where: Array.from({ length: 11 }, () => over("a")) }, /at most 10 conditions/],
    [{ where: [over("amount"), over("a b")] }, /“a b” is no argument's name/],
  ])("%o is refused", (predicate, why) => expect(fault(predicate)).toMatch(why));

  it.each<[Predicate]>([
    [{ methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] }],
    [{ paths: ["/orders", "/orders/*"], askedBy: [BOB] }],
    [{ where: Array.from({ length: 10 }, () => over("a")) }],
  ])("%o is taken", (predicate) => expect(fault(predicate)).toBeUndefined());

  it.each<[Condition, RegExp | undefined]>([
    [over("amount"), undefined],
    [over("customer.country"), undefined],
    [over("$top"), undefined],
    [over(Array.from({ length: 10 }, () => "a").join(".")), undefined],
    [over(Array.from({ length: 11 }, () => "a").join(".")), /no argument's name/],
    [over(""), /no argument's name/],
    [over("a..b"), /no argument's name/],
    [{ argument: "a", operator: "like" as never, value: 1 }, /like is no comparison; use >/],
    [{ argument: "a", operator: ">", value: "100" }, /needs a number/],
    [{ argument: "a", operator: ">=", value: Number.NaN }, /needs a number/],
    [{ argument: "a", operator: "<", value: true }, /needs a number/],
    [{ argument: "a", operator: "<=", value: [1] }, /needs a number/],
    [{ argument: "a", operator: "<=", value: 1 }, undefined],
    [{ argument: "a", operator: "=", value: "x" }, undefined],
    [{ argument: "a", operator: "=", value: ["x"] }, /needs one value/],
    [{ argument: "a", operator: "!=", value: ["x"] }, /needs one value/],
    [{ argument: "a", operator: "contains", value: ["x"] }, /needs one value/],
    [{ argument: "a", operator: "one of", value: "x" }, /needs a list/],
    [{ argument: "a", operator: "one of", value: [] }, /needs a list/],
    [{ argument: "a", operator: "one of", value: ["x"] }, undefined],
  ])("condition %o", (condition, why) => {
    const found = fault({ where: [condition] });
    if (why) expect(found).toMatch(why);
    else expect(found).toBeUndefined();
  });
});

describe("E7: who may give which grant", () => {
  const draft = (more: Partial<GrantDraft> = {}): GrantDraft => ({
    ...{ predicate: ORDERS_ONLY, described: "any call goes ahead for 20 calls" },
    ...{ mostUses: 20, amountArgument: null, mostAmount: null, expiresAt: null },
    ...more,
  });
  const asked = { approvers: { admins: true, requester: true }, requesterId: BOB };
  const cleo = { id: "mem_cleo", isAdmin: false };

  it("is who could say yes to the call alone, and without a call an admin", () => {
    expect(faultOfGrant(draft(), bob, asked)).toBeUndefined();
    expect(faultOfGrant(draft(), ada, asked)).toBeUndefined();
    expect(faultOfGrant(draft(), cleo, asked)).toMatch(/whose yes alone is enough/);
    expect(faultOfGrant(draft(), ada)).toBeUndefined();
    expect(faultOfGrant(draft(), bob)).toMatch(/whose yes alone is enough/);
    const two = { ...asked, approvers: { ...asked.approvers, needed: 2 } };
    expect(faultOfGrant(draft(), ada, two)).toMatch(/whose yes alone is enough/);
  });

  it.each<[Partial<GrantDraft>, RegExp | undefined]>([
    [{ predicate: {} }, /has to name an integration/],
    [{ mostUses: null }, /needs a limit/],
    [{ mostUses: null, expiresAt: "2026-12-01T00:00:00.000Z" }, undefined],
    [{ mostUses: null, mostAmount: 5, amountArgument: "amount" }, undefined],
    [{ mostUses: 0 }, /whole number from 1 to 10,000/],
    [{ mostUses: 1 }, undefined],
    [{ mostUses: 10_000 }, undefined],
    [{ mostUses: 10_001 }, /whole number/],
    [{ mostUses: 1.5 }, /whole number/],
    [{ mostAmount: 5 }, /needs the name of the argument/],
    [{ amountArgument: "amount" }, /needs the name of the argument/],
    [{ mostAmount: 0, amountArgument: "amount" }, /a number above 0/],
    [{ mostAmount: 1e12, amountArgument: "amount" }, /a number above 0/],
    [{ mostAmount: Number.NaN, amountArgument: "amount" }, /a number above 0/],
    [{ mostAmount: 999_999_999_999, amountArgument: "amount" }, undefined],
    [{ described: "x".repeat(1_501) }, /too much/],
    [{ predicate: { ...ORDERS_ONLY, methods: [] } }, /cannot be empty/],
  ])("%o", (more, why) => {
    const found = faultOfGrant(draft(more), ada);
    if (why) expect(found).toMatch(why);
    else expect(found).toBeUndefined();
  });
});

describe("E7: what a grant is about", () => {
  const call = {
    integration: ORDERS,
    action: undefined,
    method: "POST",
    url: `${ORDERS.baseUrl}/refunds?x=1`,
    askedBy: BOB,
  };
  it("is the action, or the method and path below the base URL, of the same person", () => {
    expect(predicateLike(call)).toEqual({
      ...ORDERS_ONLY,
      ...{ methods: ["POST"], paths: ["/refunds"], askedBy: [BOB] },
    });
    const action = { id: "act_1", name: "refund", method: "POST", path: "/refunds" };
    expect(predicateLike({ ...call, action })).toEqual({ ...ORDERS_ONLY, actions: [action], askedBy: [BOB] });
    expect(predicateLike({ ...call, url: ORDERS.baseUrl })).toMatchObject({ paths: ["/"] });
    expect(predicateLike({ ...call, url: "https://api.example.com/other" })).toMatchObject({
      paths: ["/other"],
    });
    const slashed = { ...ORDERS, baseUrl: `${ORDERS.baseUrl}/` };
    expect(predicateLike({ ...call, integration: slashed })).toMatchObject({ paths: ["/refunds"] });
  });

  const none = { mostUses: null, amountArgument: null, mostAmount: null, expiresAt: null };
  const names = { integration: () => "Orders", member: () => undefined, group: () => undefined };
  it.each([
    [{ mostUses: 1 }, "for 1 call"],
    [{ mostUses: 2_000 }, "for 2,000 calls"],
    [{ mostAmount: 1_500, amountArgument: "amount" }, "up to 1,500 of amount in all"],
    [{ expiresAt: new Date("2026-12-01T00:00:30Z") }, "until 2026-12-01 00:00 UTC"],
    [{ mostUses: 2, expiresAt: new Date("2026-12-01T00:00:00Z") }, "for 2 calls, until 2026-12-01 00:00 UTC"],
  ])("%o is told as “%s”", (limits, words) => {
    const drafted = draftGrant(ORDERS_ONLY, { ...none, ...limits }, names);
    expect(drafted.described).toBe(`any call to Orders goes ahead ${words}`);
    expect(drafted.expiresAt).toBe("expiresAt" in limits ? limits.expiresAt.toISOString() : null);
  });

  it("is told to be over at the instant that it is", () => {
    const NOW = new Date("2026-11-21T12:00:00Z");
    const grant = { ...none, uses: 3, amount: 10, revokedAt: null };
    const state = (more: object) => stateOfGrant({ ...grant, ...more }, NOW);
    expect(state({ mostUses: 4 })).toBe("usable");
    expect(state({ mostUses: 3 })).toBe("used up");
    expect(state({ mostAmount: 10.5, amountArgument: "amount" })).toBe("usable");
    expect(state({ mostAmount: 10, amountArgument: "amount" })).toBe("used up");
    expect(state({ mostUses: 4, mostAmount: 10, amountArgument: "amount" })).toBe("used up");
    expect(state({ expiresAt: new Date(NOW.getTime() + 1) })).toBe("usable");
    expect(state({ expiresAt: NOW })).toBe("expired");
    expect(state({ mostUses: 3, expiresAt: NOW, revokedAt: NOW })).toBe("revoked");
  });
});
