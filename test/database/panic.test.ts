import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/database/index.ts";
import { testDataDir } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";

it("an embedded database that panics is opened again, with every commit", { timeout: 60_000 }, async () => {
  const dataDir = await testDataDir();
  const { pool, close, onLost } = await openDatabase({ dataDir, logger: silentLogger() });
  onTestFinished(close);
  const lost: Error[] = [];
  onLost((error) => lost.push(error));
  await pool.query("create table kept (n int)");
  await pool.query("insert into kept select generate_series(1, 100)");

  const wal = join(dataDir, "pg", "pg_wal");
  renameSync(wal, `${wal}.away`);
  const switched = pool
    .query("select pg_switch_wal()")
    .then(() => pool.query("insert into kept values (101)"));
  await expect(switched).rejects.toThrow(/pg_wal|stopped/);
  renameSync(`${wal}.away`, wal);

  const count = () => pool.query("select count(*) as n from kept").then(({ rows }) => rows[0].n);
  await expect.poll(() => count().catch(() => 0), { timeout: 30_000 }).toBe(100);
  expect(lost).toEqual([]);
});
