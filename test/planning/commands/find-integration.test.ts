import { describe, expect, it } from "vitest";
import { findMentionedIntegration, unknownApiIn } from "../../../src/planning/commands/find-integration.ts";
import { integrationOf } from "./fixtures.ts";

const NAMES = [
  "Orders API",
  "Orders API v2",
  "Internal Orders API",
  "WMS API",
  "Stripe",
  "C++ Build (beta)",
  "Sales",
];
const integrations = NAMES.map((name) => integrationOf(name));

/** [text, the integration, what is left, the action] */
const MENTIONS: readonly (readonly [string, string, string, string?])[] = [
  ["call our Internal Orders API: GET /x", "Internal Orders API", "call : GET /x"],
  ["cancel order 1042 in our Internal Orders API", "Internal Orders API", "cancel order 1042"],
  ["list from the Orders API v2 please", "Orders API v2", "list please"],
  ["list from the Orders API please", "Orders API", "list please"],
  ["using WMS get stock", "WMS API", "get stock"],
  ["the WMS's stock", "WMS API", "stock"],
  ["stripe’s balance", "Stripe", "balance"],
  ["internal-orders-api list-orders", "Internal Orders API", "list-orders"],
  ["internal orders: list", "Internal Orders API", ": list"],
  ["#wms-api get stock", "WMS API", "get stock"],
  ["run #WMS-API.list-stock", "WMS API", "run", "list-stock"],
  ["run <#C1|wms-api>.list-stock", "WMS API", "run", "list-stock"],
  ["get stock of <#C1|wms-api>", "WMS API", "get stock of"],
  ["run #orders-api-v2.get-order 7", "Orders API v2", "run 7", "get-order"],
  ["ask C++ Build (beta) for builds", "C++ Build (beta)", "ask for builds"],
  ["post it in #sales and use Stripe", "Stripe", "post it in #sales and use"],
];

const clean = (text: string) => text.replace(/\s+/g, " ").trim();

describe("B8: finding the integration that a text names", () => {
  it.each(MENTIONS.map(([text, name, rest, actionName]) => ({ text, name, rest, actionName })))(
    "“$text”",
    ({ text, name, rest, actionName }) => {
      const found = findMentionedIntegration(text, integrations);
      expect(found?.integration.name).toBe(name);
      expect(clean(found?.rest ?? "")).toBe(rest);
      expect(found?.actionName).toBe(actionName);
    },
  );

  it.each([
    "list the orders",
    "restripe the road",
    "wmss",
    "a #channel and <#C1|ops>",
    "post it in #sales",
    "post it in <#C1|wms-api>",
  ])("finds none in “%s”", (text) => {
    expect(findMentionedIntegration(text, integrations)).toBeUndefined();
  });
});

describe("D8: an API that is spoken of and not connected", () => {
  it.each([
    ["call our Payroll API: GET /salaries", "Payroll API"],
    ["how many people are in the  HR Core  API?", "HR Core API"],
    ["get thing 99 in our Wombat API", "Wombat API"],
    ["in our Web Shop API", "Web Shop API"],
    ["in our Payroll Build API", "Payroll Build API"],
  ])("“%s”", (text, name) => {
    expect(unknownApiIn(text, integrations)).toBe(name);
  });

  it.each([
    "call our API: GET /orders",
    "use the REST API to GET /orders",
    "the HTTP JSON API",
    "GET /orders from the orders API",
    "in our Payroll APIs",
    "GET /orders",
    "in our Build API",
    "in our Internal API",
  ])("is none in “%s”", (text) => {
    expect(unknownApiIn(text, integrations)).toBeUndefined();
  });
});
