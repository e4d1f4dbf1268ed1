import { describe, expect, it } from "vitest";
import { readRuleCommand } from "../../../src/planning/commands/rules/rule-commands.ts";
import { action } from "../../support/team.ts";
import { catalogueWith, integrationOf } from "./fixtures.ts";

const NOON = new Date("2026-03-18T12:00:00.000Z");
const catalogue = catalogueWith([
  {
    integration: integrationOf("Internal Orders API"),
    actions: [
      action("list-orders", "GET", "/orders"),
      action("cancel-order", "POST", "/orders/{{id}}/cancel", { body: ["reason"] }),
      action("refund-order", "POST", "/orders/{{id}}/refund", { body: ["total"] }),
      action("delete-order", "DELETE", "/orders/{{id}}"),
      action("add-note", "POST", "/orders/{{id}}/notes", { body: ["text"] }),
    ],
  },
  { integration: integrationOf("WMS API"), actions: [action("list-stock", "GET", "/stock")] },
]);
const read = (text: string) =>
  readRuleCommand({ text, catalogue, startedAt: NOON, timeZone: "Europe/Berlin" });
const inputOf = (text: string) => {
  const command = read(text);
  if (command?.kind !== "call") return command;
  const { words: _, ...input } = command.input as Record<string, unknown>;
  return { tool: command.tool, ...input };
};

const ORDERS = { tool: "set_rule", integration: "internal-orders-api" };
const SLUG = "internal-orders-api";

