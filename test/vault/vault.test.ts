import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import type { Db } from "../../src/database/index.ts";
import { Secret } from "../../src/kernel/index.ts";
import type { Credential, Vault } from "../../src/vault/index.ts";
import { credentials, dataKeys } from "../../src/vault/tables.ts";
import { NOON, newVaultKey, openVault, sharedVaultDatabase } from "./vault-under-test.ts";

const vaultDatabase = sharedVaultDatabase();

const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };
const REQUEST = { url: "https://api.test/v1/orders", headers: { accept: "application/json" } };
const TOKEN: Credential = { method: "bearer", token: "first-canary-token" };

function save(db: Db, vault: Vault, credential: Credential, owner = ORDERS): Promise<number> {
  return db.transaction((tx) => vault.saveCredential(tx, { ...owner, credential, by: "mem_ada" }));
}

function sign(vault: Vault, credentialVersion: number, owner = ORDERS) {
  return vault.signRequest({ ...owner, ...REQUEST, credentialVersion });
}

async function vaultWithToken() {
  const db = await vaultDatabase();
  const key = newVaultKey();
  const opened = await openVault(db, key);
  await save(db, opened.vault, TOKEN);
  return { db, key, ...opened };
}

describe("a credential in the vault", () => {
  it("C2: signs requests, and is stored as nothing that could be read", async () => {
    const { db, vault } = await vaultWithToken();
    expect(await sign(vault, 1)).toEqual({
      ok: true,
      url: REQUEST.url,
      headers: { accept: "application/json", authorization: "Bearer first-canary-token" },
      credentialHeaders: ["authorization"],
      credentialVersion: 1,
    });
    const rows = [...(await db.select().from(credentials)), ...(await db.select().from(dataKeys))];
    expect(rows).toHaveLength(2);
    for (const value of rows.flatMap((row) => Object.values(row))) {
      const text = Buffer.isBuffer(value) ? value.toString("latin1") : JSON.stringify(value);
      expect(text).not.toContain("canary");
    }
  });

  it("C12: is replaced by a newer version, and the older one signs no more", async () => {
    const { db, vault } = await vaultWithToken();
    expect(await save(db, vault, { method: "basic", username: "ada", password: "second-canary" })).toBe(2);
    expect(await sign(vault, 1)).toMatchObject({ ok: false, reason: "stale_version" });
    expect(await sign(vault, 3)).toMatchObject({ ok: false, reason: "stale_version" });
    expect(await sign(vault, 2)).toMatchObject({ ok: true, credentialVersion: 2 });
    expect(await db.select().from(credentials)).toHaveLength(1);
  });

  it("C13: never gets a version again that it had before it was deleted", async () => {
    const { db, vault } = await vaultWithToken();
    expect(await db.transaction((tx) => vault.deleteCredential(tx, ORDERS))).toBe(true);
    expect(await db.transaction((tx) => vault.deleteCredential(tx, ORDERS))).toBe(false);
    expect(await sign(vault, 1)).toMatchObject({ ok: false, reason: "no_credential" });
    expect(await save(db, vault, TOKEN)).toBe(2);
    expect(await sign(vault, 2)).toMatchObject({ ok: true });
  });

  it("C13: cannot be opened after it was deleted, even from a saved copy of its row", async () => {
    const { db, vault, log } = await vaultWithToken();
    const [copy] = await db.select().from(credentials);
    await db.transaction((tx) => vault.deleteCredential(tx, ORDERS));
    if (copy) await db.insert(credentials).values(copy);
    expect(await sign(vault, 1)).toMatchObject({ ok: false, reason: "no_credential" });
    // Not even a new key for the same connection opens it.
    await db.delete(credentials);
    await save(db, vault, TOKEN);
    if (copy) await db.update(credentials).set({ sealed: copy.sealed, version: copy.version });
    expect(await sign(vault, 1)).toMatchObject({ ok: false, reason: "locked" });
    expect(log.join("")).toContain("sealed credential was altered");
  });

  it("I1: does not sign for another workspace or integration, not even when its row is moved there", async () => {
    const { db, vault } = await vaultWithToken();
    const other = { workspaceId: "ws_2", integrationId: "int_orders" };
    expect(await sign(vault, 1, other)).toMatchObject({ ok: false, reason: "no_credential" });
    await save(db, vault, { method: "bearer", token: "of-the-other" }, other);
    const [stolen] = await db.select().from(credentials).where(eq(credentials.workspaceId, "ws_1"));
    if (stolen)
      await db.update(credentials).set({ sealed: stolen.sealed }).where(eq(credentials.workspaceId, "ws_2"));
    expect(await sign(vault, 1, other)).toMatchObject({ ok: false, reason: "locked" });
    // Nor when the data key is moved along with it.
    const [key] = await db.select().from(dataKeys).where(eq(dataKeys.workspaceId, "ws_1"));
    await db.delete(dataKeys).where(eq(dataKeys.workspaceId, "ws_2"));
    if (key) await db.update(dataKeys).set({ workspaceId: "ws_2" }).where(eq(dataKeys.id, key.id));
    expect(await sign(vault, 1, other)).toMatchObject({ ok: false, reason: "locked" });
  });

  it("keeps the versions of simultaneous saves apart", async () => {
    const { db, vault } = await vaultWithToken();
    const versions = await Promise.all(
      [1, 2, 3].map((n) => save(db, vault, { method: "bearer", token: `token-${n}` })),
    );
    expect(versions.toSorted()).toEqual([2, 3, 4]);
    expect(await sign(vault, 4)).toMatchObject({ ok: true });
  });

  it("is not changed by a save that was rolled back", async () => {
    const { db, vault } = await vaultWithToken();
    const failing = db.transaction(async (tx) => {
      await vault.saveCredential(tx, {
        ...ORDERS,
        credential: { method: "bearer", token: "other" },
        by: "mem_ada",
      });
      throw new Error("the rest of the transaction failed");
    });
    await expect(failing).rejects.toThrow("the rest");
    expect(await sign(vault, 1)).toMatchObject({ ok: true });
  });

  it("signs with no credential where that was entered", async () => {
    const { db, vault } = await vaultWithToken();
    const version = await save(db, vault, { method: "none" });
    expect(await sign(vault, version)).toEqual({
      ok: true,
      ...REQUEST,
      credentialHeaders: [],
      credentialVersion: 2,
    });
  });

  it("C2: is described by names and dates, never by its values", async () => {
    const { db, vault } = await vaultWithToken();
    expect(await vault.describeCredential(db, { ...ORDERS, integrationId: "int_other" })).toBeUndefined();
    expect(await vault.describeCredential(db, ORDERS)).toEqual({
      method: "bearer",
      version: 1,
      hint: {},
      createdBy: "mem_ada",
      createdAt: NOON,
      updatedAt: NOON,
    });
    const hintAfter = async (credential: Credential) => {
      await save(db, vault, credential);
      return (await vault.describeCredential(db, ORDERS))?.hint;
    };
    const keys = [{ in: "header" as const, name: "X-Key", value: "canary-value" }];
    expect(await hintAfter({ method: "api_key", keys })).toEqual({ keys: [{ in: "header", name: "X-Key" }] });
    expect(await hintAfter({ method: "basic", username: "ada", password: "pw" })).toEqual({
      username: "ada",
    });
    expect(await hintAfter({ method: "basic", username: "canary-user-name", password: "" })).toEqual({});
  });
});

describe("a value of the workspace", () => {
  const field = { workspaceId: "ws_1", field: "bot_token", version: 1, purpose: "slack" };

  it("opens for the field and workspace that it was sealed for, and for no other", async () => {
    const { db, vault, scrubber } = await vaultWithToken();
    const sealed = await db.transaction((tx) =>
      vault.sealForWorkspace(tx, { field, value: new Secret("canary") }),
    );
    expect((await vault.openForWorkspace(db, { field, sealed }))?.reveal()).toBe("canary");
    expect(scrubber.scrub("a canary")).toBe("a [secret]");
    for (const other of [
      { workspaceId: "ws_2" },
      { field: "app_token" },
      { version: 2 },
      { purpose: "oauth" },
    ]) {
      expect(await vault.openForWorkspace(db, { field: { ...field, ...other }, sealed })).toBeUndefined();
    }
    await db.transaction((tx) => vault.deleteCredential(tx, ORDERS));
    expect((await vault.openForWorkspace(db, { field, sealed }))?.reveal()).toBe("canary");
  });
});
