import { randomBytes } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { createEgress } from "../../src/egress/index.ts";
import { Secret } from "../../src/kernel/index.ts";
import { createServiceKey, createTransit } from "../../src/vault/index.ts";
import { createKeyCache } from "../../src/vault/key-service/key-cache.ts";
import type { SealContext } from "../../src/vault/seal-context.ts";
import { dataKeys } from "../../src/vault/tables.ts";
import { type Fault, TOKEN, type TransitServer, transitServer } from "./transit-server.ts";
import { NOON, newVaultKey, openVault, sharedVaultDatabase } from "./vault-under-test.ts";

const vaultDatabase = sharedVaultDatabase();

const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };
const REQUEST = { url: "https://api.test/v1/orders", headers: {} };
const ENTERED = { ...ORDERS, credential: { method: "bearer" as const, token: "a-token" }, by: "mem_ada" };
const CONTEXT: SealContext = {
  workspaceId: "ws_1",
  connection: "int_1",
  field: "id",
  version: 1,
  purpose: "data-key",
};
const MINUTE = 60_000;

function keyAt(
  server: Pick<TransitServer, "address">,
  { keyName = "chief", token = TOKEN, clock = { now: NOON } } = {},
) {
  const egress = createEgress();
  onTestFinished(() => egress.close());
  const service = createTransit({
    address: server.address,
    mount: "transit",
    keyName,
    token: async () => new Secret(token),
    egress,
    timeoutMs: 200,
  });
  return createServiceKey({ service, clock: () => clock.now });
}

const sign = (vault: Awaited<ReturnType<typeof openVault>>["vault"], version = 1) =>
  vault.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: version });

