import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareCall } from "../../src/execution/index.ts";
import type { PreparedCall } from "../../src/execution/prepared-request.ts";
import { recordReadOf } from "../../src/execution/record-read.ts";
import type { Catalogue, Integration } from "../../src/integrations/index.ts";
import type { Json } from "../../src/kernel/index.ts";
import { action, catalogueOf, connectApi, type Ground, newTeam, openGround } from "../support/team.ts";

let ground: Ground;
let catalogue: Catalogue;
let integration: Integration;

beforeAll(async () => {
  ground = await openGround();
  const team = await newTeam(ground);
  const wantsMore = action("get-part", "GET", "/parts/{{id}}", { query: ["depot"] });
  const actions = [
    action("get-order", "GET", "/orders/{{id}}"),
    action("get-note", "GET", "/notes/{{id}}", { enabled: false }),
    action("take-ticket", "GET", "/tickets/{{id}}", { effect: "write" }),
    { ...wantsMore, inputSchema: { ...wantsMore.inputSchema, required: ["id", "depot"] } },
  ];
  integration = await connectApi(ground, team, { name: "Orders", baseUrl: "https://api.test/v1/", actions });
  catalogue = await catalogueOf(ground, team);
});
afterAll(() => ground.close());

function write(method: string, path: string, body?: Json): PreparedCall {
  const target = { kind: "http", integrationId: integration.id, method, path, query: {} } as const;
  const prepared = prepareCall(catalogue, { ...target, ...(body === undefined ? {} : { body }) });
  if (!prepared.ok) throw new Error(prepared.message);
  return prepared.call;
}
const readOf = (call: PreparedCall, of = integration) => recordReadOf(catalogue, of, call);
const at = (call: PreparedCall, url: string) => ({ ...call, request: { ...call.request, url } });

describe("E2: the read of the record that a write is about", () => {
  it.each(["PATCH", "PUT", "DELETE"])("is the GET at the path of a %s", (method) => {
    const body = method === "DELETE" ? undefined : { status: "paid" };
    const read = readOf(write(method, "/orders/A%207", body));
    expect(read?.target).toEqual({
      kind: "action",
      actionId: catalogue.storedAction(integration.id, "get-order")?.id,
      arguments: { id: "A 7" },
    });
    expect(read?.call).toMatchObject({
      title: "get-order",
      effect: "read",
      request: { method: "GET", url: "https://api.test/v1/orders/A%207" },
    });
  });

  it("is found whatever the write has for a query", () => {
    const call = write("DELETE", "/orders/7");
    expect(readOf(at(call, `${call.request.url}?force=true`))?.call.request.url).toBe(
      "https://api.test/v1/orders/7",
    );
  });

  it("is none for what makes something new, and for what changes nothing", () => {
    expect(readOf(write("POST", "/orders/7", { status: "paid" }))).toBeUndefined();
    expect(readOf({ ...write("PUT", "/orders/7", {}), effect: "read" })).toBeUndefined();
    expect(readOf({ ...write("GET", "/orders/7"), effect: "write" })).toBeUndefined();
  });

  it.each([
    ["is not in the catalogue", "/stock/7"],
    ["is switched off", "/notes/7"],
    ["is marked as a write", "/tickets/7"],
    ["needs more than stands in the path", "/parts/7"],
    ["would ask at another address", "/orders/7/"],
  ])("is none where the read %s", (_what, path) => {
    expect(readOf(write("DELETE", path))).toBeUndefined();
  });

  it("is none for an address that is not below the base URL", () => {
    const call = write("DELETE", "/orders/7");
    for (const url of [
      "https://other.test/v1/orders/7",
      "https://api.test/v2/orders/7",
      "https://api.test/v1x/orders/7",
      "http://api.test/v1/orders/7",
      "/v1/orders/7",
    ])
      expect(readOf(at(call, url)), url).toBeUndefined();
    expect(readOf(call, { ...integration, baseUrl: "not a URL" })).toBeUndefined();
  });
});
