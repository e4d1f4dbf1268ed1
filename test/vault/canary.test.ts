import { describe, expect, it } from "vitest";
import type { Credential } from "../../src/vault/index.ts";
import { newVaultKey, openVault, vaultDatabase } from "./vault-under-test.ts";

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

    for (const { logger, log } of [saver, user]) {
      logger.info({ signed }, "what was sent");
      logger.error({ err: new Error(`failed: ${JSON.stringify(signed)}`) }, "what an error says");
      for (const [, encode] of ENCODINGS) logger.info({ echo: encode(canary) }, `echo ${encode(canary)}`);
      const text = log.join("");
      expect(log.length).toBeGreaterThanOrEqual(2 + ENCODINGS.length);
      expect(text).toContain("[secret]");
      for (const [encoding, encode] of ENCODINGS)
        expect(text, encoding).not.toContain(coreOf(encode(canary)));
    }
  });

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
