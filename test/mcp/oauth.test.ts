import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listActs } from "../../src/audit/index.ts";
import {
  beginReconnect,
  connectServer,
  disconnectIntegration,
  findIntegration,
  finishConsent,
  listTools,
} from "../../src/integrations/index.ts";
import { newToken } from "../../src/kernel/index.ts";
import { listServer } from "../../src/mcp/index.ts";
import { startMcpServer, type TestMcpServer } from "../support/mcp-server.ts";
import { type OidcServer, startOidcServer } from "../support/oidc-server.ts";
import { type Ground, newTeam, openGround } from "../support/team.ts";

const PUBLIC_URL = "http://chief.test";

let ground: Ground;
let oidc: OidcServer;
let resource = "";
beforeAll(async () => {
  ground = await openGround();
  const redirectUri = `${PUBLIC_URL}/oauth/callback`;
  oidc = await startOidcServer({ redirectUri, registers: true, resource: () => resource });
});
afterAll(async () => {
  await oidc.close();
  await ground.close();
});

const METADATA = "/.well-known/oauth-protected-resource/mcp";

/** An MCP server that takes the tokens of the authorization server that were given for it. */
async function guardedServer(refused: Set<string> = new Set()): Promise<TestMcpServer> {
  const server = await startMcpServer({
    document: (path) =>
      path === METADATA
        ? { resource: server.url, authorization_servers: [oidc.issuer], scopes_supported: ["tools"] }
        : undefined,
    before: async ({ headers }, response) => {
      const token = headers.authorization?.slice("Bearer ".length) ?? "";
      if (!refused.has(token) && (await oidc.audienceOf(token)) === server.url) return false;
      const metadata = `${new URL(server.url).origin}${METADATA}`;
      response.writeHead(401, { "www-authenticate": `Bearer resource_metadata="${metadata}"` }).end();
      return true;
    },
  });
  resource = server.url;
  return server;
}

async function connect(url: string, more = {}) {
  const team = await newTeam(ground);
  const person = { workspaceId: team.workspace.id, by: team.ada.id, browserToken: newToken() };
  const deps = { ...ground, publicUrl: PUBLIC_URL, providers: [] };
  const input = { name: "Guarded", url, auth: "oauth", allowPrivateNetwork: true, ...more };
  return { person, deps, outcome: await connectServer(deps, { ...person, input }) };
}

describe("an MCP server that asks for a person's consent", () => {
  it("is found out about, registered with, consented to, and its tools are looked at (C8)", async () => {
    const refused = new Set<string>();
    const server = await guardedServer(refused);
    const { person, deps, outcome } = await connect(server.url);
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults));
    const { integration } = outcome;
    expect(await listTools(ground.db, integration)).toEqual([]);

    const begun = await beginReconnect(deps, person, { integration, scopes: [] });
    if (!begun.ok) throw new Error(begun.message);
    const asked = new URL(begun.authorizationUrl).searchParams;
    expect(asked.get("resource")).toBe(server.url);
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("scope")?.split(" ")).toContain("tools");

    const callback = new URL(await oidc.consent(begun.authorizationUrl));
    const finished = await finishConsent(deps, person, callback);
    expect(finished).toMatchObject({ ok: true, probe: { health: "healthy" } });
    const acts = await listActs(ground.db, integration.workspaceId, 10);
    expect(acts.map(({ act }) => act)).toEqual(
      expect.arrayContaining(["integration.reconnected", "integration.connected"]),
    );
    expect((await listTools(ground.db, integration)).map(({ name }) => name)).toEqual(["echo"]);

    // A token that the server refuses is renewed, for the same resource, and what was asked is sent again.
    const used = server.requests.at(-1)?.headers.authorization?.slice("Bearer ".length) ?? "";
    refused.add(used);
    const now = await findIntegration(ground.db, integration.workspaceId, integration.id);
    const { origin: _, port } = new URL(server.url);
    const looked = await listServer(ground, {
      workspaceId: integration.workspaceId,
      integrationId: integration.id,
      credentialVersion: now?.credentialVersion ?? 0,
      url: server.url,
      destination: { allowHttp: true, allowPrivateNetwork: true, allowedPorts: [Number(port)] },
    });
    expect(looked.ok).toBe(true);
    const inUse = server.requests.at(-1)?.headers.authorization?.slice("Bearer ".length) ?? "";
    expect(inUse).not.toContain(used);

    // Its metadata also says where it tells when an access ends (C11), and where one is ended (C13).
    const end = await ground.vault.expiryOf({ ...integration, integrationId: integration.id });
    expect(end?.getTime()).toBeGreaterThan(Date.now());
    expect(await disconnectIntegration(ground, integration, person.by)).toEqual({ kind: "revoked" });
    expect(await oidc.audienceOf(inUse)).toBeUndefined();
  });

  it("asks for a client that was registered by hand where it registers none", async () => {
    const api = await startMcpServer({
      before: (_, response) => {
        response.writeHead(401).end();
        return true;
      },
      document: (path) => {
        const { origin } = new URL(api.url);
        return path === "/.well-known/oauth-authorization-server"
          ? {
              issuer: origin,
              authorization_endpoint: `${origin}/authorize`,
              token_endpoint: `${origin}/token`,
              response_types_supported: ["code"],
            }
          : undefined;
      },
    });
    const { outcome } = await connect(api.url);
    expect(outcome).toMatchObject({ ok: false, faults: [{ field: "clientId" }] });
    expect(JSON.stringify(outcome)).toContain(`${PUBLIC_URL}/oauth/callback`);
    const again = await connect(api.url, { clientId: "mine", clientSecret: "s" });
    expect(again.outcome).toMatchObject({ ok: true, integration: { authMethod: "oauth2" } });
  });
});
