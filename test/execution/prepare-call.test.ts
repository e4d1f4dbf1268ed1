import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ActionDraft } from "../../src/actions/index.ts";
import { type CallTarget, prepareCall } from "../../src/execution/index.ts";
import type { Catalogue, Integration } from "../../src/integrations/index.ts";
import type { Json } from "../../src/kernel/index.ts";
import { action, catalogueOf, connectApi, type Ground, newTeam, openGround } from "../support/team.ts";

/** An action with defaults, of which only those of a contract are sent. */
const report = (source: ActionDraft["source"], path: string): ActionDraft => ({
  ...action(`${source}-report`, "GET", path, { source }),
  inputSchema: {
    type: "object",
    properties: {
      days: { type: "integer", default: 7 },
      unit: { type: "string", default: "day" },
      note: true,
    },
  },
  request: action("", "GET", path, { query: ["days", "unit", "note"] }).request,
});

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
    action("search", "GET", "/search", {
      query: ["size"],
      callsPerMinute: 3,
      declaredPaging: { kind: "none" },
    }),
    action("look-up", "POST", "/look-up", { effect: "read" }),
    action("bare", "POST", "/bare", { source: "contract", inputSchema: { type: "object" } }),
    action("take-ticket", "GET", "/tickets/{{id}}", { effect: "write" }),
    action("pay", "POST", "/payments", {
      request: {
        ...action("", "POST", "/payments").request,
        headers: [
          { name: "X-Trace", value: "1" },
          { name: "Idempotency-Key", value: "of-the-document" },
        ],
      },
    }),
    action("ping", "POST", "/ping", {
      request: { ...action("", "POST", "/ping").request, headers: [{ name: "X-Trace", value: "1" }] },
    }),
    report("contract", "/report"),
    report("openapi", "/imported"),
  ];
  integration = await connectApi(ground, team, { name: "Orders", baseUrl: "https://api.test/v1", actions });
  catalogue = await catalogueOf(ground, team);
});
afterAll(() => ground.close());

const stored = (name: string) => catalogue.storedAction(integration.id, name);

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

  it("has what the action that it fits says of it, as a body that the action does not know is sent", () => {
    const known = prepareCall(catalogue, http("GET", "/search", { query: { made: "up" } }));
    expect(known).toMatchObject({
      call: {
        title: "GET /search",
        actionId: stored("search")?.id,
        actionPath: "/search",
        actionVersion: stored("search")?.version,
        queryNames: ["size"],
        callsPerMinute: 3,
        paging: { kind: "none" },
      },
    });
    const unknown = prepareCall(catalogue, http("GET", "/nowhere", { query: { made: "up" } }));
    expect(unknown).toMatchObject({ call: { actionId: null, actionVersion: 0, queryNames: ["made"] } });
    for (const member of ["actionPath", "callsPerMinute", "tool", "idempotencyHeader"])
      expect(unknown).not.toHaveProperty(["call", member]);
    expect(unknown).not.toHaveProperty(["call", "request", "body"]);
  });

  it("E1: is as much as its action is marked as, if its method says less", () => {
    expect(prepareCall(catalogue, http("GET", "/tickets/7", { query: { made: "up" } }))).toMatchObject({
      call: { effect: "write" },
    });
    expect(prepareCall(catalogue, http("GET", "/nowhere"))).toMatchObject({ call: { effect: "read" } });
    const body = { id: 7 };
    expect(prepareCall(catalogue, http("POST", "/look-up", { body }))).toMatchObject({
      call: { effect: "write" },
    });
    const deleting = http("POST", "/stock/9", { body: { _method: "DELETE" } });
    expect(prepareCall(catalogue, deleting)).toMatchObject({ call: { effect: "destroy" } });
  });

  it("is refused for an integration that is not connected", () => {
    const target = { ...http("GET", "/orders"), integrationId: "int_gone" } as CallTarget;
    expect(prepareCall(catalogue, target)).toEqual({
      ok: false,
      message: "that integration is not connected",
    });
  });
});

