import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Credential } from "../../src/vault/index.ts";
import { newVaultKey, openVault, sharedVaultDatabase } from "./vault-under-test.ts";

const vaultDatabase = sharedVaultDatabase();

const CANARY = "canary/4711+key?&ü";
const ASCII_CANARY = "canary/4711+key?&%";
const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };

const CREDENTIALS: [string, Credential, string][] = [
  ["bearer", { method: "bearer", token: ASCII_CANARY }, ASCII_CANARY],
  [
    "api_key",
    {
      method: "api_key",
      keys: [
        { in: "header", name: "x-key", value: ASCII_CANARY },
        { in: "query", name: "key", value: ASCII_CANARY },
      ],
    },
    ASCII_CANARY,
  ],
  ["basic", { method: "basic", username: "ada", password: CANARY }, CANARY],
  ["basic with the key as user name", { method: "basic", username: CANARY, password: "" }, CANARY],
];

/** No token URL answers there, so these sign nothing; their secrets are known as soon as they are opened. */
const NOWHERE = "http://127.0.0.1:9/token";
const KEY = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
const PEM = String(KEY.export({ type: "pkcs8", format: "pem" }));

const TOKEN_CREDENTIALS: [string, Credential, string][] = [
  [
    "client credentials",
    {
      method: "oauth2_client",
      tokenUrl: NOWHERE,
      clientId: "chief",
      clientSecret: ASCII_CANARY,
      clientAuth: "post",
      scopes: [],
      allowPrivateNetwork: true,
    },
    ASCII_CANARY,
  ],
  [
    "service account",
    {
      method: "service_account",
      clientEmail: "robot@project.test",
      privateKey: PEM,
      tokenUrl: NOWHERE,
      scopes: [],
      allowPrivateNetwork: true,
    },
    PEM,
  ],
  ["a consent's client secret", consentWith({ secret: ASCII_CANARY }), ASCII_CANARY],
];

function consentWith(client: { secret?: string }): Credential {
  return {
    method: "oauth2",
    server: { authorizationUrl: NOWHERE, tokenUrl: NOWHERE, clientAuth: "post", allowPrivateNetwork: true },
    client: { id: "chief", ...client },
    scopes: [],
  };
}

const ENCODINGS: [string, (text: string) => string][] = [
  ["raw", (text) => text],
  ["URL", encodeURIComponent],
  ["form", (text) => new URLSearchParams({ "": text }).toString().slice(1)],
  ["JSON", (text) => JSON.stringify(text).slice(1, -1)],
  ["hex", (text) => Buffer.from(text).toString("hex")],
  ["base64", (text) => Buffer.from(text).toString("base64")],
  ["base64url", (text) => Buffer.from(text).toString("base64url")],
  ["base64 after one byte", (text) => Buffer.from(`x${text}`).toString("base64")],
  ["base64 after two bytes", (text) => Buffer.from(`xx${text}`).toString("base64")],
];

/** An encoded text without the characters at its ends that also depend on what stands next to it. */
function coreOf(encoded: string): string {
  return encoded.replace(/=+$/, "").slice(3, -3);
}

function expectMasked(
  { logger, log }: Pick<Awaited<ReturnType<typeof openVault>>, "logger" | "log">,
  signed: unknown,
  canary: string,
): void {
  logger.info({ signed }, "what was sent");
  logger.error({ err: new Error(`failed: ${JSON.stringify(signed)}`) }, "what an error says");
  for (const [, encode] of ENCODINGS) logger.info({ echo: encode(canary) }, `echo ${encode(canary)}`);
  const text = log.join("");
  expect(log.length).toBeGreaterThanOrEqual(2 + ENCODINGS.length);
  expect(text).toContain("[secret]");
  for (const [encoding, encode] of ENCODINGS) expect(text, encoding).not.toContain(coreOf(encode(canary)));
}

