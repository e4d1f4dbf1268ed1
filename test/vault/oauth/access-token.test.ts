import { generateKeyPairSync } from "node:crypto";
import { OAuth2Server } from "oauth2-mock-server";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Credential, credentialSchema, withNetwork } from "../../../src/vault/index.ts";
import { findToken } from "../../../src/vault/oauth/tokens-store.ts";
import { NOON, newVaultKey, openVault, sharedVaultDatabase } from "../vault-under-test.ts";
import { json, startTokenServer, type TokenServer } from "./token-server.ts";

const vaultDatabase = sharedVaultDatabase();

const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };
const REQUEST = { url: "https://api.test/v1?a=1", headers: {} };
const minutesAfterNoon = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

function entered(credential: Record<string, string>): Credential {
  return withNetwork(credentialSchema.parse(credential), true);
}

const consent = (tokenUrl: string) =>
  entered({
    method: "oauth2",
    authorizationUrl: "http://127.0.0.1/authorize",
    tokenUrl,
    clientId: "chief",
    clientSecret: "client-secret",
    scopes: "read write",
  });

/** A connection that was granted a token for an hour at noon, by a server that rotates strictly. */
async function connected(server: TokenServer) {
  const db = await vaultDatabase();
  const key = newVaultKey();
  const first = await openVault(db, key);
  const credentialVersion = await db.transaction((tx) =>
    first.vault.saveCredential(tx, {
      ...ORDERS,
      credential: consent(server.url),
      by: "mem_ada",
      granted: { accessToken: "access-1", refreshToken: server.current(), expiresInSeconds: 3600 },
    }),
  );
  const ask = { ...ORDERS, ...REQUEST, credentialVersion };
  return { db, key, ...first, ask };
}

const authorizationIn = (signed: unknown) =>
  (signed as { headers?: Record<string, string> }).headers?.["authorization"];

describe("C2: a connection by consent", () => {
  it("signs with the token it was granted, and asks nobody while that is not due", async () => {
    const server = await startTokenServer();
    const { vault, ask, clock } = await connected(server);
    clock.now = minutesAfterNoon(44);
    const signed = await vault.signRequest(ask);
    expect(signed).toMatchObject({ ok: true, credentialHeaders: ["authorization"], renewable: 1 });
    expect(authorizationIn(signed)).toBe("Bearer access-1");
    expect(server.asked).toEqual([]);
  });

  it("renews at 80 % of the token's life, and keeps the new refresh token before anybody uses the new token", async () => {
    const server = await startTokenServer();
    const { vault, ask, clock, db } = await connected(server);
    clock.now = minutesAfterNoon(48);
    expect(authorizationIn(await vault.signRequest(ask))).toBe("Bearer access-2");
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.get("refresh_token")).toBe("refresh-1");
    const given = Buffer.from(server.authorizations[0]?.replace("Basic ", "") ?? "", "base64").toString();
    expect(given, "as a form writes them, which leaves the hyphen alone").toBe("chief:client-secret");
    clock.now = minutesAfterNoon(48 + 48);
    expect(authorizationIn(await vault.signRequest(ask))).toBe("Bearer access-3");
    expect(server.asked[1]?.get("refresh_token")).toBe("refresh-2");
    expect(await findToken(db, ORDERS)).toMatchObject({ version: 3, leaseOwner: null });
  });

  it("renews once when the API refuses the token, however many were refused it", async () => {
    const server = await startTokenServer();
    const { vault, ask } = await connected(server);
    const signed = await Promise.all(
      Array.from({ length: 8 }, () => vault.signRequest({ ...ask, refusedToken: 1 })),
    );
    expect(new Set(signed.map(authorizationIn))).toEqual(new Set(["Bearer access-2"]));
    expect(server.asked).toHaveLength(1);
  });

  it("renews once for 16 users of three replicas, round after round", async () => {
    const server = await startTokenServer();
    const { db, key, ask } = await connected(server);
    const replicas = await Promise.all([openVault(db, key), openVault(db, key), openVault(db, key)]);
    for (let round = 1; round <= 3; round++) {
      for (const { clock } of replicas) clock.now = minutesAfterNoon(round * 61);
      const signed = await Promise.all(
        Array.from({ length: 16 }, (_, user) => replicas[user % 3]?.vault.signRequest(ask)),
      );
      const used = new Set(signed.map((one) => authorizationIn(one)?.replace("Bearer ", "") ?? "none"));
      expect([...used].every(server.isGood)).toBe(true);
      expect(server.asked).toHaveLength(round);
    }
  });

  it("says that a new consent is needed when the provider ended the grant, and does not ask it again", async () => {
    const server = await startTokenServer();
    const { vault, ask, clock } = await connected(server);
    server.answer((_form, response) => json(response, 400, { error: "invalid_grant" }));
    clock.now = minutesAfterNoon(61);
    const refused = {
      ok: false,
      reason: "reconnect",
      message: expect.stringMatching(/consent.*Reconnect it/),
    };
    expect(await vault.signRequest(ask)).toMatchObject(refused);
    expect(await vault.signRequest(ask)).toMatchObject(refused);
    expect(server.asked).toHaveLength(1);
  });

  it.each([
    ["503", 503],
    ["429", 429],
    ["500 with a code", 500],
  ])(
    "takes %s for trouble that passes: uses the old token while it lives, rests, and tries again",
    async (_, status) => {
      const server = await startTokenServer();
      const { vault, ask, clock } = await connected(server);
      server.answer((_form, response) => json(response, status, { error: "server_error" }));
      clock.now = minutesAfterNoon(50);
      expect(authorizationIn(await vault.signRequest(ask))).toBe("Bearer access-1");
      expect(authorizationIn(await vault.signRequest(ask))).toBe("Bearer access-1");
      expect(server.asked).toHaveLength(1);
      clock.now = minutesAfterNoon(61);
      expect(await vault.signRequest(ask)).toMatchObject({ ok: false, reason: "no_token" });
      expect(server.asked).toHaveLength(2);
      expect(await vault.signRequest(ask)).toMatchObject({
        ok: false,
        reason: "no_token",
        message: expect.stringMatching(/next attempt is in \d+ s/),
      });
      expect(server.asked).toHaveLength(2);
      server.answer();
      clock.now = minutesAfterNoon(63);
      expect(authorizationIn(await vault.signRequest(ask))).toBe("Bearer access-2");
    },
  );

  it("does not blame the consent when the client's own secret is refused", async () => {
    const server = await startTokenServer();
    const { vault, ask, clock } = await connected(server);
    server.answer((_form, response) => json(response, 401, { error: "invalid_client" }));
    clock.now = minutesAfterNoon(61);
    expect(await vault.signRequest(ask)).toMatchObject({
      ok: false,
      reason: "no_token",
      message: expect.stringContaining("client id or secret"),
    });
  });

  it("tries the old token once more after an answer that broke off, and lets the answer to that decide", async () => {
    const server = await startTokenServer();
    const { vault, ask, clock } = await connected(server);
    let isCut = false;
    server.answer((_form, response) => {
      if (isCut)
        return json(response, 200, { access_token: "by-grace", token_type: "bearer", expires_in: 3600 });
      isCut = true;
      response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
      response.write('{"access_token":"acc', () => response.destroy());
    });
    clock.now = minutesAfterNoon(61);
    expect(authorizationIn(await vault.signRequest(ask))).toBe("Bearer by-grace");
    expect(server.asked.map((form) => form.get("refresh_token"))).toEqual(["refresh-1", "refresh-1"]);
  });

  it("has no token of an older consent, and none after it was disconnected", async () => {
    const server = await startTokenServer();
    const { vault, ask, db } = await connected(server);
    const version = await db.transaction((tx) =>
      vault.saveCredential(tx, { ...ORDERS, credential: consent(server.url), by: "mem_ada" }),
    );
    expect(await vault.signRequest(ask)).toMatchObject({ ok: false, reason: "stale_version" });
    expect(await vault.signRequest({ ...ask, credentialVersion: version })).toMatchObject({
      ok: false,
      reason: "reconnect",
    });
    await db.transaction((tx) => vault.deleteCredential(tx, ORDERS));
    expect(await findToken(db, ORDERS)).toBeUndefined();
  });
});

