import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { describe, expect, it, onTestFinished } from "vitest";
import { wrapContext } from "../../src/vault/data-keys-store.ts";
import { loadMasterKey, readGivenKey } from "../../src/vault/index.ts";
import { dataKeys, vaultKeys } from "../../src/vault/tables.ts";
import { NOON, newVaultKey, openVault, sharedVaultDatabase } from "./vault-under-test.ts";

const vaultDatabase = sharedVaultDatabase();

const ORDERS = { workspaceId: "ws_1", integrationId: "int_orders" };
const REQUEST = { url: "https://api.test/v1/orders", headers: {} };
const ENTERED = { ...ORDERS, credential: { method: "bearer" as const, token: "a-token" }, by: "mem_ada" };

async function keyDirectory(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "chief-keys-"));
  onTestFinished(() => rm(parent, { recursive: true }));
  return join(parent, "keys");
}

async function sealedDatabase() {
  const db = await vaultDatabase();
  const key = newVaultKey();
  const { vault } = await openVault(db, key);
  await db.transaction((tx) => vault.saveCredential(tx, ENTERED));
  return { db, key, vault };
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe("the vault key at the start", () => {
  it("A1: is made where nothing is sealed yet, readable by its owner alone", async () => {
    const db = await vaultDatabase();
    const keyDir = await keyDirectory();
    const { key, madeFile } = await loadMasterKey({ db, keyDir });
    expect(madeFile).toBe(join(keyDir, "master.key"));
    expect(await modeOf(keyDir)).toBe("700");
    expect(await modeOf(join(keyDir, "master.key"))).toBe("600");
    expect(Buffer.from(await readFile(join(keyDir, "master.key"), "utf8"), "base64")).toHaveLength(32);
    const again = await loadMasterKey({ db, keyDir });
    expect(again).toEqual({ key: expect.objectContaining({ id: key.id }) });
  });

  it("I2: is not made in place of a missing one where something is sealed", async () => {
    const { db } = await sealedDatabase();
    const keyDir = await keyDirectory();
    const start = loadMasterKey({ db, keyDir });
    await expect(start).rejects.toMatchObject({
      code: "vault.key_missing",
      message: expect.stringContaining("CHIEF_MASTER_KEY_FILE"),
    });
    await expect(stat(keyDir)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("I2: stops the start when it is another one than the database was used with", async () => {
    const { db, key } = await sealedDatabase();
    const other = newVaultKey();
    const start = openVault(db, other);
    await expect(start).rejects.toMatchObject({ code: "vault.key_wrong" });
    await expect(start).rejects.toThrow(
      `vault key ${key.id.slice(0, 8)}, but the key given is ${other.id.slice(0, 8)}`,
    );
    expect(await db.select().from(vaultKeys)).toHaveLength(1);
  });

  it("I2: stops the start when it has the right name but does not open its check value", async () => {
    const { db, key } = await sealedDatabase();
    await expect(openVault(db, { ...newVaultKey(), id: key.id })).rejects.toMatchObject({
      code: "vault.key_wrong",
    });
  });

  it("A6: lets one of two replicas with different keys take an empty database", async () => {
    const db = await vaultDatabase();
    const starts = await Promise.allSettled([openVault(db, newVaultKey()), openVault(db, newVaultKey())]);
    expect(starts.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await db.select().from(vaultKeys)).toHaveLength(1);
  });

  it("is the same key, with the same name, by value and by file", async () => {
    const db = await vaultDatabase();
    const keyDir = await keyDirectory();
    const { key } = await loadMasterKey({ db, keyDir });
    const file = join(keyDir, "master.key");
    const value = (await readFile(file, "utf8")).trim();
    expect((await readGivenKey({ file }))?.id).toBe(key.id);
    expect((await readGivenKey({ value }))?.id).toBe(key.id);
    expect((await loadMasterKey({ db, keyDir: "/nowhere", value })).key.id).toBe(key.id);
    expect(await readGivenKey({})).toBeUndefined();
    expect(key.id).not.toContain(Buffer.from(value, "base64").toString("hex").slice(0, 8));
  });

  it.each([
    "",
    "too-short",
    randomBytes(31).toString("base64"),
    randomBytes(33).toString("base64"),
    randomBytes(32).toString("hex"),
    `${randomBytes(32).toString("base64")} and more`,
  ])("refuses %j, and says what would be accepted", async (value) => {
    const refusal = readGivenKey({ value });
    await expect(refusal).rejects.toMatchObject({ code: "vault.key_invalid" });
    await expect(refusal).rejects.toThrow("openssl rand -base64 32");
    if (value !== "") await expect(refusal).rejects.not.toThrow(value);
  });

  it("refuses two keys at once, and a file that is not there", async () => {
    await expect(readGivenKey({ value: "a", file: "/b" })).rejects.toMatchObject({
      code: "vault.key_ambiguous",
    });
    await expect(readGivenKey({ file: "/nowhere/key" })).rejects.toMatchObject({ code: "vault.key_missing" });
  });

  it.each([
    ["the file", "master.key", 0o640],
    ["the file", "master.key", 0o604],
    ["its directory", "", 0o750],
    ["its directory", "", 0o701],
  ])("refuses a key that others may read: %s", async (_what, name, mode) => {
    const db = await vaultDatabase();
    const keyDir = await keyDirectory();
    await loadMasterKey({ db, keyDir });
    await chmod(join(keyDir, name), mode);
    const start = loadMasterKey({ db, keyDir });
    await expect(start).rejects.toMatchObject({ code: "vault.key_file_loose" });
    await expect(start).rejects.toThrow(
      `chmod ${name ? 600 : 700} '${join(keyDir, name)}'`.replace("/'", "'"),
    );
  });

  it("does not put a key into a directory that others may enter", async () => {
    const db = await vaultDatabase();
    const keyDir = await keyDirectory();
    await mkdir(keyDir, { mode: 0o755 });
    await expect(loadMasterKey({ db, keyDir })).rejects.toMatchObject({ code: "vault.key_file_loose" });
  });

  it("does not replace a key file that a crash left empty", async () => {
    const db = await vaultDatabase();
    const keyDir = await keyDirectory();
    await mkdir(keyDir, { mode: 0o700 });
    await writeFile(join(keyDir, "master.key"), "", { mode: 0o600 });
    await expect(loadMasterKey({ db, keyDir })).rejects.toMatchObject({ code: "vault.key_invalid" });
  });
});

describe("a wrapped data key", () => {
  it.each([
    ["workspace", { workspaceId: "ws_2" }],
    ["connection", { scope: "int_2" }],
    ["id", { id: randomBytes(16).toString("hex") }],
  ])("I2: does not open for another %s", async (_what, other) => {
    const owner = { id: randomBytes(16).toString("hex"), workspaceId: "ws_1", scope: "int_1" };
    const [key, dataKey] = [newVaultKey(), randomBytes(32)];
    const wrapped = await key.wrap(dataKey, wrapContext(owner));
    expect(await key.unwrap(wrapped, wrapContext(owner))).toEqual(dataKey);
    const moved = key.unwrap(wrapped, wrapContext({ ...owner, ...other }));
    await expect(moved).rejects.toMatchObject({ code: "vault.unwrap_failed" });
    await expect(newVaultKey().unwrap(wrapped, wrapContext(owner))).rejects.toMatchObject({
      code: "vault.unwrap_failed",
    });
  });
});

describe("J3: rotating the vault key", () => {
  it("accepts two keys for a window, and only the new one afterwards", async () => {
    const { db, key: oldKey, vault: oldVault } = await sealedDatabase();
    const newKey = newVaultKey();
    const { vault } = await openVault(db, newKey, oldKey);
    expect(await vault.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: 1 })).toMatchObject({
      ok: true,
    });
    // The old key still starts, as long as it is told of the new one.
    await openVault(db, oldKey, newKey);
    await expect(openVault(db, oldKey)).rejects.toMatchObject({ code: "vault.key_wrong" });

    expect(await vault.rotateKeys()).toEqual({ rewrapped: 1, retired: [oldKey.id], waiting: 0 });
    expect(await vault.rotateKeys()).toEqual({ rewrapped: 0, retired: [], waiting: 0 });

    const { vault: afterwards } = await openVault(db, newKey);
    expect(await afterwards.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: 1 })).toMatchObject({
      ok: true,
    });
    await expect(openVault(db, oldKey)).rejects.toMatchObject({ code: "vault.key_wrong" });
    // A replica that was forgotten with the old key alone can neither read nor write.
    expect(await oldVault.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: 1 })).toMatchObject({
      reason: "locked",
    });
    const late = db.transaction((tx) =>
      oldVault.saveCredential(tx, { ...ENTERED, integrationId: "int_late" }),
    );
    await expect(late).rejects.toThrow();
  });

  it("changes nothing when it fails half-way", async () => {
    const { db, key: oldKey } = await sealedDatabase();
    const { vault } = await openVault(db, newVaultKey(), oldKey);
    await db.execute(sql`create table needs_old_key (id text references vault_keys (id))`);
    onTestFinished(async () => void (await db.execute(sql`drop table needs_old_key`)));
    await db.execute(sql`insert into needs_old_key select id from vault_keys`);
    await expect(vault.rotateKeys()).rejects.toThrow();
    expect(await db.select().from(dataKeys)).toMatchObject([{ vaultKeyId: oldKey.id }]);
    expect(await vault.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: 1 })).toMatchObject({
      ok: true,
    });
  });

  it("wraps 2,000 data keys anew while requests are signed, none of which fails", async () => {
    const { db, key: oldKey } = await sealedDatabase();
    await insertDataKeys(db, oldKey, 1_999);
    const { vault } = await openVault(db, newVaultKey(), oldKey);

    const startedAt = performance.now();
    let rotating = true;
    const rotated = vault.rotateKeys().finally(() => {
      rotating = false;
    });
    let signed = 0;
    while (rotating) {
      const outcome = await vault.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: 1 });
      expect(outcome).toMatchObject({ ok: true });
      signed++;
    }
    expect(await rotated).toEqual({ rewrapped: 2_000, retired: [oldKey.id], waiting: 0 });
    console.info(
      `rotation of 2,000 data keys: ${Math.round(performance.now() - startedAt)} ms, ${signed} signed meanwhile`,
    );
    expect(signed).toBeGreaterThan(0);
    expect(await vault.signRequest({ ...ORDERS, ...REQUEST, credentialVersion: 1 })).toMatchObject({
      ok: true,
    });
  });
});

async function insertDataKeys(
  db: Awaited<ReturnType<typeof vaultDatabase>>,
  key: ReturnType<typeof newVaultKey>,
  count: number,
): Promise<void> {
  const rows: (typeof dataKeys.$inferInsert)[] = [];
  for (let i = 0; i < count; i++) {
    const owner = { id: randomBytes(16).toString("hex"), workspaceId: "ws_many", scope: `int_${i}` };
    const wrapped = await key.wrap(randomBytes(32), wrapContext(owner));
    rows.push({ ...owner, wrapped, vaultKeyId: key.id, createdAt: NOON });
  }
  for (let from = 0; from < count; from += 1000)
    await db.insert(dataKeys).values(rows.slice(from, from + 1000));
}
