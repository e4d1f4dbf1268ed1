import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sql } from "drizzle-orm";
import { describe, expect, it, onTestFinished } from "vitest";
import { copyDatabase, type Database, migrateDatabase, openDatabase } from "../../src/database/index.ts";
import { ask } from "../scenarios/talk.ts";
import { startChief } from "../support/chief.ts";
import { testDatabase, testDataDir, testPostgres } from "../support/database.ts";
import { MIGRATIONS } from "../support/migrations.ts";
import { silentLogger } from "../support/silent-logger.ts";

const WHY_SKIPPED = "no Postgres server at TEST_DATABASE_URL or postgres://postgres@127.0.0.1:5432/postgres";
const logger = silentLogger();

async function openEmpty(url: string): Promise<Database> {
  const database = await openDatabase({ url, dataDir: "", logger });
  onTestFinished(database.close);
  await migrateDatabase(database, MIGRATIONS);
  return database;
}

/** Every row of every table of ours, as the database writes it. */
async function everythingIn({ db }: Database): Promise<Record<string, string[]>> {
  const { rows: tables } = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await db.execute<{ row: string }>(
      sql`select t::text as row from ${sql.identifier(name)} t order by 1`,
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

describe("J3: from the embedded database to a Postgres", () => {
  it("copies each row as it is, and the jobs that wait", { timeout: 120_000 }, async ({ skip }) => {
    const server = await testPostgres();
    if (!server) return skip(WHY_SKIPPED);
    const from = await testDatabase();
    await from.db.execute(sql`
      insert into kept_parts (kept_id, seq, content, created_at)
      select 'kept_1', n, decode(md5(n::text), 'hex') || '\\x00ff'::bytea, now() + n * interval '1 microsecond' from generate_series(1, 173) n`);
    await from.db.execute(sql`
      insert into call_results (call_id, workspace_id, run_id, body, columns, coverage, created_at) values
      ('run_1.0.0', 'ws', 'run_1', ${'[{"total": 12.50, "note": "a\\u00e9 “\\n” \\\\"}]'},
       ${'[{"scale": 0.10, "big": 12345678901234567890.123}]'}::jsonb, '{}', '2026-01-01 00:00:00.123456+00')`);
    await from.db.execute(
      sql`select graphile_worker.add_job('a-task', '{"n": 1.50}'::json, run_at := now() + interval '1 day')`,
    );
    const to = await openEmpty(server.url);
    const copied = await copyDatabase(from, to);
    expect(copied.find(({ table }) => table === "public.kept_parts")?.rows).toBe(173);
    expect(await everythingIn(to)).toEqual(await everythingIn(from));
    const jobs = async ({ db }: Database) =>
      (
        await db.execute(
          sql`select id, task_identifier, key, run_at::text, attempts from graphile_worker.jobs order by id`,
        )
      ).rows;
    expect(await jobs(to)).toEqual(await jobs(from));
    await to.db.execute(sql`select graphile_worker.add_job('another-task', '{}'::json)`);
    expect(await jobs(to)).toHaveLength(2);
    await expect(copyDatabase(from, to)).rejects.toMatchObject({ code: "database.not_empty" });
  });

  it("moves a whole Chief, which answers from there with the credentials that it had", {
    timeout: 180_000,
  }, async ({ skip }) => {
    const server = await testPostgres();
    if (!server) return skip(WHY_SKIPPED);
    const dataDir = await testDataDir();
    const count = "Chief, call our Internal Orders API: GET /orders for the last 24 hours and count them";
    const before = await startChief({ transport: "local", env: { CHIEF_DATA_DIR: dataDir } });
    const told = await ask(before, count);
    expect(told).toMatch(/\d+ orders/);
    await before.stop();

    const env = { ...process.env, CHIEF_DATA_DIR: dataDir, DATABASE_URL: server.url };
    const command = ["--import", "tsx", fileURLToPath(new URL("../../src/data-move.ts", import.meta.url))];
    const moved = await promisify(execFile)(process.execPath, command, { env });
    expect(moved.stdout).toMatch(/^[\d,]+ rows of \d+ tables were copied/);

    const after = await startChief({
      transport: "local",
      env: { CHIEF_DATA_DIR: dataDir, DATABASE_URL: server.url },
    });
    onTestFinished(after.stop);
    const isOld = async () => (await after.chat.channel("#general")).some(({ text }) => text.includes(count));
    expect(await isOld()).toBe(true);
    expect(await ask(after, count)).toMatch(/\d+ orders/);
  });
});
