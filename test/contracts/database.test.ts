import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  addJob,
  createJobs,
  type Database,
  migrateDatabase,
  openDatabase,
} from "../../src/database/index.ts";
import { replicas } from "../../src/database/tables.ts";
import { startChild } from "../support/child.ts";
import { type TestPostgres, testDatabase, testPostgres } from "../support/database.ts";
import { MIGRATIONS } from "../support/migrations.ts";
import { silentLogger } from "../support/silent-logger.ts";

const logger = silentLogger();
const PATIENTLY = { timeout: 20_000 };
const WHY_SKIPPED = "no Postgres server at TEST_DATABASE_URL or postgres://postgres@127.0.0.1:5432/postgres";

/** A migrated database on a real server. */
async function openPostgres(url: string): Promise<Database> {
  const database = await openDatabase({ url, dataDir: "", logger });
  onTestFinished(database.close);
  await migrateDatabase(database, MIGRATIONS);
  return database;
}

describe("A6: on a Postgres server", () => {
  let server: TestPostgres | undefined;
  beforeAll(async () => {
    server = await testPostgres();
  });
  afterAll(() => server?.drop());

  it("eight replicas that migrate at once find one schema, the same as the embedded one's", async ({
    skip,
  }) => {
    const fresh = await testPostgres();
    if (!fresh) return skip(WHY_SKIPPED);
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openDatabase({ ...fresh, dataDir: "", logger })),
    );
    onTestFinished(() => Promise.all(opened.map(({ close }) => close())).then(() => undefined));

    await Promise.all(opened.map((database) => migrateDatabase(database, MIGRATIONS)));

    const [postgres] = opened;
    if (!postgres) throw new Error("none opened");
    expect(await columnsOf(postgres)).toEqual(await columnsOf(await testDatabase()));
    expect(await columnsOf(postgres)).not.toEqual([]);
  });

  it("a replica takes over the jobs of one that was killed, the fetched ones too", {
    timeout: 60_000,
  }, async ({ skip }) => {
    if (!server) return skip(WHY_SKIPPED);
    const database = await openPostgres(server.url);
    const child = startChild(import.meta.url, "../database/children/run-jobs.ts", [server.url, "2"]);
    await child.line((line) => line.startsWith("working"));
    for (const payload of ["a", "b", "c"]) await addJob(database.db, { task: "hang", payload });
    await child.line((line) => line.startsWith("started"));
    await child.kill();

    const done: unknown[] = [];
    const hang = async (payload: unknown) => void done.push(payload);
    const jobs = createJobs({ database, tasks: { hang }, concurrency: 2, logger, beatMs: 100, ttlMs: 1000 });
    await jobs.start();
    onTestFinished(() => jobs.stop({ graceMs: 1000 }));

    await expect.poll(() => done.toSorted(), PATIENTLY).toEqual(["a", "b", "c"]);
    expect((await database.db.select().from(replicas)).map(({ id }) => id)).toEqual([jobs.replicaId]);
  });

  it("a replica that was frozen finds out that it was replaced", { timeout: 60_000 }, async ({ skip }) => {
    if (!server) return skip(WHY_SKIPPED);
    const database = await openPostgres(server.url);
    const zombie = startChild(import.meta.url, "../database/children/run-jobs.ts", [server.url]);
    await zombie.line((line) => line.startsWith("working"));
    await addJob(database.db, { task: "hang", payload: "mine" });
    await zombie.line((line) => line.startsWith("started"));
    zombie.process.kill("SIGSTOP");

    const done: unknown[] = [];
    const hang = async (payload: unknown) => void done.push(payload);
    const jobs = createJobs({ database, tasks: { hang }, concurrency: 1, logger, beatMs: 100, ttlMs: 1000 });
    await jobs.start();
    onTestFinished(() => jobs.stop({ graceMs: 1000 }));
    await expect.poll(() => done, PATIENTLY).toEqual(["mine"]);
    const lost = zombie.line((line) => line.startsWith("lost"));
    zombie.process.kill("SIGCONT");

    expect(await lost).toBe("lost, and knows it: true");
  });

  it("jobs are committed, deduplicated and announced as on the embedded database", async ({ skip }) => {
    if (!server) return skip(WHY_SKIPPED);
    const database = await openPostgres(server.url);
    const done: unknown[] = [];
    const note = async (payload: unknown) => void done.push(payload);
    await addJob(database.db, { task: "note", payload: "first", key: "k" });
    await addJob(database.db, { task: "note", payload: "second", key: "k" });
    const jobs = createJobs({ database, tasks: { note }, concurrency: 2, logger });
    await jobs.start();
    onTestFinished(() => jobs.stop({ graceMs: 1000 }));
    await expect.poll(() => done, PATIENTLY).toEqual(["second"]);

    const rolledBack = database.db.transaction(async (tx) => {
      await addJob(tx, { task: "note", payload: "never" });
      tx.rollback();
    });
    await expect(rolledBack).rejects.toThrow();
    await addJob(database.db, { task: "note", payload: { id: 3 } });

    await expect.poll(() => done, PATIENTLY).toEqual(["second", { id: 3 }]);
  });

  it("a bigint is a number", async ({ skip }) => {
    if (!server) return skip(WHY_SKIPPED);
    const { db } = await openPostgres(server.url);

    expect((await db.execute(sql`select 7::bigint as n`)).rows).toEqual([{ n: 7 }]);
  });
});

async function columnsOf({ pool }: Database): Promise<unknown[]> {
  const { rows } = await pool.query(`
    select table_schema, table_name, column_name, data_type, is_nullable, column_default
    from information_schema.columns where table_schema in ('public', 'graphile_worker', 'drizzle')
    order by table_schema, table_name, column_name`);
  return rows;
}
