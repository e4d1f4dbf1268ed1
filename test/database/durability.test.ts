import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFolderWhole } from "../../src/database/database-folder.ts";
import { openDurablePglite } from "../../src/database/durable-pglite.ts";
import { openDatabase } from "../../src/database/index.ts";
import { startChild } from "../support/child.ts";
import { testDataDir } from "../support/database.ts";
import { silentLogger } from "../support/silent-logger.ts";

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chief-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("the embedded database's folder", () => {
  it("A1: keeps every acknowledged transaction, whole, through kill -9", { timeout: 120_000 }, async () => {
    const dataDir = await testDataDir();
    let acknowledged = 0;
    for (const rows of [20, 45, 60]) {
      const child = startChild(import.meta.url, "./children/write-rows.ts", [dataDir]);
      await child.line((line) => Number(line) >= acknowledged + rows);
      acknowledged = Number(await child.kill());
    }

    const { pool, close } = await openDatabase({ dataDir, logger: silentLogger() });
    onTestFinished(close);
    const ones = await pool.query("select count(*) as n, max(n) as last from ones");
    const halves = await pool.query(
      "select count(*) as n from ones full join twos using (n) where ones is null or twos is null",
    );

    expect(acknowledged).toBeGreaterThanOrEqual(125);
    expect(ones.rows[0].last).toBeGreaterThanOrEqual(acknowledged);
    expect(ones.rows[0].n).toBe(ones.rows[0].last);
    expect(halves.rows).toEqual([{ n: 0 }]);
  });

  it("is refused to a second opener, who is told which process has it", { timeout: 60_000 }, async () => {
    const dataDir = await testDataDir();
    const child = startChild(import.meta.url, "./children/write-rows.ts", [dataDir]);
    await child.line(() => true);

    await expect(openDatabase({ dataDir, logger: silentLogger() })).rejects.toMatchObject({
      code: "database.folder_in_use",
      message: expect.stringContaining(`in use by process ${child.process.pid} on `),
    });
  });

  it("is not used when commits do not reach the disk, as with PGlite's own settings", async () => {
    const folder = join(await testDataDir(), "pg");

    const opening = openDurablePglite(folder, { startParams: PGlite.defaultStartParams });

    await expect(opening).rejects.toMatchObject({ code: "database.not_durable" });
  });

  it("says so when another major version of PostgreSQL wrote it, and can be opened no less after that", async () => {
    const dataDir = await emptyFolder();
    mkdirSync(join(dataDir, "pg"));
    writeFileSync(join(dataDir, "pg", "PG_VERSION"), "17\n");

    const opening = () => openDatabase({ dataDir, logger: silentLogger() });

    await expect(opening()).rejects.toMatchObject({
      code: "database.folder_version",
      message: expect.stringMatching(/written by PostgreSQL 17; this version of Chief reads PostgreSQL 18/),
    });
    await expect(opening()).rejects.toMatchObject({ code: "database.folder_version" });
  });

  it("says what PostgreSQL said when it cannot be opened", async () => {
    const dataDir = await emptyFolder();
    mkdirSync(join(dataDir, "pg"));
    writeFileSync(join(dataDir, "pg", "PG_VERSION"), "18\n");

    await expect(openDatabase({ dataDir, logger: silentLogger() })).rejects.toMatchObject({
      code: "database.cannot_open",
      message: expect.stringContaining("postgresql.conf"),
    });
  });

  it("takes its name only when it is whole, and is begun anew after a start that was cut off", async () => {
    const folder = join(await emptyFolder(), "pg");
    const cutOff = createFolderWhole(folder, async (unfinished) => {
      mkdirSync(unfinished);
      writeFileSync(join(unfinished, "PG_VERSION"), "18\n");
      throw new Error("power cut");
    });
    await expect(cutOff).rejects.toThrow("power cut");
    expect(existsSync(folder)).toBe(false);

    await createFolderWhole(folder, async (unfinished) => {
      mkdirSync(join(unfinished, "base"), { recursive: true });
    });

    expect(existsSync(join(folder, "base"))).toBe(true);
    expect(existsSync(join(folder, "PG_VERSION"))).toBe(false);
  });
});

describe("a database in memory", () => {
  it("needs no folder", { timeout: 60_000 }, async () => {
    const { pool, close } = await openDatabase({ dataDir: "memory://", logger: silentLogger() });
    onTestFinished(close);

    expect((await pool.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
    expect(existsSync("memory:")).toBe(false);
  });
});
