import { enteredFrom } from "../../src/web/pages/rules/read-rule-form.ts";
import type { GrantSummary, RuleSummary } from "../../src/web/pages/rules/rules-page.tsx";
import { NOW } from "./samples.ts";

const ago = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

export const RULES: readonly RuleSummary[] = [
  {
    id: "rule_1",
    number: 1,
    kind: "ask",
    described: "any DELETE call to Internal Orders API needs Ada Byron's approval",
    words: "any DELETE call to our Internal Orders API needs my approval first",
    madeBy: "Ada Byron",
    madeAt: ago(50),
    mayChange: true,
  },
  {
    id: "rule_2",
    number: 2,
    kind: "refuse",
    described: "any POST or PATCH call to Stripe at /refunds/** where amount > 5000 is refused",
    words: undefined,
    madeBy: "Ada Byron",
    madeAt: ago(3),
    mayChange: true,
  },
  {
    id: "rule_4",
    number: 4,
    kind: "allow",
    described: "any POST call to Internal Orders API at /orders/{id}/notes goes ahead without asking",
    words: undefined,
    madeBy: "Grace Hopper",
    madeAt: ago(900),
    mayChange: false,
  },
];

export const GRANTS: readonly GrantSummary[] = [
  {
    id: "grant_2",
    number: 2,
    described:
      "any call of refund-order to Internal Orders API asked for by Bob goes ahead for 20 calls, up to 500 of amount in all",
    state: "usable",
    used: ["12 of 20 used", "310 of 500 amount spent"],
    expiresAt: new Date(NOW.getTime() + 90 * 3_600_000),
    grantedBy: "Ada Byron",
    grantedAt: ago(20),
    mayRevoke: true,
  },
  {
    id: "grant_1",
    number: 1,
    described: "any POST call to WMS API at /reservations asked for by Bob goes ahead for 5 calls",
    state: "used up",
    used: ["5 of 5 used"],
    expiresAt: undefined,
    grantedBy: "Ada Byron",
    grantedAt: ago(200),
    mayRevoke: true,
  },
];

export const CHOICES = {
  integrations: [
    { slug: "internal-orders-api", name: "Internal Orders API" },
    { slug: "wms-api", name: "WMS API" },
  ],
  people: [
    { id: "mem_ada", name: "Ada Byron" },
    { id: "mem_bob", name: "Bob" },
  ],
  groups: [{ id: "grp_fin", name: "finance" }],
  operators: [">", ">=", "<", "<=", "=", "!=", "contains", "one of"],
};

export const ENTERED = enteredFrom({
  integration: "internal-orders-api",
  methods: ["DELETE"],
  path: "/orders/*",
  where: [{ argument: "amount", operator: ">", value: 100 }],
  verdict: "ask",
  approvers: ["mem_ada", "group:grp_fin"],
  each: true,
  words: "any DELETE call to our Internal Orders API under /orders needs my approval",
});

export const SHOWN = {
  ok: true,
  described:
    "Any DELETE call to Internal Orders API at /orders/* where amount > 100 needs Ada Byron's approval and the group finance's approval.",
  note: "It would have caught 14 of the 230 calls of the last 30 days, most of them asked for by Bob (9).",
} as const;

export const GROUPS = [
  { id: "grp_fin", name: "finance", memberIds: ["mem_ada"] },
  {
    id: "grp_long",
    name: "everybody-who-may-look-after-the-warehouse-at-night-and-on-sundays",
    memberIds: [],
  },
];
