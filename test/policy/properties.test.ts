import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { strictest } from "../../src/policy/approvers.ts";
import {
  type ApproverScope,
  decide,
  isEnough,
  isNoStricter,
  type Predicate,
  type ProposedCall,
  type RuleBook,
  type RuleEffect,
  type Verdict,
} from "../../src/policy/index.ts";
import { timesAsLong } from "../support/times-as-long.ts";
import { callOf, ORDERS, ruleOf } from "./calls.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const PEOPLE = ["mem_ada", "mem_bob", "mem_cid"];

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const predicates: fc.Arbitrary<Predicate> = fc
  .record({
    integrations: maybe(
      fc.constantFrom([{ id: ORDERS.id, slug: ORDERS.slug }], [{ id: "int_x", slug: "x" }]),
    ),
    methods: maybe(fc.subarray(["GET", "POST", "DELETE"], { minLength: 1 })),
    paths: maybe(fc.subarray(["/orders", "/orders/*", "/**"], { minLength: 1 })),
    effects: maybe(fc.subarray(["read", "write", "destroy"] as const, { minLength: 1 })),
    askedBy: maybe(fc.subarray(PEOPLE, { minLength: 1 })),
    where: maybe(fc.constant([{ argument: "amount", operator: ">" as const, value: 100 }])),
  })
  .map((predicate) =>
    Object.fromEntries(Object.entries(predicate).filter(([, value]) => value !== undefined)),
  );

const scopes: fc.Arbitrary<ApproverScope> = fc
  .record({
    admins: fc.boolean(),
    requester: fc.boolean(),
    members: fc.subarray(PEOPLE),
    needed: fc.constantFrom(1, 1, 2),
    requesterMayNotApprove: fc.boolean(),
  })
  .filter(({ admins, requester, members }) => admins || requester || members.length > 0);

const restricting: fc.Arbitrary<RuleEffect> = fc.oneof(
  fc.constant({ kind: "refuse" } as const),
  scopes.map((approvers) => ({ kind: "ask", approvers }) as const),
);
const effects: fc.Arbitrary<RuleEffect> = fc.oneof(fc.constant({ kind: "allow" } as const), restricting);

const rulesWith = (effect: fc.Arbitrary<RuleEffect>) =>
  fc
    .tuple(predicates, effect, fc.boolean(), fc.constantFrom(...PEOPLE))
    .map(([predicate, does, byAdmin, madeBy]) => ruleOf(predicate, does, { byAdmin, madeBy }));

const calls: fc.Arbitrary<ProposedCall> = fc
  .record({
    method: fc.constantFrom("GET", "POST", "DELETE"),
    path: fc.constantFrom("/orders", "/orders/7", "/ORDERS/7/", "/customers"),
    amount: maybe(fc.constantFrom<unknown>(5, 500, "500", null)),
    askedBy: fc.constantFrom(...PEOPLE),
    requiresConfirmation: fc.boolean(),
  })
  .map(({ method, path, amount, ...more }) =>
    callOf(method, path, { ...more, ...(method === "POST" ? { body: { amount } } : {}) }),
  );

/** Whether whatever satisfies `after` would have satisfied `before`. */
function isAtLeastAsStrict(after: Verdict, before: Verdict): boolean {
  if (after.kind === "refuse" || before.kind === "allow") return true;
  if (after.kind === "allow" || before.kind === "refuse") return false;
  return isNoStricter(before.approvers, after.approvers);
}

const bookOf = (rules: readonly RuleBook["rules"][number][]): RuleBook => ({ rules, grants: [] });
const ROUNDS = { numRuns: Number(process.env["POLICY_ROUNDS"] ?? 300) };

describe("E6: the policy as a function", () => {
  it("never gets looser by one more rule that restricts", () => {
    const rules = fc.array(rulesWith(effects), { maxLength: 6 });
    fc.assert(
      fc.property(calls, rules, rulesWith(restricting), (call, known, added) =>
        isAtLeastAsStrict(decide(call, bookOf([...known, added]), NOW), decide(call, bookOf(known), NOW)),
      ),
      ROUNDS,
    );
  });

  it("does not depend on the order of the rules", () => {
    const shuffled = fc
      .array(rulesWith(effects), { maxLength: 6 })
      .chain((rules) =>
        fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
      );
    fc.assert(
      fc.property(calls, shuffled, (call, [rules, other]) => {
        const [one, two] = [decide(call, bookOf(rules), NOW), decide(call, bookOf(other), NOW)];
        expect(one.kind).toBe(two.kind);
        if (one.kind === "ask" && two.kind === "ask") expect(one.approvers).toEqual(two.approvers);
      }),
      ROUNDS,
    );
  });

  it("lets nothing of a member loosen what holds without it", () => {
    const ofMembers = fc
      .tuple(predicates, effects, fc.constantFrom(...PEOPLE))
      .map(([predicate, does, madeBy]) => ruleOf(predicate, does, { byAdmin: false, madeBy }));
    const rules = fc.array(rulesWith(effects), { maxLength: 4 });
    fc.assert(
      fc.property(calls, rules, ofMembers, (call, known, added) =>
        isAtLeastAsStrict(decide(call, bookOf([...known, added]), NOW), decide(call, bookOf(known), NOW)),
      ),
      ROUNDS,
    );
  });

  it("demands of one person what each of several scopes demands", () => {
    const person = fc.record({ id: fc.constantFrom(...PEOPLE), isAdmin: fc.boolean() });
    fc.assert(
      fc.property(fc.array(scopes, { minLength: 1, maxLength: 4 }), person, (all, who) => {
        const together = strictest(all);
        expect(isEnough(together, who, "mem_bob")).toBe(
          all.every((scope) => isEnough(scope, who, "mem_bob")),
        );
      }),
      ROUNDS,
    );
  });

  it("takes no more for each of 500 rules than for each of 50, but for a little", () => {
    const rules = Array.from({ length: 500 }, (_, at) =>
      ruleOf(
        {
          integrations: [{ id: ORDERS.id, slug: ORDERS.slug }],
          methods: ["POST", "PUT"],
          paths: [`/area-${at}/*`, `/**/things-${at}/*`],
          where: [{ argument: "amount", operator: ">", value: at }],
        },
        { kind: "refuse" },
      ),
    );
    const call = callOf("POST", "/orders/7", { body: { amount: 1 } });
    const decideBy = (some: typeof rules) => {
      const book = bookOf(some);
      return () => void decide(call, book, NOW);
    };
    expect(timesAsLong(decideBy(rules), decideBy(rules.slice(0, 50)))).toBeLessThan(30);
  });
});
