import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Db } from "../../../src/database/index.ts";
import { newToken } from "../../../src/kernel/index.ts";
import { type ConsentFinished, type OAuth2Credential, standardRevocation } from "../../../src/vault/index.ts";
import { OIDC_CLIENT, type OidcServer, startOidcServer } from "../../support/oidc-server.ts";
import { json, recordingApi } from "../../support/recording-api.ts";
import { NOON, newVaultKey, openVault, sharedVaultDatabase } from "../vault-under-test.ts";

const vaultDatabase = sharedVaultDatabase();

const REDIRECT = "http://127.0.0.1:1/oauth/callback";
const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };

let oidc: OidcServer;
beforeAll(async () => {
  oidc = await startOidcServer({ redirectUri: REDIRECT });
});
afterAll(() => oidc.close());

let db: Db;
let opened: Awaited<ReturnType<typeof openVault>>;
beforeEach(async () => {
  db = await vaultDatabase();
  opened = await openVault(db, newVaultKey());
});

const ada = { workspaceId: "ws_1", memberId: "mem_ada", browserToken: newToken() };

function credential(server = oidc.server): OAuth2Credential {
  return { method: "oauth2", server, client: OIDC_CLIENT, scopes: ["openid", "offline_access"] };
}

async function begin(of = credential()): Promise<string> {
  const begun = await opened.vault.oauth.begin({
    ...ada,
    of,
    redirectUri: REDIRECT,
    subject: { integrationId: ORDERS.integrationId },
  });
  if (!begun.ok) throw new Error(begun.message);
  return begun.authorizationUrl;
}

/** The address that Ada's browser comes back to, after she agreed. */
const comeBack = async () => new URL(await oidc.consent(await begin()));

const finish = (callback: URL, person = ada) => opened.vault.oauth.finish({ ...person, callback });

async function store(given: ConsentFinished): Promise<number> {
  if (!given.ok) throw new Error(given.message);
  return db.transaction((tx) => given.store(tx, { ...ORDERS, by: "mem_ada" }));
}

async function tokenOf(credentialVersion: number, refusedToken?: number) {
  const ask = { ...ORDERS, credentialVersion, url: "https://api.test/", headers: {} };
  const signed = await opened.vault.signRequest(refusedToken === undefined ? ask : { ...ask, refusedToken });
  if (!signed.ok) return { token: "", renewable: undefined, reason: signed.reason };
  return { token: signed.headers["authorization"]?.slice(7) ?? "", renewable: signed.renewable };
}

const changed = (url: URL, name: string, value: string | null) => {
  const copy = new URL(url);
  if (value === null) copy.searchParams.delete(name);
  else copy.searchParams.set(name, value);
  return copy;
};

describe("C2: a consent at a certified server", () => {
  it("gives a token that works, is renewed with rotation, and is ended by revoking", async () => {
    const given = await finish(await comeBack());
    expect(given).toMatchObject({ ok: true, subject: { integrationId: "int_orders" } });
    const version = await store(given);
    const first = await tokenOf(version);
    expect(await oidc.statusOf(first.token)).toBe(200);

    const second = await tokenOf(version, first.renewable);
    const third = await tokenOf(version, second.renewable);
    expect(new Set([first.token, second.token, third.token]).size).toBe(3);
    expect(await oidc.statusOf(third.token)).toBe(200);

    expect(await opened.vault.oauth.revoke(ORDERS)).toEqual({ kind: "revoked" });
    expect(await oidc.statusOf(third.token)).toBe(401);
    expect(await tokenOf(version, third.renewable)).toMatchObject({ reason: "reconnect" });
  });

  it("C11: is asked when what renews its access ends (RFC 7662), and says nothing of what it ended", async () => {
    const { introspectionUrl: _url, ...silent } = oidc.server;
    await store(await finish(await comeBack()));
    const end = await opened.vault.expiryOf(ORDERS);
    const hoursLeft = ((end?.getTime() ?? 0) - Date.now()) / 3_600_000;
    expect(hoursLeft).toBeGreaterThan(23);
    expect(hoursLeft).toBeLessThanOrEqual(24);
    await opened.vault.oauth.revoke(ORDERS);
    expect(await opened.vault.expiryOf(ORDERS)).toBeUndefined();

    await store(await finish(new URL(await oidc.consent(await begin(credential(silent))))));
    expect(await opened.vault.expiryOf(ORDERS)).toBeUndefined();
  });

  it("C11: one that cannot be reached, or says no instant, is no trouble", async () => {
    const answers = [
      { active: true },
      { active: true, exp: "soon" },
      { active: true, exp: 1e300 },
      "no JSON",
    ];
    const api = await recordingApi((_request, response) => json(response, answers.shift() ?? {}));
    const granted = { accessToken: "a" };
    const place = { ...ORDERS, by: "mem_ada", granted };
    const save = (introspectionUrl: string) =>
      db.transaction((tx) =>
        opened.vault.saveCredential(tx, {
          ...place,
          credential: credential({ ...oidc.server, introspectionUrl }),
        }),
      );
    await save(`${api.origin}/introspect`);
    while (answers.length > 0) expect(await opened.vault.expiryOf(ORDERS)).toBeUndefined();
    expect(api.requests[0]?.body).toContain("token_type_hint=access_token");
    await save("http://127.0.0.1:9/introspect");
    expect(await opened.vault.expiryOf(ORDERS)).toBeUndefined();
  });

  it("asks with a state of 256 bits and an S256 challenge, and keeps neither state nor verifier in clear", async () => {
    const asked = new URL(await begin()).searchParams;
    expect(Buffer.from(asked.get("state") ?? "", "base64url")).toHaveLength(32);
    expect(asked.get("code_challenge_method")).toBe("S256");
    const { rows } = await db.execute("select * from oauth_consents");
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(asked.get("state"));
  });

  it("C13: revokes as a public client by its id alone (RFC 7009, section 2.1)", async () => {
    const api = await recordingApi((_request, response) => json(response, {}));
    const revocation = standardRevocation(`${api.origin}/revoke`);
    await db.transaction((tx) =>
      opened.vault.saveCredential(tx, {
        ...ORDERS,
        credential: { ...credential({ ...oidc.server, revocation }), client: { id: "chief-in-public" } },
        by: "mem_ada",
        granted: { accessToken: "a", refreshToken: "r" },
      }),
    );
    expect(await opened.vault.oauth.revoke(ORDERS)).toEqual({ kind: "revoked" });
    expect(Object.fromEntries(new URLSearchParams(api.requests[0]?.body))).toEqual({
      token: "r",
      client_id: "chief-in-public",
    });
  });

  it("says that a server which is away cannot revoke, and throws nothing", async () => {
    const given = await finish(await comeBack());
    const away = {
      ...oidc.server.revocation,
      url: "http://127.0.0.1:9/revoke",
    } as OidcServer["server"]["revocation"];
    const version = await store(given);
    expect(version).toBe(1);
    const revocation = away ? { revocation: away } : {};
    await db.transaction((tx) =>
      opened.vault.saveCredential(tx, {
        ...ORDERS,
        credential: credential({ ...oidc.server, ...revocation }),
        by: "mem_ada",
        granted: { accessToken: "a", refreshToken: "r" },
      }),
    );
    expect(await opened.vault.oauth.revoke(ORDERS)).toMatchObject({ kind: "failed" });
  });
});

