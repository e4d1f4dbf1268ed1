import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { createFastLane } from "../../src/database/fast-lane.ts";
import { addJobSql, type Database, type StoredJob, type Task } from "../../src/database/index.ts";
import { testDatabase } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";

const DUE_LATER = () => new Date(Date.now() + 60_000);

async function store({ db }: Database, payload: unknown): Promise<StoredJob> {
  const stored = await db.execute<{ job_id: number }>(
    addJobSql({ task: "note", payload, runAt: DUE_LATER() }),
  );
  return { id: String(stored.rows[0]?.job_id), task: "note", payload };
}

async function stored({ db }: Database): Promise<string[]> {
  const { rows } = await db.execute<{ id: number }>(sql`select id from graphile_worker.jobs order by id`);
  return rows.map(({ id }) => String(id));
}

function laneOn(database: Database, note: Task, signal = new AbortController().signal) {
  const { main: db } = database;
  return createFastLane({ db, tasks: { note }, concurrency: 2, logger: silentLogger(), signal });
}

describe("jobs that are done where they were stored", () => {
  it("are done at once, so many at a time, and taken back", async () => {
    const database = await testDatabase();
    const seen: unknown[] = [];
    let [running, most] = [0, 0];
    const lane = laneOn(database, async (payload) => {
      most = Math.max(most, ++running);
      await database.db.execute(sql`select 1`);
      running -= 1;
      seen.push(payload);
    });
    for (const name of ["a", "b", "c", "d"]) lane.start(await store(database, { name }));

    await expect.poll(() => seen.length).toBe(4);
    await lane.drain();

    expect(most).toBeLessThanOrEqual(2);
    expect(await stored(database)).toEqual([]);
  });

  it("stay in the queue when they fail, when they did not begin, and when the process is lost", async () => {
    const database = await testDatabase();
    const [fails, waits, late, lost] = await Promise.all(
      ["fails", "waits", "late", "lost"].map((name) => store(database, { name })),
    );
    if (!fails || !waits || !late || !lost) throw new Error("four were stored");
    const failing = laneOn(database, () => Promise.reject(new Error("not today")));
    failing.start(fails);
    await failing.drain();
    const drained = laneOn(database, async () => undefined);
    await drained.drain();
    drained.start(waits);
    const stopped = laneOn(database, async () => undefined, AbortSignal.abort());
    stopped.start(lost);

    await expect.poll(() => stored(database)).toEqual([fails, waits, late, lost].map(({ id }) => id).sort());
  });
});
