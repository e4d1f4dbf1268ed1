import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it, onTestFinished } from "vitest";
import { toParquet } from "../../src/results/index.ts";
import type { SqlCell } from "../../src/results/sql-outcome.ts";
import { testEngine } from "./engine-fixture.ts";

const engine = testEngine();

/** What another DuckDB, which may read files, finds in the file. */
async function readBack(file: Uint8Array): Promise<{ types: string[]; rows: unknown[][] }> {
  const dir = await mkdtemp(join(tmpdir(), "chief-parquet-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, "x.parquet"), file);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    `SELECT * REPLACE (when_at::VARCHAR AS when_at) FROM read_parquet('${join(dir, "x.parquet")}')`,
  );
  const types = read.columnTypes().map(String);
  const rows = read.getRows().map((row) => row.map((cell) => (cell === null ? null : String(cell))));
  connection.closeSync();
  instance.closeSync();
  return { types, rows };
}

describe("B7: a result as a Parquet file", () => {
  it("has its exact numbers, dates, instants and nulls, in types of their own", async () => {
    const outcome = await engine.query({
      tables: [],
      sql: `SELECT * FROM (VALUES
        (9007199254740993, 12345678901234567890.123::DECIMAL(38,3), DATE '2026-01-31', TIMESTAMPTZ '2026-01-31 09:00:00.000001Z',
          true, 1.5::DOUBLE, 'é, "x"', [1, 2], 170141183460469231731687303715884105727::HUGEINT),
        (-1, -0.005, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
        AS t(id, amount, day, when_at, ok, mean, note, list, huge)`,
    });
    if (!outcome.ok) throw new Error(outcome.message);
    const { types, rows } = await readBack(await toParquet(outcome.columns, outcome.rows));
    expect(types.slice(0, 3)).toEqual(["BIGINT", "DECIMAL(38,3)", "DATE"]);
    expect(rows[0]?.slice(0, 3)).toEqual(["9007199254740993", "12345678901234567890.123", "2026-01-31"]);
    expect(rows[0]?.[3]).toContain("09:00:00.000001");
    expect(rows[0]?.slice(4)).toEqual([
      "true",
      "1.5",
      'é, "x"',
      "[1,2]",
      "170141183460469231731687303715884105727",
    ]);
    expect(rows[1]).toEqual(["-1", "-0.005", ...Array.from({ length: 7 }, () => null)]);
  });

  it("can have no rows, many, and two columns of one name", async () => {
    const columns = [
      { name: "when_at", type: "VARCHAR" },
      { name: "n", type: "BIGINT" },
      { name: "n", type: "BIGINT" },
    ];
    expect((await readBack(await toParquet(columns, []))).rows).toEqual([]);
    const many = Array.from({ length: 100_000 }, (_, at): SqlCell[] => [`row ${at}`, at, -at]);
    const { rows } = await readBack(await toParquet(columns, many));
    expect([rows.length, rows.at(-1)]).toEqual([100_000, ["row 99999", "99999", "-99999"]]);
  });
});