describe("C2: what is refused on the way back", () => {
  it("the same answer a second time", async () => {
    const callback = await comeBack();
    expect((await finish(callback)).ok).toBe(true);
    expect(await finish(callback)).toMatchObject({ ok: false, reason: "no_such" });
  });

  it("two at once: one is taken", async () => {
    const callback = await comeBack();
    const outcomes = await Promise.all([finish(callback), finish(callback)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it.each([
    ["an unknown state", (url: URL) => changed(url, "state", newToken()), "no_such"],
    ["no state", (url: URL) => changed(url, "state", null), "no_such"],
    ["a state that is there twice", (url: URL) => new URL(`${url}&state=${newToken()}`), "no_such"],
    ["another issuer", (url: URL) => changed(url, "iss", "https://evil.test"), "sender"],
    ["no issuer, where it promised one", (url: URL) => changed(url, "iss", null), "sender"],
    ["a code that is there twice", (url: URL) => new URL(`${url}&code=abc`), "provider"],
    ["another path", (url: URL) => new URL(url.href.replace("/callback", "/callback/github")), "no_such"],
  ])("%s", async (_what, tamper, reason) => {
    expect(await finish(tamper(await comeBack()))).toMatchObject({ ok: false, reason });
  });

  it("a person who said no", async () => {
    const url = new URL(await begin());
    const callback = new URL(REDIRECT);
    callback.searchParams.set("state", url.searchParams.get("state") ?? "");
    callback.searchParams.set("iss", oidc.issuer);
    callback.searchParams.set("error", "access_denied");
    callback.searchParams.set("error_description", "<b>no</b>");
    const refused = await finish(callback);
    expect(refused).toMatchObject({ ok: false, reason: "denied" });
    expect(JSON.stringify(refused)).not.toContain("<b>");
  });

  it("the code of another consent: its verifier does not fit", async () => {
    const [own, other] = [await comeBack(), await comeBack()];
    const injected = changed(own, "code", other.searchParams.get("code"));
    expect(await finish(injected)).toMatchObject({
      ok: false,
      reason: "provider",
      message: expect.stringContaining("invalid_grant"),
    });
  });

  it("another browser, another member, another workspace; the one who began can still finish", async () => {
    const callback = await comeBack();
    const strangers = [
      { ...ada, browserToken: newToken() },
      { ...ada, memberId: "mem_mallory" },
      { ...ada, workspaceId: "ws_2" },
    ];
    for (const stranger of strangers)
      expect(await finish(callback, stranger)).toMatchObject({ ok: false, reason: "no_such" });
    expect(await finish(callback, strangers[0])).toMatchObject({
      message: expect.stringContaining("another browser"),
    });
    expect(await finish(callback, strangers[1])).toMatchObject({
      message: expect.stringContaining("somebody else"),
    });
    expect((await finish(callback)).ok).toBe(true);
  });

  it("an answer after ten minutes", async () => {
    const callback = await comeBack();
    opened.clock.now = new Date(NOON.getTime() + 10 * 60_000);
    expect(await finish(callback)).toMatchObject({ ok: false, reason: "no_such" });
  });
});