describe("C2: credentials that get their own tokens", () => {
  async function mockServer() {
    const server = new OAuth2Server();
    await server.issuer.keys.generate("RS256");
    await server.start(0, "127.0.0.1");
    onTestFinished(() => server.stop());
    return { server, tokenUrl: `http://127.0.0.1:${server.address().port}/token` };
  }

  async function signed(credential: Credential) {
    const db = await vaultDatabase();
    const { vault } = await openVault(db, newVaultKey());
    const credentialVersion = await db.transaction((tx) =>
      vault.saveCredential(tx, { ...ORDERS, credential, by: "mem_ada" }),
    );
    const ask = { ...ORDERS, ...REQUEST, credentialVersion };
    return [await vault.signRequest(ask), await vault.signRequest(ask)];
  }

  it("client credentials: by RFC 6749 section 4.4, once until it is due", async () => {
    const { server, tokenUrl } = await mockServer();
    let asked = 0;
    server.service.on("beforeResponse", () => {
      asked += 1;
    });
    const credential = entered({
      method: "oauth2_client",
      tokenUrl,
      clientId: "chief",
      clientSecret: "client-secret",
      scopes: "orders:read",
    });
    const [first, second] = await signed(credential);
    expect(authorizationIn(first)).toMatch(/^Bearer ey/);
    expect(authorizationIn(second)).toBe(authorizationIn(first));
    expect(asked).toBe(1);
  });

  it("service account: by an assertion that its key signed, RFC 7523", async () => {
    const server = await startTokenServer();
    server.answer((_form, response) =>
      json(response, 200, { access_token: "sa-token", token_type: "Bearer", expires_in: 3599 }),
    );
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = JSON.stringify({
      type: "service_account",
      client_email: "robot@project.iam.test",
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
      private_key_id: "key-1",
      token_uri: server.url,
    });
    const credential = entered({
      method: "service_account",
      key,
      scopes: "drive.readonly",
      subject: "ada@x.test",
    });
    const [first, second] = await signed(credential);
    expect(authorizationIn(first)).toBe("Bearer sa-token");
    expect(authorizationIn(second)).toBe("Bearer sa-token");
    expect(server.asked).toHaveLength(1);
    const form = server.asked[0];
    expect(form?.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    expect(form?.has("client_id")).toBe(false);
    const { jwtVerify } = await import("jose");
    const { createPublicKey } = await import("node:crypto");
    const { payload, protectedHeader } = await jwtVerify(
      form?.get("assertion") ?? "",
      createPublicKey(privateKey),
      { audience: server.url, currentDate: NOON },
    );
    expect(payload).toMatchObject({
      iss: "robot@project.iam.test",
      sub: "ada@x.test",
      scope: "drive.readonly",
    });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: "key-1" });
  });

  it("a key file that is none is refused beside its field", () => {
    const faults = ["{", "{}", '{"client_email":"a@b","private_key":"nonsense"}'].map((key) =>
      credentialSchema
        .safeParse({ method: "service_account", key, scopes: "" })
        .error?.issues.map(({ path }) => path),
    );
    expect(faults).toEqual([[["key"]], [["key"]], [["key"]]]);
  });
});
