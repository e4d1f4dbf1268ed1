import { describe, expect, it } from "vitest";
import { createSqlEngine, type SqlOutcome } from "../../src/results/index.ts";
import { quietLogger, tableOf, testEngine } from "./engine-fixture.ts";

const engine = testEngine();
const ORDERS = [
  {
    id: 1,
    status: "open",
    total: "12.50",
    created_at: "2026-01-31T23:30:00Z",
    customer: { id: 7 },
    tags: ["a", "b"],
  },
  {
    id: 2,
    status: "paid",
    total: "3.00",
    created_at: "2026-02-01T10:00:00+02:00",
    customer: { id: 8 },
    tags: [],
  },
  { id: 3, status: "open", total: null, created_at: null, customer: null, tags: null },
];

function ask(sql: string, tables = [tableOf(ORDERS)]): Promise<SqlOutcome> {
  return engine.query({ tables, sql });
}

describe("D4: SQL over answers", () => {
  it("counts, groups and sums", async () => {
    expect(
      await ask("SELECT status, count(*) AS n, sum(total) AS t FROM orders_1 GROUP BY ALL ORDER BY 1"),
    ).toMatchObject({
      ok: true,
      columns: [
        { name: "status", type: "VARCHAR" },
        { name: "n", type: "BIGINT" },
        { name: "t", type: "DECIMAL(38,2)" },
      ],
      rows: [
        ["open", 2, "12.50"],
        ["paid", 1, "3.00"],
      ],
      truncated: false,
    });
  });

  it("joins results, numbers with numbers in text", async () => {
    const customers = tableOf([{ id: "7", name: "Ada" }], {}, "customers_1");
    const sql = "SELECT name, total FROM orders_1 o JOIN customers_1 c ON o.customer_id = c.id";
    expect(await ask(sql, [tableOf(ORDERS), customers])).toMatchObject({ rows: [["Ada", "12.50"]] });
  });

  it("unnests lists that were kept as JSON", async () => {
    const sql = "SELECT id, tag FROM orders_1, unnest(CAST(tags AS VARCHAR[])) AS t(tag) ORDER BY tag";
    expect(await ask(sql)).toMatchObject({
      rows: [
        [1, "a"],
        [1, "b"],
      ],
    });
  });

  it("makes tables of lists, with what their records are known by", async () => {
    const bills = tableOf(
      [
        {
          id: "b1",
          lines: [
            { sku: "x", price: "1.10", at: { day: "2026-01-31" } },
            { sku: "y", price: 2 },
          ],
          tags: ["a", null],
        },
        { id: "b2", lines: [], tags: null },
        { id: "b3", lines: [{ sku: "x", price: "0.005" }], tags: ["a"] },
      ],
      { complete: false, knownTotal: 9 },
      "bills",
    );
    const all = await ask("SELECT sku, sum(price) AS total FROM bills_lines GROUP BY 1 ORDER BY 1", [bills]);
    expect(all).toMatchObject({
      rows: [
        ["x", "1.105"],
        ["y", "2.000"],
      ],
      partial: "of the first 3 of at least 9 bills",
    });
    const joined = "SELECT b.id, l.at_day FROM bills b JOIN bills_lines l ON l.bills_id = b.id ORDER BY ALL";
    expect(await ask(joined, [bills])).toMatchObject({
      rows: [
        ["b1", "2026-01-31"],
        ["b1", null],
        ["b3", null],
      ],
    });
    expect(await ask("SELECT value, count(*) FROM bills_tags GROUP BY 1 ORDER BY 1", [bills])).toMatchObject({
      rows: [
        ["a", 2],
        [null, 1],
      ],
    });
    // Each element knows its record, also where two have the same id.
    const twice = tableOf(
      [
        { id: 1, status: "paid", at: "2026-01-31T23:30:00Z", lines: [{ n: 2, bills_at: "x" }] },
        { id: 1, status: "open", at: "2026-02-01T00:30:00Z", lines: [{ n: 3 }, { n: 4 }] },
      ],
      {},
      "bills",
    );
    const narrowed =
      "SELECT bills_status, sum(n) FROM bills_lines WHERE bills_at_of_record < '2026-02-01' AND bills_id = 1 GROUP BY 1";
    expect(await ask(narrowed, [twice])).toMatchObject({ rows: [["paid", 2]] });
    expect(await ask("SELECT * FROM bills_lines LIMIT 1", [twice])).toMatchObject({
      columns: [{ name: "bills_id" }, { name: "n" }, { name: "bills_at" }],
    });
    expect(await ask("SELECT *, bills_status FROM bills_lines LIMIT 1", [twice])).toMatchObject({
      rows: [[1, 2, "x", "paid", "paid"]],
    });
    const nameless = tableOf([{ parts: [1] }, { parts: [2, 3] }], {}, "sets");
    expect(await ask("SELECT * FROM sets_parts", [nameless])).toMatchObject({
      columns: [{ name: "sets_row" }, { name: "value" }],
      rows: [
        [1, 1],
        [2, 2],
        [2, 3],
      ],
    });
    // What is no list of one kind makes none.
    const mixed = tableOf([{ odd: [1, { a: 1 }], deep: [[1]], some: { a: 1 } }, { some: [1] }], {}, "odds");
    expect(await ask("SELECT * FROM odds_odd", [mixed])).toMatchObject({ ok: false, reason: "syntax" });
    expect(await ask("SELECT * FROM odds_deep", [mixed])).toMatchObject({ ok: false, reason: "syntax" });
    expect(await ask("SELECT * FROM odds_some", [mixed])).toMatchObject({ ok: false, reason: "syntax" });
  });

  it("compares instants whatever offset the answer or the statement wrote", async () => {
    const sql = "SELECT id, created_at FROM orders_1 WHERE created_at >= '2026-02-01T09:00:00+01:00'";
    expect(await ask(sql)).toMatchObject({ rows: [[2, "2026-02-01T08:00:00Z"]] });
  });

  it("groups by day in the time zone that was asked for", async () => {
    const sql =
      "SELECT CAST(created_at AS DATE) AS day, count(*) FROM orders_1 WHERE id < 3 GROUP BY ALL ORDER BY ALL";
    const inBerlin = await engine.query({ tables: [tableOf(ORDERS)], sql, timeZone: "Europe/Berlin" });
    expect(await ask(sql)).toMatchObject({
      rows: [
        ["2026-01-31", 1],
        ["2026-02-01", 1],
      ],
    });
    expect(inBerlin).toMatchObject({ rows: [["2026-02-01", 2]] });
  });

  it.each([
    ["SELECT * FROM orders_1 WHERE id = 1", 6],
    ["SELECT orders_1 FROM orders_1 WHERE id = 1", 1],
    ["SELECT o FROM orders_1 AS o WHERE id = 1", 1],
    ["SELECT COLUMNS('(id|status)') FROM orders_1 WHERE id = 1", 3],
    ["FROM orders_1 WHERE id = 1", 6],
    ["SELECT count(a.total) FROM orders_1 a NATURAL JOIN orders_1 b", 1],
    ["SELECT ORDERS_1.STATUS FROM orders_1 JOIN orders_1 b USING (id) WHERE id = 1", 1],
    ["SELECT count(*) FROM orders_1", 1],
    ["SELECT main.orders_1 FROM orders_1 WHERE id = 1", 1],
  ])("loads every column that a statement may read: %s", async (sql, columns) => {
    const outcome = await ask(sql);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome.ok && outcome.columns).toHaveLength(columns);
    // A column that was not loaded would be null.
    expect(outcome.ok && outcome.rows[0]?.join()).toMatch(/1|2|3|open/);
  });

  it.each([
    "SELECT #1 FROM orders_1 WHERE total = 12.5",
    "SELECT status FROM orders_1 AS o(status, total) WHERE total = 'open' LIMIT 1",
  ])("finds a column by its place: %s", async (sql) => {
    expect(await ask(sql)).toMatchObject({ rows: [[1]] });
  });

  it("names the columns there are where a statement names one that is not there", async () => {
    expect(await ask("SELECT sum(totals) FROM orders_1")).toMatchObject({
      reason: "syntax",
      message: expect.stringContaining('"total"'),
    });
  });

  it("answers over an empty list", async () => {
    expect(await ask("SELECT count(*) FROM orders_1", [tableOf([])])).toMatchObject({ rows: [[0]] });
  });

  it("gives lists and structs as JSON text, and what a double cannot hold as text", async () => {
    const sql = "SELECT [1, 2], {a: 1.50}, 9007199254740993, 'infinity'::DOUBLE, 1.0::DOUBLE / 4, true, NULL";
    expect(await ask(sql)).toMatchObject({
      rows: [["[1,2]", '{"a":"1.50"}', "9007199254740993", "Infinity", 0.25, true, null]],
    });
  });

  it("caps the rows of a result and says so", async () => {
    const small = testEngine({ maxRows: 3 });
    const outcome = await small.query({ tables: [], sql: "SELECT * FROM range(1000000000000)" });
    expect(outcome).toMatchObject({ ok: true, rows: [[0], [1], [2]], truncated: true });
    await small.close();
  });

  it("caps the bytes of a result and says so", async () => {
    const sql = "SELECT repeat('x', 1000000) FROM range(100)";
    const outcome = await engine.query({ tables: [], sql, timeoutMs: 20_000 });
    expect(outcome).toMatchObject({ ok: true, truncated: true });
    expect(outcome.ok && outcome.rows.length).toBe(9);
  });
});

