/**
 * How long the activity takes with many calls, and whether its export grows.
 *
 *     npm run bench:activity -- [--rows 1000000] [--postgres]
 *
 * Fills a ledger with 10,000 calls and then with `--rows`, on the embedded database or on the Postgres of
 * `TEST_DATABASE_URL`, asks for first pages, deep pages and filters, and exports everything. Prints one JSON line. Exits 1
 * when the first page of many is more than 1.5 times slower than the first page of few, or the export holds more memory at
 * its end than after its first tenth. The times themselves depend on the machine; their aim is 95 % below 100 ms.
 */
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { type Database, migrateDatabase, openDatabase } from "../src/database/index.ts";
import { type ActivityFilter, listActivity, readActivity } from "../src/execution/index.ts";
import { testDatabase, testPostgres } from "../test/support/database.ts";
import { fillLedger } from "../test/support/ledger.ts";
import { MIGRATIONS } from "../test/support/migrations.ts";
import { silentLogger } from "../test/support/silent-logger.ts";

const { values } = parseArgs({
  options: { rows: { type: "string", default: "1000000" }, postgres: { type: "boolean", default: false } },
});
const rows = Number(values.rows);
const ROUNDS = 40;
const NOW = new Date("2026-03-18T12:00:00.000Z");
const of = { workspaceId: "ws_many" };
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

async function open(): Promise<{ database: Database; drop: () => Promise<void> }> {
  if (!values.postgres) return { database: await testDatabase(), drop: async () => undefined };
  const server = await testPostgres();
  if (!server) throw new Error("no PostgreSQL is reachable at TEST_DATABASE_URL");
  const database = await openDatabase({ url: server.url, dataDir: "/nowhere", logger: silentLogger() });
  await migrateDatabase(database, MIGRATIONS);
  return { database, drop: server.drop };
}

const { database, drop } = await open();
const { db } = database;

interface Times {
  readonly p50: number;
  readonly p95: number;
}

/** The same page again and again; of several filters by turns, so that a busy moment of the machine is everybody's. */
async function timed(filters: readonly ActivityFilter[], from?: Date): Promise<Times[]> {
  const before = from && { at: from, id: "~" };
  const took: number[][] = filters.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, filter] of filters.entries()) {
      const startedAt = performance.now();
      await listActivity(db, filter, { limit: 50, ...(before ? { before } : {}) });
      took[index]?.push(performance.now() - startedAt);
    }
  }
  return took.map(timesOf);
}

function timesOf(took: readonly number[]): Times {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1));
  return { p50: at(0.5), p95: at(0.95) };
}

async function exported(): Promise<{ seconds: number; earlyMB: number; lateMB: number; calls: number }> {
  const startedAt = performance.now();
  let [calls, earlyMB] = [0, 0];
  const heldMB = () => {
    globalThis.gc?.();
    return Math.round(process.memoryUsage().heapUsed / 1_000_000);
  };
  for await (const batch of readActivity(db, of, { batch: 500 })) {
    calls += batch.length;
    if (earlyMB === 0 && calls >= rows / 10) earlyMB = heldMB();
  }
  return { calls, earlyMB, lateMB: heldMB(), seconds: Math.round((performance.now() - startedAt) / 1000) };
}

try {
  const filling = { until: NOW, integrations: 8, members: 40, titles: 200 };
  await fillLedger(db, { ...filling, workspaceId: "ws_few", count: 10_000 });
  await fillLedger(db, { ...filling, ...of, count: rows });
  await db.execute(sql`vacuum analyze calls`);
  const [few, first] = await timed([{ workspaceId: "ws_few" }, of]);
  const [middle] = await timed([of], ago(rows / 2));
  if (!few || !first || !middle) throw new Error("nothing was timed");
  const pages: Record<string, Times> = { "first page": first, "a page from the middle": middle };
  const filters: Record<string, Omit<ActivityFilter, "workspaceId">> = {
    integration: { integrationId: "int_3" },
    person: { memberId: "mem_17" },
    action: { action: "action-42" },
    "part of an action's name": { action: "tion-42" },
    failed: { status: "failed" },
    "failed with 5xx": { status: "server" },
    unknown: { status: "unknown" },
    refused: { status: "refused" },
    worked: { status: "worked" },
    "a day long ago": { from: ago(rows * 0.9), to: ago(rows * 0.9 - 86_400) },
    "person and integration": { memberId: "mem_17", integrationId: "int_3" },
    "all of them": { memberId: "mem_17", integrationId: "int_3", action: "action-42", status: "failed" },
    "nobody, of a name that none has": { memberId: "mem_x", action: "none" },
    "a name that none has": { action: "none" },
  };
  const found = await timed(Object.values(filters).map((filter) => ({ ...of, ...filter })));
  for (const [index, name] of Object.keys(filters).entries())
    pages[name] = found[index] ?? { p50: 0, p95: 0 };
  const ratio = Number((first.p50 / few.p50).toFixed(2));
  const file = await exported();
  const slowest = Math.max(...Object.values(pages).map(({ p95 }) => p95));
  console.log(
    JSON.stringify({
      database: database.kind,
      rows,
      firstPageOfFew: few,
      ratio,
      slowest,
      pages,
      export: file,
    }),
  );
  const isFlat = file.calls === rows && file.lateMB <= file.earlyMB * 1.5 + 10;
  process.exitCode = ratio <= 1.5 && isFlat ? 0 : 1;
} finally {
  await database.close();
  await drop();
}
