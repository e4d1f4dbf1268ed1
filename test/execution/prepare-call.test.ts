import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CallTarget, prepareCall } from "../../src/execution/index.ts";
import type { Catalogue, Integration } from "../../src/integrations/index.ts";
import type { Json } from "../../src/kernel/index.ts";
import { action, catalogueOf, connectApi, type Ground, newTeam, openGround } from "../support/team.ts";

let ground: Ground;
let catalogue: Catalogue;
let integration: Integration;

beforeAll(async () => {
  ground = await openGround();
  const team = await newTeam(ground);
  const actions = [
    action("list-orders", "GET", "/orders", { query: ["since", "limit"] }),
    action("get-order", "GET", "/orders/{{id}}"),
    action("wipe", "POST", "/wipe", { enabled: false }),
    action("export", "POST", "/export", { requiresConfirmation: true }),
  ];
  integration = await connectApi(ground, team, { name: "Orders", baseUrl: "https://api.test/v1", actions });
  catalogue = await catalogueOf(ground, team);
});
afterAll(() => ground.close());

const http = (
  method: string,
  path: string,
  more: { query?: Record<string, Json>; body?: Json } = {},
): CallTarget => ({
  kind: "http",
  integrationId: integration.id,
  method,
  path,
  query: {},
  ...more,
});

describe("C6: a call that somebody described", () => {
  it("is the action that it fits", () => {
    expect(prepareCall(catalogue, http("get", "/orders/7"))).toMatchObject({
      ok: true,
      call: {
        title: "get-order",
        effect: "read",
        request: { method: "GET", url: "https://api.test/v1/orders/7" },
      },
    });
  });

  it("is made as described where no action fits, under the same base URL", () => {
    const prepared = prepareCall(catalogue, http("PUT", "/stock/9", { body: { count: 3 } }));
    expect(prepared).toMatchObject({
      ok: true,
      call: {
        actionId: null,
        effect: "write",
        title: "PUT /stock/9",
        request: { url: "https://api.test/v1/stock/9", body: '{"count":3}' },
      },
    });
  });

  it("takes query parameters of any name", () => {
    const prepared = prepareCall(
      catalogue,
      http("GET", "/payments", { query: { "created[gte]": "1", "a{b}": "c d" } }),
    );
    expect(prepared).toMatchObject({
      call: { request: { url: "https://api.test/v1/payments?created%5Bgte%5D=1&a%7Bb%7D=c%20d" } },
    });
  });

  it("sends a body with braces in it as it was written", () => {
    const body = { text: "Hello {{first_name}}", since: "{{since}}" };
    const prepared = prepareCall(catalogue, http("POST", "/mail", { query: { since: "x" }, body }));
    expect(prepared).toMatchObject({ call: { request: { body: JSON.stringify(body) } } });
  });

  it("C7: has the headers and the way of writing bodies that its provider wants", () => {
    const at = (provider: string) => ({ ...catalogue, integration: () => ({ ...integration, provider }) });
    const body = { name: "Ada", metadata: { team: "ops" } };
    expect(prepareCall(at("notion"), http("POST", "/v1/pages", { body }))).toMatchObject({
      call: {
        request: {
          headers: { "notion-version": "2022-06-28", "content-type": "application/json" },
          body: JSON.stringify(body),
        },
      },
    });
    expect(prepareCall(at("stripe"), http("POST", "/v1/customers", { body }))).toMatchObject({
      call: {
        request: {
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: "name=Ada&metadata%5Bteam%5D=ops",
        },
      },
    });
  });

  it("keeps the confirmation that the action asks for", () => {
    const prepared = prepareCall(catalogue, http("POST", "/export", { body: {} }));
    expect(prepared).toMatchObject({ call: { requiresConfirmation: true } });
  });

  it.each([
    ["a method that cannot be sent", "TRACE", "/orders", "is not a method I can send; use GET"],
    ["an action that is switched off", "POST", "/wipe", "is switched off for Orders"],
    ["a path out of the base URL", "GET", "/../admin", "path"],
  ])("refuses %s, and says what would be accepted", (_what, method, path, message) => {
    const prepared = prepareCall(catalogue, http(method, path));
    expect(prepared).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });

  it("D2: names what is wrong with an action's arguments", () => {
    const listOrders = catalogue.actionsOf(integration.id).find(({ name }) => name === "list-orders");
    const target: CallTarget = { kind: "action", actionId: listOrders?.id ?? "", arguments: { sinse: "x" } };
    expect(prepareCall(catalogue, target)).toMatchObject({
      ok: false,
      message: expect.stringContaining("sinse"),
    });
  });
});