describe("D5: numbers over part of the data carry a label", () => {
  const part = tableOf(ORDERS, { complete: false, knownTotal: 9400, why: "page budget reached" });
  const LABEL = "of the first 3 of at least 9,400 orders (page budget reached)";

  it.each([
    "SELECT sum(total) FROM orders_1",
    "SELECT * FROM (SELECT count(*) FROM ORDERS_1)",
    "WITH o AS (SELECT * FROM orders_1) SELECT max(total) FROM o",
    "SELECT (SELECT count(*) FROM main.orders_1)",
    'SELECT 1 UNION ALL SELECT id FROM "orders_1"',
    "SUMMARIZE orders_1",
    "PIVOT orders_1 ON status IN ('open') USING sum(total)",
    "UNPIVOT (SELECT id FROM orders_1) ON id INTO NAME n VALUE v",
    "SELECT 1 WHERE EXISTS (FROM orders_1)",
  ])("%s", async (sql) => {
    expect(await ask(sql, [part])).toMatchObject({ ok: true, partial: LABEL });
  });

  it("names each incomplete table of a join", async () => {
    const refunds = tableOf([{ id: 1 }], { complete: false }, "refunds_2");
    const sql = "SELECT count(*) FROM orders_1 JOIN refunds_2 USING (id)";
    expect(await ask(sql, [part, refunds])).toMatchObject({
      partial: `${LABEL} and of the first 1 refunds, not all of them`,
    });
  });

  it("labels nothing that was read whole, or not read at all", async () => {
    const customers = tableOf([{ id: 1 }], {}, "customers_1");
    const outcome = await ask("SELECT count(*) FROM customers_1", [part, customers]);
    expect(outcome).not.toHaveProperty("partial");
  });
});

