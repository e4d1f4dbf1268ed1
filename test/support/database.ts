import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { onTestFinished, TestRunner } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { lockFolder } from "../../src/database/folder-lock.ts";
import { type Database, migrateDatabase, openDatabase } from "../../src/database/index.ts";
import { ChiefError, newToken, sleep } from "../../src/kernel/index.ts";
import { hashOfFolder, MIGRATIONS } from "./migrations.ts";
import { silentLogger } from "./silent-logger.ts";

const SERVER = process.env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";

/**
 * A migrated embedded database of the caller's own.
 *
 * Called in a test, it is closed and its folder removed when that test ends. Called elsewhere (`beforeAll`), the caller
 * closes it in `afterAll`, and `close` removes the folder too.
 *
 * The first call on a machine makes a template (some seconds) under the system's temporary folder; every further one,
 * in whatever process, copies it.
 */
export async function testDatabase(): Promise<Database> {
  const dataDir = await copiedDataDir();
  const opened = await openDatabase({ dataDir, logger: silentLogger() });
  let closing: Promise<void> | undefined;
  async function closeAndRemove(): Promise<void> {
    await opened.close();
    rmSync(dataDir, { recursive: true });
  }
  const close = () => {
    closing ??= closeAndRemove();
    return closing;
  };
  if (TestRunner.getCurrentTest()) onTestFinished(close);
  return { ...opened, close };
}

/** A data folder with a migrated database that nobody has open; it is removed when the test ends. */
export async function testDataDir(): Promise<string> {
  const dataDir = await copiedDataDir();
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  return dataDir;
}

/** A data folder with a migrated database that nobody has open. The caller removes it. */
export async function copiedDataDir(): Promise<string> {
  engine ??= compileEngine();
  await engine;
  const dataDir = await mkdtemp(join(tmpdir(), "chief-test-"));
  copyDatabase(join(await templateFolder(), "pg"), join(dataDir, "pg"));
  return dataDir;
}

/**
 * PGlite's module. V8 compiles equal modules of a process once, and the threads that the databases run in share what it
 * made of them, as long as one is held: each opens in half the time then.
 */
let engine: Promise<object> | undefined;

async function compileEngine(): Promise<object> {
  const dist = dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite"));
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { compile(bytes: Buffer): Promise<object> };
  };
  return WebAssembly.compile(await readFile(join(dist, "pglite.wasm")));
}

/** PostgreSQL's own template databases, two thirds of the files. They are only ever read, so links to them do. */
const READ_ONLY = [join("base", "1"), join("base", "4")];

function copyDatabase(from: string, to: string): void {
  const readOnly = READ_ONLY.map((folder) => join(from, folder));
  cpSync(from, to, { recursive: true, filter: (path) => !readOnly.includes(path) });
  for (const folder of READ_ONLY) {
    mkdirSync(join(to, folder));
    for (const name of readdirSync(join(from, folder)))
      linkSync(join(from, folder, name), join(to, folder, name));
  }
}

/** A data folder with a migrated database, closed. Made by one process; the others wait for it. */
async function templateFolder(): Promise<string> {
  const folder = join(tmpdir(), `chief-test-template-${templateKey()}`);
  const finished = join(folder, "finished");
  while (!existsSync(finished)) {
    const lock = await lockIfFree(folder);
    if (lock) await fillTemplate(join(folder, "data"), finished).finally(() => lock.release());
    else await sleep(100);
  }
  return join(folder, "data");
}

function templateKey(): string {
  const { dependencies } = packageJson;
  const versions = [dependencies["@electric-sql/pglite"], dependencies["graphile-worker"]];
  return [hashOfFolder(MIGRATIONS), ...versions].join("-");
}

async function lockIfFree(folder: string) {
  try {
    mkdirSync(folder, { recursive: true });
    return await lockFolder(folder);
  } catch (error) {
    if (error instanceof ChiefError && error.code === "database.folder_in_use") return undefined;
    throw error;
  }
}

async function fillTemplate(dataDir: string, finished: string): Promise<void> {
  if (existsSync(finished)) return;
  const database = await openDatabase({ dataDir, logger: silentLogger() });
  await migrateDatabase(database, MIGRATIONS);
  await database.close();
  writeFileSync(finished, "");
}

/** A database on a real server. */
export interface TestPostgres {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A new, empty database on the server at `TEST_DATABASE_URL`, or on this machine; `undefined` when there is none.
 * It is dropped when the test ends; called outside a test, the caller drops it.
 */
export async function testPostgres(): Promise<TestPostgres | undefined> {
  const name = `chief_test_${newToken()
    .replaceAll(/[^a-z0-9]/gi, "")
    .toLowerCase()}`;
  if (!(await onServer(`create database ${name}`))) return undefined;
  const url = new URL(SERVER);
  url.pathname = `/${name}`;
  const drop = async () => void (await onServer(`drop database if exists ${name} with (force)`));
  if (TestRunner.getCurrentTest()) onTestFinished(drop);
  return { url: url.href, drop };
}

/** False when the server cannot be reached. */
async function onServer(statement: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: SERVER, connectionTimeoutMillis: 2000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch {
    return false;
  }
  await client.query(statement).finally(() => client.end());
  return true;
}
