import { eq, sql } from "drizzle-orm";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  addJob,
  addJobSql,
  createJobs,
  type Database,
  openDatabase,
  type Task,
} from "../../src/database/index.ts";
import { replicas } from "../../src/database/tables.ts";
import { startChild } from "../support/child.ts";
import { testDatabase, testDataDir } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";

const PATIENTLY = { timeout: 20_000 };

interface Running {
  readonly seen: unknown[];
  /** Resolves when that many jobs have begun. */
  begun(count: number): Promise<void>;
}

/** Works on the task `note`, which notes its payload and then does `work`. Stops when the test ends. */
async function noteJobs(database: Database, work: Task = async () => undefined) {
  const seen: unknown[] = [];
  const note: Task = async (payload, context) => {
    seen.push(payload);
    await work(payload, context);
  };
  const logger = silentLogger();
  const jobs = createJobs({ database, tasks: { note }, concurrency: 4, logger, beatMs: 100, ttlMs: 1000 });
  await jobs.start();
  onTestFinished(() => jobs.stop({ graceMs: 1000 }));
  const running: Running = {
    seen,
    begun: (count) => expect.poll(() => seen.length, PATIENTLY).toBeGreaterThanOrEqual(count),
  };
  return { jobs, ...running };
}

describe("a job", () => {
  it("exists when the transaction that added it commits, and not when it is rolled back", async () => {
    const { db, ...rest } = await testDatabase();
    const { seen, begun } = await noteJobs({ db, ...rest });

    await expect(
      db.transaction(async (tx) => {
        await addJob(tx, { task: "note", payload: "rolled back" });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    await db.transaction((tx) => addJob(tx, { task: "note", payload: "committed" }));
    await begun(1);

    expect(seen).toEqual(["committed"]);
  });

  it("can be added by the statement that does what it is for, and only if that does something", async () => {
    const database = await testDatabase();
    await database.pool.query("create table things (id int primary key)");
    const claim = (id: number) => sql`
      with claimed as (insert into things values (${id}) on conflict do nothing returning id)
      ${addJobSql({ task: "note", payload: { id } })} from claimed`;

    await database.db.execute(claim(1));
    await database.db.execute(claim(1));
    await database.db.execute(claim(2));

    const { seen, begun } = await noteJobs(database);
    await begun(2);
    expect(seen).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it("waits once per key, with the payload that was given last", async () => {
    const database = await testDatabase();
    await addJob(database.db, { task: "note", payload: "first", key: "k" });
    await addJob(database.db, { task: "note", payload: "second", key: "k" });
    await addJob(database.db, { task: "note", payload: "ignored", key: "k", keyMode: "unsafe_dedupe" });
    await addJob(database.db, { task: "note", payload: "other", key: "k2" });

    const { seen, begun } = await noteJobs(database);
    await begun(2);

    expect(seen.toSorted()).toEqual(["other", "second"]);
  });

  it("runs at its time, not before", async () => {
    const database = await testDatabase();
    const { seen, begun } = await noteJobs(database);
    const runAt = new Date(Date.now() + 1500);

    await addJob(database.db, { task: "note", payload: "later", runAt });
    await addJob(database.db, { task: "note", payload: "now" });
    await begun(1);
    expect(seen).toEqual(["now"]);
    await begun(2);

    expect(seen).toEqual(["now", "later"]);
    expect(Date.now()).toBeGreaterThanOrEqual(runAt.getTime());
  });

  it("is tried again after it failed, and told which attempt it is", async () => {
    const database = await testDatabase();
    const attempts: number[] = [];
    const { begun } = await noteJobs(database, async (_, { attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("its parameters: hunter2");
    });

    await addJob(database.db, { task: "note", payload: "x" });
    await begun(1);
    const stored = async () =>
      (await database.pool.query("select last_error from graphile_worker.jobs")).rows;
    await expect.poll(stored, PATIENTLY).toEqual([{ last_error: "Error" }]);
    await begun(2);

    expect(attempts).toEqual([1, 2]);
    await expect.poll(stored, PATIENTLY).toEqual([]);
  });
});

describe("stopping", () => {
  it("waits for running jobs, then aborts them, and leaves no row behind", async () => {
    const database = await testDatabase();
    const ends: string[] = [];
    const { jobs, begun } = await noteJobs(database, async (payload, { signal }) => {
      if (payload === "short") await new Promise((resolve) => setTimeout(resolve, 100));
      else await new Promise((resolve) => signal.addEventListener("abort", resolve));
      ends.push(`${payload} ${signal.aborted ? "aborted" : "done"}`);
    });
    await addJob(database.db, { task: "note", payload: "short" });
    await addJob(database.db, { task: "note", payload: "long" });
    await begun(2);

    await jobs.stop({ graceMs: 500 });

    expect(ends).toEqual(["short done", "long aborted"]);
    expect(await database.db.select().from(replicas)).toEqual([]);
  });

  it("gives back a job that does not notice that it is aborted", { timeout: 60_000 }, async () => {
    const database = await testDatabase();
    const { jobs, begun } = await noteJobs(database, () => new Promise(() => undefined));
    await addJob(database.db, { task: "note", payload: "deaf" });
    await begun(1);

    await jobs.stop({ graceMs: 50 });

    const { rows } = await database.pool.query("select locked_by, attempts from graphile_worker.jobs");
    expect(rows).toEqual([{ locked_by: null, attempts: 1 }]);
  });
});

describe("a replica", () => {
  it("A6: whose row was removed notices, takes no more jobs and aborts those that run", async () => {
    const database = await testDatabase();
    const ends: string[] = [];
    const { jobs, seen, begun } = await noteJobs(database, async (_, { signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      ends.push(signal.reason.code);
    });
    const lost = new Promise<void>((resolve) => jobs.onLost(resolve));
    await addJob(database.db, { task: "note", payload: "running" });
    await begun(1);
    expect(jobs.isLost()).toBe(false);

    await database.db.delete(replicas).where(eq(replicas.id, jobs.replicaId));
    await lost;
    await addJob(database.db, { task: "note", payload: "too late" });

    expect(jobs.isLost()).toBe(true);
    await expect.poll(() => ends, PATIENTLY).toEqual(["database.replica_lost"]);
    await jobs.stop({ graceMs: 1000 });
    expect(seen).toEqual(["running"]);
  });

  it("on the embedded database takes over at once what a killed process had begun or only fetched", async () => {
    const dataDir = await testDataDir();
    const logger = silentLogger();
    const before = await openDatabase({ dataDir, logger });
    for (const payload of ["a", "b", "c", "d", "e", "f"]) await addJob(before.db, { task: "hang", payload });
    await before.close();
    const child = startChild(import.meta.url, "./children/run-jobs.ts", [dataDir, "3"]);
    await child.line((line) => line.startsWith("started"));
    await child.kill();

    const database = await openDatabase({ dataDir, logger });
    onTestFinished(database.close);
    const again: unknown[] = [];
    const hang: Task = async (payload) => void again.push(payload);
    const jobs = createJobs({ database, tasks: { hang }, concurrency: 3, logger });
    await jobs.start();
    onTestFinished(() => jobs.stop({ graceMs: 1000 }));

    await expect.poll(() => again.toSorted(), PATIENTLY).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect((await database.db.select().from(replicas)).map(({ id }) => id)).toEqual([jobs.replicaId]);
  });
});