describe("SQL is read-only and sealed", () => {
  it.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM 'https://127.0.0.1:1/x.parquet'",
    "COPY orders_1 TO '/tmp/chief-results-test.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "ATTACH '/tmp/chief-results-test.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "RESET memory_limit",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE orders_1",
    "DROP TABLE orders_1",
    "CREATE TABLE x AS SELECT 1",
    "INSERT INTO orders_1 SELECT * FROM orders_1",
    "DELETE FROM orders_1 RETURNING *",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT * FROM query('SELECT sum(total) FROM orders_1')",
    "SELECT * FROM json_execute_serialized_sql('{}')",
    "SELECT * FROM duckdb_settings()",
    "EXPORT DATABASE '/tmp/chief-results-test'",
  ])("refuses %s", async (sql) => {
    expect(await ask(sql)).toMatchObject({ ok: false, reason: "not_read_only" });
  });

  it("finds no file where a table's name is expected", async () => {
    expect(await ask("SELECT * FROM '/etc/passwd'")).toMatchObject({ ok: false, reason: "syntax" });
  });

  it.each([
    ["selec 1", /syntax error/],
    ["SELECT nope FROM orders_1", /"nope" not found/],
    ["SELECT * FROM orders_9", /orders_9 does not exist/],
    ["SELECT CAST(status AS INTEGER) FROM orders_1", /Could not convert/],
    ["", /SELECT/],
  ])("says what is wrong with %j", async (sql, message) => {
    expect(await ask(sql)).toMatchObject({
      ok: false,
      reason: "syntax",
      message: expect.stringMatching(message),
    });
  });

  it("refuses table names that SQL could not write, and two of one name", async () => {
    const named = (name: string) => tableOf([], {}, name);
    expect(await ask("SELECT 1", [named('x" (a INT); --')])).toMatchObject({ ok: false, reason: "syntax" });
    expect(await ask("SELECT 1", [named("a"), named("A")])).toMatchObject({ ok: false, reason: "syntax" });
  });

  it("refuses a time zone that is none", async () => {
    const query = (timeZone: string) => engine.query({ tables: [], sql: "SELECT 1", timeZone });
    expect(await query("UTC'; SET threads = 9; --")).toMatchObject({ ok: false, reason: "syntax" });
    expect(await query("Moon/Base")).toMatchObject({ ok: false });
  });

  it("refuses more rows than it loads", async () => {
    const row = { id: 1 };
    const rows = Array.from({ length: 1_000_001 }, () => row);
    expect(await ask("SELECT 1", [tableOf(rows)])).toMatchObject({ ok: false, reason: "too_many_rows" });
  });
});

