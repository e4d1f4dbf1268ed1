/**
 * Rotates the vault key while requests are signed: `npm run bench:rotation -- [--keys 10000] [--signers 8]`.
 *
 * Two replicas' vaults sign without a pause, in this process, on the local PostgreSQL (TEST_DATABASE_URL); the rotation
 * is the operator's own command in a process of its own. Prints one JSON line; exits with 1 if a request was not signed.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import pg from "pg";
import { migrateDatabase, openDatabase } from "../src/database/index.ts";
import { createEgress } from "../src/egress/index.ts";
import { createLogger, createScrubber, systemClock } from "../src/kernel/index.ts";
import { createVault, readGivenKey, type Vault } from "../src/vault/index.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SERVER = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
const { values } = parseArgs({
  options: { keys: { type: "string", default: "10000" }, signers: { type: "string", default: "8" } },
});
const [keys, signers] = [Number(values.keys), Number(values.signers)];

async function withDatabase(use: (url: string) => Promise<void>): Promise<void> {
  const server = new pg.Client(SERVER);
  await server.connect();
  const name = `rotation_${randomBytes(4).toString("hex")}`;
  await server.query(`create database ${name}`);
  try {
    const url = new URL(SERVER);
    url.pathname = name;
    await use(url.href);
  } finally {
    await server.query(`drop database ${name} with (force)`);
    await server.end();
  }
}

async function connectAll(vault: Vault, database: Awaited<ReturnType<typeof openDatabase>>): Promise<void> {
  for (let from = 0; from < keys; from += 200) {
    await database.main.transaction(async (tx) => {
      for (let at = from; at < Math.min(from + 200, keys); at++) {
        const credential = { method: "bearer", token: `token-${at}` } as const;
        await vault.saveCredential(tx, {
          workspaceId: "ws_1",
          integrationId: `int_${at}`,
          credential,
          by: "mem_1",
        });
      }
    });
  }
}

async function measure(url: string, dir: string): Promise<boolean> {
  const [oldFile, newFile] = [join(dir, "old.key"), join(dir, "new.key")];
  for (const file of [oldFile, newFile])
    await writeFile(file, randomBytes(32).toString("base64"), { mode: 0o600 });
  const scrubber = createScrubber();
  const logger = createLogger({ level: "silent", scrubber });
  const egress = createEgress();
  const database = await openDatabase({ dataDir: dir, maxConnections: 10, logger, url });
  await migrateDatabase(database, join(ROOT, "migrations"));
  const [oldKey, newKey] = [await readGivenKey({ file: oldFile }), await readGivenKey({ file: newFile })];
  if (!oldKey || !newKey) throw new Error("no keys");
  const open = (key: typeof oldKey, alsoAcceptedKey: typeof oldKey) =>
    createVault({ db: database.main, key, alsoAcceptedKey, scrubber, logger, clock: systemClock, egress });
  const first = await open(oldKey, newKey);
  await connectAll(first, database);
  const vaults = [await open(newKey, oldKey), await open(newKey, oldKey)];

  let [isRunning, signed, failed, slowestMs] = [true, 0, 0, 0];
  const sign = async (vault: Vault | undefined) => {
    while (isRunning && vault) {
      const startedAt = performance.now();
      const at = Math.floor(Math.random() * keys);
      const outcome = await vault.signRequest({
        workspaceId: "ws_1",
        integrationId: `int_${at}`,
        credentialVersion: 1,
        url: "https://api.test/",
        headers: {},
      });
      if (outcome.ok && outcome.headers["authorization"] === `Bearer token-${at}`) signed += 1;
      else failed += 1;
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
  };
  const signing = Array.from({ length: signers }, (_, n) => sign(vaults[n % 2]));
  const env = {
    ...process.env,
    DATABASE_URL: url,
    CHIEF_DATA_DIR: dir,
    CHIEF_MASTER_KEY_FILE: newFile,
    CHIEF_OLD_MASTER_KEY_FILE: oldFile,
  };
  const { stdout } = await promisify(execFile)(process.execPath, ["dist/keys-rotate.js"], { cwd: ROOT, env });
  isRunning = false;
  await Promise.all(signing);
  console.log(
    JSON.stringify({ keys, signed, failed, slowestMs: Math.round(slowestMs), command: stdout.trim() }),
  );
  await egress.close();
  await database.close();
  return failed === 0 && stdout.startsWith(`${keys} data keys`);
}

await withDatabase(async (url) => {
  const dir = await mkdtemp(join(tmpdir(), "chief-rotation-"));
  try {
    if (!(await measure(url, dir))) process.exitCode = 1;
  } finally {
    await rm(dir, { recursive: true });
  }
});