describe("C6: a call of an action", () => {
  const of = (name: string, given: Json = {}): CallTarget => ({
    kind: "action",
    actionId: stored(name)?.id ?? "",
    arguments: given,
  });

  it("has the defaults of a contract, and no others", () => {
    const urlOf = (name: string, given: Json) => {
      const prepared = prepareCall(catalogue, of(name, given));
      return prepared.ok ? prepared.call.request.url.split("?")[1] : prepared.message;
    };
    expect(urlOf("contract-report", { unit: "week" })).toBe("days=7&unit=week");
    expect(prepareCall(catalogue, of("bare"))).toMatchObject({ ok: true });
    expect(urlOf("openapi-report", { unit: "week" })).toBe("unit=week");
  });

  it("D3: takes a key in the header that the action sends one in, or that its integration names", () => {
    const headerFor = (name: string, more: Partial<Integration> = {}) => {
      const at = { ...catalogue, integration: () => ({ ...integration, ...more }) };
      const prepared = prepareCall(at, of(name));
      return prepared.ok ? prepared.call.idempotencyHeader : prepared.message;
    };
    expect(headerFor("pay")).toBe("idempotency-key");
    expect(headerFor("ping")).toBeUndefined();
    expect(headerFor("ping", { idempotencyHeader: "X-Once" })).toBe("x-once");
    expect(headerFor("pay", { idempotencyHeader: "X-Once" })).toBe("idempotency-key");
    const tool = { ...catalogue, action: () => ({ ...stored("ping"), tool: { name: "ping", pin: "a" } }) };
    const withHeader = { ...integration, idempotencyHeader: "X-Once" };
    const called = prepareCall({ ...tool, integration: () => withHeader } as Catalogue, of("ping"));
    expect(called).toMatchObject({ call: { tool: { name: "ping", pin: "a" } } });
    expect(called).not.toHaveProperty(["call", "idempotencyHeader"]);
    expect(prepareCall(catalogue, of("ping"))).not.toHaveProperty(["call", "tool"]);
  });

  it("is refused where its arguments would lead elsewhere", () => {
    expect(prepareCall(catalogue, of("get-order", { id: ".." }))).toMatchObject({
      ok: false,
      message: expect.stringContaining("path"),
    });
  });

  it("C8: gives a tool its arguments as one object, and a server of tools has no paths", () => {
    const known = { ...stored("report"), ...report("mcp", "/mcp") };
    const template = {
      ...known.request,
      method: "POST",
      body: { contentType: "application/json", tree: { with: "{{arguments}}" } },
    };
    const tool = {
      ...known,
      id: "act_tool",
      request: { ...template, query: [], placeholders: { arguments: "text" } },
    };
    const server = {
      ...catalogue,
      action: () => tool,
      integration: () => ({ ...integration, kind: "mcp" }),
    } as unknown as Catalogue;
    const target: CallTarget = { kind: "action", actionId: "act_tool", arguments: { unit: "week" } };
    expect(prepareCall(server, target)).toMatchObject({
      call: { request: { body: '{"with":{"unit":"week"}}' } },
    });
    expect(prepareCall(server, http("GET", "/orders"))).toMatchObject({
      ok: false,
      message: expect.stringContaining("it has tools, not paths"),
    });
  });

  it("is refused for an action that is not there, or not any more with an integration", () => {
    const message = "there is no enabled action “act_gone”; look it up with find_actions";
    const gone: CallTarget = { kind: "action", actionId: "act_gone", arguments: {} };
    expect(prepareCall(catalogue, gone)).toEqual({ ok: false, message });
    const alone = { ...catalogue, integration: () => undefined };
    expect(prepareCall(alone, of("pay"))).toMatchObject({
      ok: false,
      message: expect.stringContaining("no enabled action"),
    });
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