describe("D8 E6: rules in plain words", () => {
  it.each([
    [
      "set a rule: any DELETE call to our Internal Orders API needs my approval first.",
      { ...ORDERS, methods: ["DELETE"], verdict: "ask", approvers: ["my"] },
    ],
    [
      "any DELETE call to our Internal Orders API needs my approval first",
      { ...ORDERS, methods: ["DELETE"], verdict: "ask", approvers: ["my"] },
    ],
    [
      "make a rule: every PUT or PATCH request to the WMS API requires @cleo's approval",
      {
        tool: "set_rule",
        integration: "wms-api",
        methods: ["PUT", "PATCH"],
        verdict: "ask",
        approvers: ["@cleo's"],
      },
    ],
    [
      "set a rule: all writes to Internal Orders API need an admin's approval",
      { ...ORDERS, does: "change", verdict: "ask", approvers: ["an admin's"] },
    ],
    [
      "new rule: always ask me before any DELETE call to Internal Orders API",
      { ...ORDERS, methods: ["DELETE"], verdict: "ask", approvers: ["me"] },
    ],
    [
      "set a rule: deleting anything in Internal Orders API must be approved by @ada or @cleo",
      { ...ORDERS, does: "remove", verdict: "ask", approvers: ["@ada", "@cleo"] },
    ],
    [
      "set a rule: any refund in Internal Orders API over $100 needs my approval",
      {
        ...ORDERS,
        actions: [`${SLUG}.refund-order`],
        where: [{ argument: "total", operator: ">", value: 100 }],
        verdict: "ask",
        approvers: ["my"],
      },
    ],
    [
      "set a rule: any POST call to Internal Orders API under /orders where amount > 100 needs two admins' approval",
      {
        ...ORDERS,
        methods: ["POST"],
        path: "/orders/**",
        where: [{ argument: "amount", operator: ">", value: 100 }],
        verdict: "ask",
        approvers: ["admins'"],
        needed: 2,
      },
    ],
    [
      "set a rule: any call to Internal Orders API needs the approval of @ada and @cleo if the status is not draft",
      {
        ...ORDERS,
        where: [{ argument: "status", operator: "!=", value: "draft" }],
        verdict: "ask",
        approvers: ["@ada", "@cleo"],
        each: true,
      },
    ],
    [
      "set a rule: any refund in Internal Orders API over $100 needs approval from finance",
      {
        ...ORDERS,
        actions: [`${SLUG}.refund-order`],
        where: [{ argument: "total", operator: ">", value: 100 }],
        verdict: "ask",
        approvers: ["finance"],
      },
    ],
    [
      "set a rule: any DELETE call to Internal Orders API needs approval from 2 of the ops group",
      { ...ORDERS, methods: ["DELETE"], verdict: "ask", approvers: ["the ops group"], needed: 2 },
    ],
    [
      "set a rule: any DELETE call to Internal Orders API needs two approvals from finance, but not from the person who asked",
      {
        ...ORDERS,
        methods: ["DELETE"],
        verdict: "ask",
        approvers: ["finance"],
        needed: 2,
        notRequester: true,
      },
    ],
    [
      "set a rule: 2 people from finance must approve any DELETE call to Internal Orders API",
      { ...ORDERS, methods: ["DELETE"], verdict: "ask", approvers: ["finance"], needed: 2 },
    ],
    [
      "set a rule: finance and the ops group must approve any DELETE call to Internal Orders API first",
      {
        ...ORDERS,
        methods: ["DELETE"],
        verdict: "ask",
        approvers: ["finance", "the ops group"],
        each: true,
      },
    ],
    [
      "set a rule: any write to Internal Orders API must be approved by somebody else",
      { ...ORDERS, does: "change", verdict: "ask", approvers: [], notRequester: true },
    ],
    [
      "set a rule: never allow DELETE calls to Internal Orders API",
      { ...ORDERS, methods: ["DELETE"], verdict: "refuse" },
    ],
    [
      "refuse any PATCH request to Internal Orders API when country is one of IR, KP",
      {
        ...ORDERS,
        methods: ["PATCH"],
        where: [{ argument: "country", operator: "one of", value: ["IR", "KP"] }],
        verdict: "refuse",
      },
    ],
    [
      "set a rule: cancelling orders in Internal Orders API is forbidden",
      { ...ORDERS, actions: [`${SLUG}.cancel-order`], verdict: "refuse" },
    ],
    [
      "set a rule: nobody may call DELETE /orders/* in Internal Orders API",
      { ...ORDERS, methods: ["DELETE"], path: "/orders/*", verdict: "refuse" },
    ],
    [
      "set a rule: allow POST /orders/{id}/notes in Internal Orders API without asking",
      { ...ORDERS, methods: ["POST"], path: "/orders/{id}/notes", verdict: "allow" },
    ],
    [
      "set a rule: #internal-orders-api.add-note needs no approval",
      { ...ORDERS, actions: ["add-note"], verdict: "allow" },
    ],
    [
      "never ask me about POST calls to the WMS API",
      { tool: "set_rule", integration: "wms-api", methods: ["POST"], verdict: "allow" },
    ],
    [
      "set a rule: any call by @bob to the WMS API needs my approval",
      { tool: "set_rule", integration: "wms-api", askedBy: "@bob", verdict: "ask", approvers: ["my"] },
    ],
    [
      "change rule 3: any DELETE call to Internal Orders API is refused",
      { ...ORDERS, methods: ["DELETE"], verdict: "refuse", replaces: 3 },
    ],
    ["rules", { tool: "rules", do: "list" }],
    ["list all rules and grants", { tool: "rules", do: "list" }],
    ["grants", { tool: "rules", do: "list" }],
    ["remove rule 2", { tool: "rules", do: "remove_rule", number: 2 }],
    ["revoke grant #4", { tool: "rules", do: "revoke_grant", number: 4 }],
    ["approve the next 20 of these", { tool: "give_grant", uses: 20 }],
    ["approve these up to $500", { tool: "give_grant", most_amount: 500 }],
    [
      "approve the next 5 of these up to 1,500 of total until 2026-12-01",
      {
        tool: "give_grant",
        uses: 5,
        most_amount: 1500,
        amount_argument: "total",
        until: "2026-12-01T23:00:00.000Z",
      },
    ],
    ["approve such calls until Friday", { tool: "give_grant", until: "2026-03-20T23:00:00.000Z" }],
    ["approve these for 2 hours", { tool: "give_grant", until: "2026-03-18T14:00:00.000Z" }],
    [
      "allow refunds up to $500 until Friday",
      {
        tool: "give_grant",
        calls: { actions: [`${SLUG}.refund-order`] },
        most_amount: 500,
        amount_argument: "total",
        until: "2026-03-20T23:00:00.000Z",
      },
    ],
    [
      "approve the next 20 refunds in Internal Orders API",
      {
        tool: "give_grant",
        calls: { integration: SLUG, actions: [`${SLUG}.refund-order`] },
        uses: 20,
      },
    ],
    [
      "allow refunds up to $50 each in Internal Orders API until tomorrow without asking",
      {
        tool: "give_grant",
        calls: {
          integration: SLUG,
          actions: [`${SLUG}.refund-order`],
          where: [{ argument: "total", operator: "<=", value: 50 }],
        },
        until: "2026-03-19T23:00:00.000Z",
      },
    ],
    [
      "allow POST /orders/*/notes in Internal Orders API by @bob for the next 2 hours",
      {
        tool: "give_grant",
        calls: { integration: SLUG, methods: ["POST"], path: "/orders/*/notes", askedBy: "@bob" },
        until: "2026-03-18T14:00:00.000Z",
      },
    ],
    ["allow these for the next 3 days", { tool: "give_grant", until: "2026-03-21T12:00:00.000Z" }],
  ])("%s", (text, expected) => {
    expect(inputOf(text)).toEqual(expected);
  });

  it.each([
    "call our Internal Orders API: GET /orders for the last 24 hours. Group by status and post a count in #ops.",
    "cancel order 1042 in our Internal Orders API",
    "list all orders",
    "delete order 7 in Internal Orders API",
    "approve",
    "approve order 12",
    "approve order 12 until Friday",
    "allow list of customers",
    "never mind",
    "show every order that needs approval",
    "how many orders need my approval",
    "what do I have to approve?",
  ])("leaves “%s” to the others", (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each([
    ["set a rule: be nice to customers", "what it should do"],
    ["set a rule: any frobnication in Internal Orders API needs my approval", "frobnication"],
    ["set a rule", "what it should do"],
    ["approve more of these", "until when"],
    ["allow frobnications up to $500 until Friday", "frobnications"],
  ])("says plainly what is not understood in “%s”", (text, told) => {
    const command = read(text);
    expect(command?.kind).toBe("unclear");
    expect(command?.kind === "unclear" && command.text).toContain(told);
  });
});

describe("E6: a path that has the name of an integration", () => {
  it("is a path", () => {
    const orders = catalogueWith([{ integration: integrationOf("Orders"), actions: [] }]);
    const text = "set a rule: any PATCH call under /orders needs my approval";
    const command = readRuleCommand({ text, catalogue: orders, startedAt: NOON, timeZone: "Europe/Berlin" });
    expect(command).toMatchObject({ input: { path: "/orders/**", methods: ["PATCH"] } });
    expect(command?.kind === "call" && "integration" in command.input).toBe(false);
  });
});