describe("I2: a credential that was used", () => {
  it.each(CREDENTIALS)("is in no log line in any encoding: %s", async (_method, credential, canary) => {
    const db = await vaultDatabase();
    const key = newVaultKey();
    const saver = await openVault(db, key);
    const version = await db.transaction((tx) =>
      saver.vault.saveCredential(tx, { ...ORDERS, credential, by: "mem_ada" }),
    );
    // A second replica has never seen it typed; it learns it by signing.
    const user = await openVault(db, key);
    const signed = await user.vault.signRequest({
      ...ORDERS,
      credentialVersion: version,
      url: "https://api.test/v1?a=1",
      headers: {},
    });
    expect(signed.ok).toBe(true);
    for (const replica of [saver, user]) expectMasked(replica, signed, canary);
  });

  it.each(TOKEN_CREDENTIALS)("is in no log line in any encoding: %s", async (_method, credential, canary) => {
    const db = await vaultDatabase();
    const key = newVaultKey();
    const saver = await openVault(db, key);
    const credentialVersion = await db.transaction((tx) =>
      saver.vault.saveCredential(tx, { ...ORDERS, credential, by: "mem_ada" }),
    );
    const user = await openVault(db, key);
    const ask = { ...ORDERS, credentialVersion, url: "https://api.test/v1", headers: {} };
    const signed = await user.vault.signRequest(ask);
    expect(signed.ok).toBe(false);
    for (const replica of [saver, user]) expectMasked(replica, signed, canary);
  });

  it.each(["accessToken", "refreshToken"] as const)(
    "is in no log line: the %s of a consent",
    async (which) => {
      const db = await vaultDatabase();
      const key = newVaultKey();
      const saver = await openVault(db, key);
      const granted = {
        accessToken: "another-token",
        refreshToken: "another-refresh",
        [which]: ASCII_CANARY,
      };
      const credentialVersion = await db.transaction((tx) =>
        saver.vault.saveCredential(tx, { ...ORDERS, credential: consentWith({}), by: "mem_ada", granted }),
      );
      const user = await openVault(db, key);
      const ask = { ...ORDERS, credentialVersion, url: "https://api.test/v1", headers: {} };
      const signed = await user.vault.signRequest(ask);
      expect(signed.ok).toBe(true);
      for (const replica of [saver, user]) expectMasked(replica, signed, ASCII_CANARY);
    },
  );

  it("is masked when a replica meets a version whose first attempt was rolled back here", async () => {
    const db = await vaultDatabase();
    const key = newVaultKey();
    const [here, there] = [await openVault(db, key), await openVault(db, key)];
    const rolledBack = db.transaction(async (tx) => {
      const credential: Credential = { method: "bearer", token: "rolled-back-token" };
      await here.vault.saveCredential(tx, { ...ORDERS, credential, by: "mem_ada" });
      throw new Error("no");
    });
    await expect(rolledBack).rejects.toThrow("no");
    await db.transaction((tx) =>
      there.vault.saveCredential(tx, {
        ...ORDERS,
        credential: { method: "bearer", token: ASCII_CANARY },
        by: "mem_bob",
      }),
    );
    await here.vault.signRequest({ ...ORDERS, credentialVersion: 1, url: "https://api.test/", headers: {} });
    expect(here.scrubber.scrub(`${ASCII_CANARY} rolled-back-token`)).toBe("[secret] [secret]");
  });

  it("is masked for one more version after it was replaced, and then forgotten", async () => {
    const db = await vaultDatabase();
    const { vault, scrubber } = await openVault(db, newVaultKey());
    for (const token of ["token-of-may", "token-of-june", "token-of-july"]) {
      const credentialVersion = await db.transaction((tx) =>
        vault.saveCredential(tx, { ...ORDERS, credential: { method: "bearer", token }, by: "mem_ada" }),
      );
      const ask = { ...ORDERS, credentialVersion, url: "https://api.test/", headers: {} };
      expect(await vault.signRequest(ask)).toEqual(await vault.signRequest(ask));
    }
    expect(scrubber.scrub("token-of-may token-of-june token-of-july")).toBe("token-of-may [secret] [secret]");
  });
});
