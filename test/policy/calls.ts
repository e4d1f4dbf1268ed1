import {
  compilePredicate,
  type Predicate,
  type ProposedCall,
  type Rule,
  type RuleBook,
  type RuleEffect,
} from "../../src/policy/index.ts";

export const ORDERS = {
  id: "int_orders",
  slug: "internal-orders-api",
  baseUrl: "https://api.example.com/v1",
};
export const ADA = "mem_ada";
export const BOB = "mem_bob";

const EFFECTS = { GET: "read", HEAD: "read", DELETE: "destroy" } as const;

/** A call of bob to the orders API, as the wire would carry it. */
export function callOf(
  method: string,
  path: string,
  more: Partial<ProposedCall> & { body?: unknown; headers?: Record<string, string> } = {},
): ProposedCall {
  const { body, headers = {}, ...rest } = more;
  return {
    integration: ORDERS,
    action: null,
    effect: EFFECTS[method as keyof typeof EFFECTS] ?? "write",
    requiresConfirmation: false,
    askedBy: BOB,
    foreign: [],
    request: {
      method,
      url: new URL(`${ORDERS.baseUrl}${path}`).href,
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    },
    ...rest,
  };
}

let made = 0;

/** A rule of an admin. */
export function ruleOf(
  predicate: Predicate,
  effect: RuleEffect,
  more: Partial<Rule> = {},
): RuleBook["rules"][number] {
  made += 1;
  const rule: Rule = {
    id: `rule_${made}`,
    number: made,
    predicate,
    effect,
    described: "any such call",
    madeBy: ADA,
    byAdmin: true,
    ...more,
  };
  return { ...rule, matches: compilePredicate(rule.predicate) };
}

export const bookOf = (...rules: RuleBook["rules"][number][]): RuleBook => ({ rules, grants: [] });

export const REFUSE: RuleEffect = { kind: "refuse" };
export const ALLOW: RuleEffect = { kind: "allow" };
export const askOf = (...members: string[]): RuleEffect => ({
  kind: "ask",
  approvers: { admins: false, requester: false, members },
});