describe("SQL is stopped at its limits, and the next statement works", () => {
  const quick = testEngine({ timeoutMs: 500, memoryMb: 128 });

  it.each([
    [
      "an endless recursion",
      "WITH RECURSIVE t AS (SELECT 1 a UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t",
      "timeout",
    ],
    ["an endless range", "SELECT count(*) FROM range(1000000000000)", "timeout"],
    [
      "a huge cross join",
      "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b",
      "timeout",
    ],
    ["a hash table too big", "SELECT list(range) FROM range(1000000000)", /timeout|memory/],
    ["a list DuckDB's limit does not see", "SELECT len(range(1000000000))", /timeout|memory/],
    ["a text that no interrupt stops", "SELECT len(repeat('x', 2000000000))", /timeout|memory/],
  ])("stops %s in under 2 s", async (_what, sql, reason) => {
    // The process may be new; what counts is the statement.
    await quick.query({ tables: [], sql: "SELECT 1" });
    const startedAt = performance.now();
    const outcome = await quick.query({ tables: [], sql });
    const tookMs = performance.now() - startedAt;
    const next = await quick.query({ tables: [tableOf(ORDERS)], sql: "SELECT count(*) FROM orders_1" });

    expect(outcome).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    expect(tookMs).toBeLessThan(2_000);
    expect(next).toMatchObject({ rows: [[3]] });
  });
});

describe("SQL that needs too much memory", () => {
  const patient = testEngine({ timeoutMs: 25_000, memoryMb: 128 });

  it.each([
    ["DuckDB's own limit", "SELECT list(range) FROM range(1000000000)"],
    ["the watch on the process", "SELECT len(range(1000000000))"],
  ])("is stopped by %s", async (_what, sql) => {
    const message = "Stopped: it needed more than 128 MB. Group, filter or limit earlier.";
    expect(await patient.query({ tables: [], sql })).toEqual({ ok: false, reason: "memory", message });
  });
});

describe("statements at the same time", () => {
  it("see only their own tables", async () => {
    const asks = Array.from({ length: 6 }, (_, at) =>
      ask("SELECT sum(n) FROM numbers", [tableOf([{ n: at }, { n: 100 }], {}, "numbers")]),
    );
    const sums = (await Promise.all(asks)).map((outcome) => outcome.ok && outcome.rows[0]?.[0]);
    expect(sums).toEqual([100, 101, 102, 103, 104, 105]);
    expect(await ask("SELECT * FROM numbers")).toMatchObject({ ok: false, reason: "syntax" });
  });

  it("lose nothing when a neighbour is killed", async () => {
    const hog = ask("SELECT len(range(1000000000))", []);
    const neighbours = await Promise.all([1, 2, 3].map(() => ask("SELECT count(*) FROM orders_1")));
    expect(await hog).toMatchObject({ ok: false, reason: expect.stringMatching(/timeout|memory/) });
    for (const neighbour of neighbours) expect(neighbour).toMatchObject({ rows: [[3]] });
  });

  it("are dropped when aborted, waiting or running", async () => {
    // Far beyond the test's own limit: only the abort can end them.
    const one = testEngine({ atOnce: 1, timeoutMs: 600_000 });
    await one.query({ tables: [], sql: "SELECT 1" });
    const abort = new AbortController();
    const reason = new Error("stopped by a person");
    const endless = { tables: [], sql: "SELECT count(*) FROM range(1000000000000)", signal: abort.signal };
    const dropped = [one.query(endless), one.query(endless)];
    const settled = Promise.allSettled(dropped);
    abort.abort(reason);

    expect((await settled).map((end) => end.status === "rejected" && end.reason)).toEqual([reason, reason]);
    expect(await one.query({ tables: [], sql: "SELECT 1" })).toMatchObject({ rows: [[1]] });
  });

  it("get a failure when the engine closes under them", async () => {
    const closing = createSqlEngine({ logger: quietLogger });
    await closing.query({ tables: [], sql: "SELECT 1" });
    const running = closing.query({ tables: [], sql: "SELECT count(*) FROM range(1000000000000)" });
    const closed = new Promise((resolve) => setImmediate(resolve)).then(() => closing.close());
    expect(await running).toMatchObject({ ok: false, reason: "engine" });
    await closed;
    await expect(closing.query({ tables: [], sql: "SELECT 1" })).rejects.toMatchObject({
      code: "results.closed",
    });
  });
});