describe("I2: a vault key that stays in a key service", () => {
  it("signs after a restart, and the service sees neither the credential nor a data key", async () => {
    const [db, server] = [await vaultDatabase(), await transitServer()];
    const { vault } = await openVault(db, keyAt(server));
    await db.transaction((tx) => vault.saveCredential(tx, ENTERED));
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/v1/transit/encrypt/chief",
      "/v1/transit/decrypt/chief",
    ]);
    const [stored] = await db.select().from(dataKeys);
    const restarted = await openVault(db, keyAt(server));
    expect(await sign(restarted.vault)).toMatchObject({
      ok: true,
      headers: { authorization: "Bearer a-token" },
    });
    const seen = JSON.stringify(server.requests);
    for (const secret of ["a-token", stored?.wrapped.toString("base64") ?? "nothing"])
      expect(seen).not.toContain(Buffer.from(secret).toString("base64"));
    for (const { body } of server.requests)
      expect(Buffer.from(body["associated_data"] ?? "", "base64").toString()).toBe("chief/wrapping-key/v1");
  });

  it("asks the service once for many data keys, and again when a quarter of an hour has passed", async () => {
    const server = await transitServer();
    const clock = { now: NOON };
    const key = keyAt(server, { clock });
    const wrapped = await Promise.all(Array.from({ length: 50 }, () => key.wrap(randomBytes(32), CONTEXT)));
    const other = keyAt(server, { clock });
    server.requests.length = 0;
    for (const one of wrapped) await other.unwrap(one, CONTEXT);
    expect(server.requests).toHaveLength(1);
    clock.now = new Date(NOON.getTime() + 15 * MINUTE);
    await other.unwrap(wrapped[0] as Buffer, CONTEXT);
    expect(server.requests).toHaveLength(2);
  });

  it("is refused for another context, altered anywhere, or by another key", async () => {
    const server = await transitServer();
    const key = keyAt(server);
    const wrapped = await key.wrap(randomBytes(32), CONTEXT);
    const fresh = keyAt(server);
    await expect(fresh.unwrap(wrapped, { ...CONTEXT, connection: "int_2" })).rejects.toMatchObject({
      code: "vault.unwrap_failed",
    });
    for (let at = 0; at < wrapped.byteLength; at += 7) {
      const altered = Buffer.from(wrapped);
      altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
      await expect(fresh.unwrap(altered, CONTEXT), `byte ${at}`).rejects.toMatchObject({
        code: "vault.unwrap_failed",
      });
      await expect(fresh.unwrap(wrapped.subarray(0, at), CONTEXT), `cut at ${at}`).rejects.toMatchObject({
        code: "vault.unwrap_failed",
      });
    }
    const elsewhere = keyAt(await transitServer());
    await expect(elsewhere.unwrap(wrapped, CONTEXT)).rejects.toMatchObject({ code: "vault.unwrap_failed" });
    expect(await fresh.unwrap(wrapped, CONTEXT)).toHaveLength(32);
  });

  it.each<[Fault, string, RegExp]>([
    [
      "lose",
      "vault.key_service_unavailable",
      /does not answer.*closed the connection.*opens when the service answers/,
    ],
    ["delay", "vault.key_service_unavailable", /did not answer completely within 0\.2 s/],
    ["sealed", "vault.key_service_unavailable", /answered 503 \(Vault is sealed\)/],
    ["not_json", "vault.key_service_answer", /something that is not its JSON/],
    ["no_field", "vault.key_service_answer", /without a plaintext/],
    [
      "forbidden",
      "vault.key_service_refused",
      /refused the token \(403\) \(permission denied\).*CHIEF_VAULT_TOKEN_FILE/,
    ],
    ["other_bytes", "vault.unwrap_failed", /does not open a key/],
  ])("cannot be opened, and says why, while the service does this: %s", async (fault, code, words) => {
    const server = await transitServer();
    const wrapped = await keyAt(server).wrap(Buffer.alloc(32, 7), CONTEXT);
    const key = keyAt(server);
    server.fail(fault);
    const failing = key.unwrap(wrapped, CONTEXT);
    await expect(failing).rejects.toMatchObject({ code });
    await expect(failing).rejects.toThrow(words);
    server.fail("none");
    expect(await key.unwrap(wrapped, CONTEXT)).toEqual(Buffer.alloc(32, 7));
  });

  it.each<Fault>(["lose", "delay", "not_json", "no_field", "sealed"])(
    "is asked once more where one answer goes wrong: %s",
    async (fault) => {
      const server = await transitServer();
      const wrapped = await keyAt(server).wrap(Buffer.alloc(32, 7), CONTEXT);
      server.fail(fault, 1);
      expect(await keyAt(server).unwrap(wrapped, CONTEXT)).toEqual(Buffer.alloc(32, 7));
    },
  );

  it.each<Fault>(["lose", "delay", "not_json", "no_field", "sealed", "forbidden", "other_bytes"])(
    "wraps nothing with a wrapping key that the service may not open again: %s",
    async (fault) => {
      const [db, server] = [await vaultDatabase(), await transitServer()];
      server.fail(fault);
      await expect(openVault(db, keyAt(server))).rejects.toMatchObject({
        code: expect.stringMatching(/^vault\.key_service_/),
      });
      expect(await db.execute("select * from vault_keys")).toMatchObject({ rows: [] });
      server.fail("none");
      await openVault(db, keyAt(server));
    },
  );

  it("goes on with what is at hand while the service is away, and stops what is not, without a change", async () => {
    const [db, server] = [await vaultDatabase(), await transitServer()];
    const key = keyAt(server);
    const used = await openVault(db, key);
    await db.transaction((tx) => used.vault.saveCredential(tx, ENTERED));
    const clock = { now: NOON };
    const other = await openVault(db, keyAt(server, { clock }));
    const before = await db.select().from(dataKeys);
    server.fail("lose");
    expect(await sign(used.vault)).toMatchObject({ ok: true });
    const late = { ...ENTERED, integrationId: "int_late" };
    await db.transaction((tx) => used.vault.saveCredential(tx, late));
    clock.now = new Date(NOON.getTime() + 20 * MINUTE);
    expect(await sign(other.vault)).toEqual({
      ok: false,
      reason: "key_service",
      message: "its credential cannot be opened while the key service does not answer; try again later",
    });
    expect(other.log.join("")).toContain("vault.key_service_unavailable");
    expect(other.log.join("")).not.toContain(TOKEN);
    server.fail("none");
    expect(await sign(other.vault)).toMatchObject({ ok: true });
    expect((await db.select().from(dataKeys)).filter(({ scope }) => scope !== "int_late")).toEqual(before);
  });

  it("does not ask the service inside of a transaction that replaces a credential", async () => {
    const [db, server] = [await vaultDatabase(), await transitServer()];
    const saver = await openVault(db, keyAt(server));
    await db.transaction((tx) => saver.vault.saveCredential(tx, ENTERED));
    const other = await openVault(db, keyAt(server));
    server.fail("lose");
    const asked = server.requests.length;
    const credential = { method: "bearer" as const, token: "a-newer-token" };
    await db.transaction((tx) => other.vault.saveCredential(tx, { ...ENTERED, credential }));
    expect(server.requests).toHaveLength(asked);
    expect(await sign(other.vault, 2)).toMatchObject({ headers: { authorization: "Bearer a-newer-token" } });
  });

  it("J3: takes over from a key in a file, and its own new version by rotating all", async () => {
    const [db, server] = [await vaultDatabase(), await transitServer()];
    const fileKey = newVaultKey();
    const { vault: before } = await openVault(db, fileKey);
    await db.transaction((tx) => before.saveCredential(tx, ENTERED));
    const { vault } = await openVault(db, keyAt(server), fileKey);
    expect(await vault.rotateKeys()).toEqual({ rewrapped: 1, retired: [fileKey.id], waiting: 0 });
    await expect(openVault(db, fileKey)).rejects.toMatchObject({ code: "vault.key_wrong" });

    server.rotate();
    const { vault: after } = await openVault(db, keyAt(server));
    expect(await after.rotateKeys()).toEqual({ rewrapped: 0, retired: [], waiting: 0 });
    expect(await after.rotateKeys({ all: true })).toEqual({ rewrapped: 1, retired: [], waiting: 0 });
    const [row] = await db.select().from(dataKeys);
    expect(row?.wrapped.toString("latin1")).toContain("vault:v2:");
    expect(await sign((await openVault(db, keyAt(server))).vault)).toMatchObject({ ok: true });
  });

  it("asks for the right names where the key is not there", async () => {
    const server = await transitServer("another");
    await expect(keyAt(server).wrap(randomBytes(32), CONTEXT)).rejects.toThrow(
      /knows no encrypt for chief \(404\).*CHIEF_VAULT_KEY/,
    );
  });
});

describe("I2: keys that are kept in memory", () => {
  const key = (fill: number) => Buffer.alloc(32, fill);

  it("are forgotten after their time, and the least lately used of too many", () => {
    const cache = createKeyCache({ most: 2, forMs: 1000 });
    cache.put("a", key(1), NOON);
    cache.put("b", key(2), NOON);
    expect(cache.get("a", NOON)).toEqual(key(1));
    cache.put("c", key(3), NOON);
    expect(cache.get("b", NOON)).toBeUndefined();
    expect(cache.get("a", NOON)).toEqual(key(1));
    expect(cache.size()).toBe(2);
    const later = new Date(NOON.getTime() + 1000);
    expect(cache.get("a", later)).toBeUndefined();
    expect(cache.size()).toBe(1);
  });

  it("are handed out as copies, so that wiping one does not wipe the other", () => {
    const cache = createKeyCache({ most: 2, forMs: 1000 });
    const given = key(1);
    cache.put("a", given, NOON);
    given.fill(0);
    cache.get("a", NOON)?.fill(0);
    expect(cache.get("a", NOON)).toEqual(key(1));
  });
});
