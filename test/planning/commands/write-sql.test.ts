import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../../src/kernel/index.ts";
import type { Aggregate } from "../../../src/planning/commands/request.ts";
import { subjectOfRecords } from "../../../src/planning/commands/subject.ts";
import { findTimePhrase } from "../../../src/planning/commands/time-phrase.ts";
import { writeSql } from "../../../src/planning/commands/write-sql.ts";
import { createSqlEngine, inferColumns, recordsOf, type SqlEngine } from "../../../src/results/index.ts";
import { silentLogger } from "../../support/silent-logger.ts";

let engine: SqlEngine;
beforeAll(() => {
  engine = createSqlEngine({ logger: silentLogger(), atOnce: 1 });
});
afterAll(() => engine.close());

const order = (
  id: number,
  status: string,
  total: string,
  created_at: string,
  currency = "EUR",
): JsonObject => ({
  id,
  status,
  total,
  currency,
  created_at,
  customer: { name: id % 2 ? "Ann" : "Bo" },
  items: [{ sku: "a" }],
});

const ORDERS = [
  order(1, "open", "10.10", "2026-03-17T09:00:00Z"),
  order(2, "open", "0.20", "2026-03-17T23:59:59Z"),
  order(3, "shipped", "5.00", "2026-03-18T09:00:00Z"),
  order(4, "open", "7.00", "2026-03-16T23:59:59Z", "USD"),
];

async function run(
  aggregate: Aggregate,
  more: { rows?: JsonObject[]; window?: string; name?: string; timeZone?: string } = {},
) {
  const { rows = ORDERS, name = "orders", timeZone = "UTC" } = more;
  const table = { name, callId: "c", rows: rows.length, columns: inferColumns(rows) };
  const window = more.window
    ? findTimePhrase(more.window, new Date("2026-03-18T12:00:00Z"), timeZone)
    : undefined;
  const written = writeSql(subjectOfRecords(table), aggregate, { window });
  if (!written.ok) return written.message;
  const coverage = { rows: rows.length, pages: 1, complete: true, asOf: "2026-03-18T12:00:00Z" };
  const outcome = await engine.query({
    tables: [{ name, source: "", records: recordsOf(rows), coverage }],
    ...{ sql: written.sql, timeZone },
  });
  if (!outcome.ok) throw new Error(`${outcome.message}: ${written.sql}`);
  return { columns: outcome.columns.map((column) => column.name), rows: outcome.rows };
}

describe("D4: the SQL for a request, in the real engine", () => {
  it("counts", async () => {
    expect(await run({ kind: "count" })).toEqual({ columns: ["count"], rows: [[4]] });
  });

  it("counts by a column, the most first", async () => {
    const grouped = {
      columns: ["status", "count"],
      rows: [
        ["open", 3],
        ["shipped", 1],
      ],
    };
    expect(await run({ kind: "count", groupBy: "status" })).toEqual(grouped);
  });

  it("keeps the records of the window only", async () => {
    expect(await run({ kind: "count" }, { window: "yesterday" })).toMatchObject({ rows: [[2]] });
  });

  it("keeps the days of the window where the records have days", async () => {
    const rows = ["2026-03-16", "2026-03-17", "2026-03-18"].map((date) => ({ date, n: 1 }));
    expect(await run({ kind: "count" }, { rows, window: "yesterday" })).toMatchObject({ rows: [[1]] });
  });

  it.each([
    ["UTC", "yesterday", ["2026-03-17"]],
    ["Asia/Kolkata", "yesterday", ["2026-03-17"]],
    ["Europe/Berlin", "yesterday", ["2026-03-17"]],
    ["America/Los_Angeles", "yesterday", ["2026-03-17"]],
    ["Pacific/Auckland", "yesterday", ["2026-03-18"]],
    ["Asia/Kolkata", "today", ["2026-03-18"]],
    ["Europe/Berlin", "the last 2 days", ["2026-03-17", "2026-03-18"]],
    ["America/Los_Angeles", "last week", ["2026-03-15"]],
  ])("D6: in %s, the days of “%s” are those of the person", async (timeZone, window, days) => {
    const rows = ["2026-03-15", "2026-03-16", "2026-03-17", "2026-03-18", "2026-03-19"].map((date) => ({
      date,
    }));
    const grouped = await run({ kind: "count", groupBy: "date" }, { rows, window, timeZone });
    expect(grouped).toMatchObject({ rows: days.map((day) => [day, 1]) });
  });

  it("adds up to the cent, each currency by itself", async () => {
    const summed = await run({ kind: "measure", op: "sum", of: "revenue" });
    expect(summed).toEqual({
      columns: ["currency", "sum_total", "count"],
      rows: [
        ["EUR", "15.30", 3],
        ["USD", "7.00", 1],
      ],
    });
  });

  it("adds up by a nested column", async () => {
    const summed = await run({ kind: "measure", op: "max", of: "total", groupBy: "customer" });
    expect(summed).toMatchObject({ columns: ["customer_name", "currency", "max_total", "count"] });
  });

  it("groups by the currency itself", async () => {
    const summed = await run({ kind: "measure", op: "sum", of: "total", groupBy: "currency" });
    expect(summed).toEqual({
      columns: ["currency", "sum_total", "count"],
      rows: [
        ["EUR", "15.30", 3],
        ["USD", "7.00", 1],
      ],
    });
  });

  it("ranks, with the column that it ranks by", async () => {
    const top = await run({ kind: "top", n: 2, by: "total" });
    expect(top).toMatchObject({
      rows: [expect.arrayContaining([1, "10.10"]), expect.arrayContaining([4, "7.00"])],
    });
  });

  it("lists without the nested columns", async () => {
    const listed = await run({ kind: "none" });
    expect(listed).toMatchObject({
      columns: ["id", "status", "total", "currency", "created_at", "customer_name"],
    });
  });

  it.each<[Aggregate, string]>([
    [{ kind: "count", groupBy: "mood" }, "mood"],
    [{ kind: "measure", op: "sum", of: "mood" }, "mood"],
    [{ kind: "measure", op: "sum", of: "total", groupBy: "mood" }, "mood"],
    [{ kind: "top", n: 1, by: "mood" }, "mood"],
  ])("says what the records have instead of %j", async (aggregate, word) => {
    expect(await run(aggregate)).toContain(`the records have no “${word}”. They have: id, status`);
  });

  it("holds whatever names an API gives to its fields", async () => {
    const rows = [{ 'a"b; drop table x': 1, select: "x", ünïcode: 2 }];
    expect(await run({ kind: "none" }, { rows })).toMatchObject({ rows: [[1, "x", 2]] });
    expect(await run({ kind: "count", groupBy: "select" }, { rows, name: "order" })).toMatchObject({
      rows: [["x", 1]],
    });
  });

  it("lists what has nested columns only, and what is empty", async () => {
    expect(await run({ kind: "none" }, { rows: [{ a: [1] }] })).toMatchObject({ columns: ["a"] });
    expect(await run({ kind: "count" }, { rows: [] })).toMatchObject({ rows: [[0]] });
  });
});
