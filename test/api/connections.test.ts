import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listActs } from "../../src/audit/index.ts";
import { openSessions } from "../../src/web/index.ts";
import { startMcpServer, textTool } from "../support/mcp-server.ts";
import { action, connectApi, newTeam } from "../support/team.ts";
import { type OpenApi, openApi } from "./open-api.ts";

let api: OpenApi;
let ada: string;
let bob: string;

beforeAll(async () => {
  api = await openApi();
  ada = await api.tokenOf(api.team.ada);
  bob = await api.tokenOf(api.team.bob);
});
afterAll(() => api.close());

const asAda = (request: string, body?: unknown) => api.send(request, { token: ada, body });

async function connectServer(name: string, url: string, more: object = {}) {
  return asAda("POST /mcp-servers", { name, url, auth: "none", allowPrivateNetwork: true, ...more });
}

describe("H3, C8: MCP servers through the API", () => {
  it("are connected with their tools off, which are switched on and marked one by one", async () => {
    const mcp = await startMcpServer({ tools: [textTool("look-up"), textTool("send-mail")] });
    const { status, json } = await connectServer("Mail Tools", mcp.url);
    expect(status).toBe(201);
    expect(json.probe.health).toBe("healthy");
    expect(json.integration).toMatchObject({ kind: "mcp", actions: { total: 2, enabled: 0 } });
    const at = `/mcp-servers/${json.integration.id}/tools`;
    const listed = await api.send(`GET ${at}`, { token: bob });
    expect(listed.json.server).toMatchObject({ name: "Test server", version: "1.0.0", leftOut: [] });
    const [lookUp, sendMail] = listed.json.items;
    expect(lookUp).toMatchObject({ name: "look-up", effect: "write", enabled: false, state: "accepted" });
    expect(sendMail.definition).toMatchObject({ name: "send-mail", inputSchema: { required: ["text"] } });
    const marked = await asAda(`POST ${at}/${lookUp.actionId}/decision`, {
      decision: "read",
      pin: lookUp.pin,
    });
    expect([marked.status, marked.json.effect]).toEqual([200, "read"]);
    const on = await asAda(`PATCH /actions/${lookUp.actionId}`, { enabled: true });
    expect(on.json).toMatchObject({ name: "look-up", enabled: true, effect: "read" });
    const acts = await listActs(api.ground.db, api.team.workspace.id, 20);
    expect(acts.map(({ act }) => act)).toEqual(
      expect.arrayContaining(["integration.connected", "mcp.tool_marked"]),
    );
  });

  it("whose tool changes: it is off until exactly what is offered was accepted", async () => {
    const mcp = await startMcpServer({ tools: [textTool("look-up")] });
    const { json } = await connectServer("Changing Tools", mcp.url);
    const at = `/mcp-servers/${json.integration.id}/tools`;
    const toolNow = async () => (await asAda(`GET ${at}`)).json.items[0];
    const first = await toolNow();
    await asAda(`PATCH /actions/${first.actionId}`, { enabled: true });
    const test = () => asAda(`POST /integrations/${json.integration.id}/test`);
    mcp.tools = [textTool("look-up", { description: "Looks up, and mails what it finds" })];
    await test();
    const seen = await toolNow();
    expect(seen).toMatchObject({ state: "changed", enabled: false, pin: first.pin });
    expect(seen.offered.definition.description).toContain("mails");
    mcp.tools = [textTool("look-up", { description: "Looks up, and deletes what it finds" })];
    await test();
    const decide = (decision: string, pin: string) =>
      asAda(`POST ${at}/${first.actionId}/decision`, { decision, pin });
    const late = await decide("accept", seen.offered.pin);
    expect([late.status, late.json.code]).toEqual([409, "api.moved"]);
    const now = await toolNow();
    expect((await decide("keep_off", now.offered.pin)).json).toMatchObject({ state: "kept_off" });
    const accepted = await decide("accept", now.offered.pin);
    expect(accepted.json).toMatchObject({ state: "accepted", enabled: true, offered: null });
    expect(accepted.json.pin).toBe(now.offered.pin);
  });

  it("say what is wrong with what was sent, field by field, and take nothing that is not named", async () => {
    const odd = await connectServer("Odd", "npx some-server", { auth: "magic" });
    expect(odd.status).toBe(400);
    expect(odd.json.errors.map(({ field }: { field: string }) => field)).toEqual(["url", "auth"]);
    const open = await connectServer("Open", "http://127.0.0.1:1/mcp", { allowPrivateNetwork: false });
    expect(open.json.detail).toContain("Use https");
    const more = await connectServer("More", "https://mcp.example.com/mcp", { command: "npx" });
    expect(more.json.detail).toContain("accepted: name, url");
  });

  it("are not what an API is, and an unknown tool is not there", async () => {
    const { id } = await connectApi(api.ground, api.team, {
      name: "Plain API",
      baseUrl: "http://127.0.0.1:1",
      actions: [action("list-things", "GET", "/things")],
    });
    const none = await asAda(`GET /mcp-servers/${id}/tools`);
    expect([none.status, none.json.detail]).toEqual([404, "There is no such MCP server."]);
    const mcp = await startMcpServer({ tools: [] });
    const { json } = await connectServer("Empty Tools", mcp.url);
    const at = `POST /mcp-servers/${json.integration.id}/tools/act_none/decision`;
    expect((await asAda(at, { decision: "read", pin: "x" })).status).toBe(404);
  });
});

describe("H3, C3: the client of a well-known API", () => {
  it("is set once, after which people can consent; its secret is in no answer and on no record", async () => {
    const of = async () =>
      (await asAda("GET /providers?limit=200")).json.items.find(({ id }: { id: string }) => id === "github");
    const before = await of();
    expect(before).toMatchObject({ isReady: false, clientId: null });
    expect(before.redirectUri).toBe("http://chief.test/oauth/callback/github");
    const wrong = await asAda("PUT /providers/github/client", { clientId: "a b", clientSecret: "" });
    expect(wrong.status).toBe(422);
    expect(wrong.json.errors.map(({ field }: { field: string }) => field)).toEqual([
      "clientId",
      "clientSecret",
    ]);
    expect((await asAda("PUT /providers/nobody/client", { clientId: "a", clientSecret: "b" })).status).toBe(
      404,
    );
    const client = { clientId: "Iv1.chief", clientSecret: "hush-hush-hush" };
    const set = await asAda("PUT /providers/github/client", client);
    expect(set.json).toMatchObject({ isReady: true, clientId: "Iv1.chief" });
    expect(await of()).toEqual(set.json);
    const acts = JSON.stringify(await listActs(api.ground.db, api.team.workspace.id, 20));
    expect(acts).toContain("provider.client_saved");
    expect(set.text + acts).not.toContain(client.clientSecret);
  });
});

describe("H3: what is known of a connection", () => {
  it("its health, its scopes, and what rests on it", async () => {
    const { id } = await connectApi(api.ground, api.team, {
      name: "Worn API",
      baseUrl: "http://127.0.0.1:1",
      actions: [action("list-worn", "GET", "/things")],
    });
    await asAda(`POST /integrations/${id}/test`);
    const health = await api.send(`GET /integrations/${id}/health`, { token: bob });
    expect(health.json).toMatchObject({ expiresAt: null, events: [{ health: "failing" }] });
    const scopes = await api.send(`GET /integrations/${id}/scopes`, { token: bob });
    expect(scopes.json).toEqual({ granted: null, offered: [], gained: [], lost: [] });
    await asAda("POST /schedules", {
      request: "GET /things from the Worn API",
      times: "every weekday at 9",
      channel: "#ops",
    });
    const { items } = (await asAda(`GET /integrations/${id}/dependents`)).json;
    expect(items).toEqual([
      {
        kind: "schedule",
        name: "GET /things from the Worn API",
        nextFireAt: expect.stringMatching(/T\d\d:00:00/),
      },
    ]);
    expect((await asAda(`DELETE /integrations/${id}/drift`)).status).toBe(204);
  });
});

describe("H3, I5: sessions through the API", () => {
  it("are listed and ended by who they are of, and by nobody else", async () => {
    const team = await newTeam(api.ground);
    const [mine, other] = [await api.tokenOf(team.ada), await api.tokenOf(team.bob)];
    const { sessions } = api.rooms;
    const owner = { workspaceId: team.workspace.id, memberId: team.ada.id };
    const begin = (browser: string) => openSessions(api.ground).begin({ ...owner, browser });
    const { token } = await begin("Firefox on Linux");
    await begin("Safari on iPhone");
    const listed = await api.send("GET /sessions", { token: mine });
    expect(listed.json.items.map(({ browser }: { browser: string }) => browser).sort()).toEqual([
      "Firefox on Linux",
      "Safari on iPhone",
    ]);
    expect(listed.text).not.toContain(token);
    expect(listed.text).not.toContain("Hash");
    const [{ id }] = listed.json.items;
    expect((await api.send(`DELETE /sessions/${id}`, { token: other })).status).toBe(404);
    expect((await api.send(`DELETE /sessions/${id}`, { token: mine })).status).toBe(204);
    expect(await sessions.listOf(owner)).toHaveLength(1);
    expect((await api.send("DELETE /sessions", { token: mine })).status).toBe(204);
    expect(await sessions.listOf(owner)).toEqual([]);
  });
});
