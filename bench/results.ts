/**
 * What numbers cost: turns over 100,000 rows, one by itself and ten at once, and SQL that means harm. Prints JSON; exit 1
 * when a figure misses its bound.
 *
 * Chief is the built one, in a process of its own on a PostgreSQL (`TEST_DATABASE_URL`), asked by its REST API. A turn's
 * own time is what is left of it without the waits for the API, which is another process. Memory is that of Chief and its
 * SQL engines together, what they share counted once. `workSeconds` is how long a fixed piece of parsing and sorting takes,
 * before and after: a machine that is slow, or that other work keeps busy, shows it there.
 */
import { join } from "node:path";
import type * as Results from "../src/results/index.ts";
import { silentLogger } from "../test/support/silent-logger.ts";
import { type Chief, ROOT, withShop } from "./results/built-chief.ts";
import { HOSTILE } from "./results/hostile-sql.ts";
import { cpuSecondsOfTree, memoryOfTree, peakDuring } from "./results/memory-of-tree.ts";

const BOUNDS = { turnMs: 3_000, turnMb: 400, tenTurnsMb: 1_536, hostileMs: 2_000 };
const QUESTION = "Chief, call our Shop: GET /orders. Tell me the total total by status.";

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Shop", version: "1" },
  paths: {
    "/orders": {
      get: {
        operationId: "list-orders",
        parameters: [{ name: "cursor", in: "query", schema: { type: "string" } }],
        responses: { "200": { description: "Orders" } },
      },
    },
  },
};

async function report(chief: Chief, baseUrl: string): Promise<void> {
  const turn = () => turnOf(chief);
  const waits = await waitForAll(baseUrl);
  const before = workSeconds();
  await turn();
  const idleMb = memoryOfTree(chief.pid);
  const cpuBefore = cpuSecondsOfTree(chief.pid);
  const one = await peakDuring(chief.pid, turn);
  const cpuMs = Math.round((cpuSecondsOfTree(chief.pid) - cpuBefore) * 1_000);
  const ten = await peakDuring(
    chief.pid,
    timed(() => Promise.all(Array.from({ length: 10 }, turn))),
  );
  const hostile = await playHostile();
  const figures = {
    ...{ rows: 100_000, workSeconds: [before, workSeconds()] },
    ...{ turnMs: one.result, waitsForApiMs: waits, ownMs: one.result - waits, cpuMs },
    ...{ idleMb, turnMb: one.peakMb, tenTurnsMs: ten.result, tenTurnsMb: ten.peakMb, hostile },
  };
  const misses = missesOf(figures);
  process.stdout.write(`${JSON.stringify({ ...figures, bounds: BOUNDS, misses }, null, 2)}\n`);
  process.exitCode = misses.length === 0 ? 0 : 1;
}

/** Asks, and gives the milliseconds that the receipt says. */
async function turnOf(chief: Chief): Promise<number> {
  let run = await chief.ask("POST /runs", { text: QUESTION, waitSeconds: 60 });
  while (run.state === "running" || run.state === "queued")
    run = await chief.ask(`GET /runs/${run.id}?waitSeconds=60`, undefined);
  const rows: unknown[][] = run.answer?.tables[0]?.rows ?? [];
  const counted = rows.reduce((sum, row) => sum + Number(row.at(-1)), 0);
  if (counted !== 100_000) throw new Error(`it counted ${counted}: ${JSON.stringify(run).slice(0, 500)}`);
  return run.receipt.durationMs;
}

function workSeconds(): number {
  const startedAt = performance.now();
  const text = JSON.stringify(
    Array.from({ length: 20_000 }, (_, at) => ({ id: at, note: `note ${at % 97}` })),
  );
  for (let round = 0; round < WORK_ROUNDS; round++)
    (JSON.parse(text) as { note: string }[]).sort((a, b) => (a.note < b.note ? -1 : 1));
  return Math.round((performance.now() - startedAt) / 10) / 100;
}

const WORK_ROUNDS = 40;

const timed = (work: () => Promise<unknown>) => async () => {
  const startedAt = performance.now();
  await work();
  return Math.round(performance.now() - startedAt);
};

/** How long the pages take by themselves, read one after the other by `fetch`. */
async function waitForAll(baseUrl: string): Promise<number> {
  const read = async () => {
    for (let cursor: string | null = "0"; cursor !== null; ) {
      const response = await fetch(`${baseUrl}/orders?cursor=${cursor}`);
      const text = await response.text();
      cursor = /"next_cursor":"(\d+)"\}$/.exec(text)?.[1] ?? null;
    }
  };
  await read();
  return timed(read)();
}

async function playHostile() {
  // The built one: its processes start as they do where Chief runs.
  const { createSqlEngine, recordsOf }: typeof Results = await import(join(ROOT, "dist/results/index.js"));
  const sql = createSqlEngine({ logger: silentLogger() });
  const coverage = { rows: 3, pages: 1, complete: true, asOf: new Date().toISOString() };
  const records = recordsOf([{ id: 1 }, { id: 2 }, { id: 3 }]);
  const tables = [{ name: "orders", source: "Shop", records, coverage }];
  const played: { statement: string; reason: string; ms: number }[] = [];
  for (const statement of HOSTILE) {
    const startedAt = performance.now();
    const outcome = await sql.query({ tables, sql: statement });
    const ms = Math.round(performance.now() - startedAt);
    played.push({
      statement: statement.slice(0, 80),
      reason: outcome.ok ? "GAVE A RESULT" : outcome.reason,
      ms,
    });
  }
  await sql.close();
  return { statements: played.length, slowestMs: Math.max(...played.map(({ ms }) => ms)), played };
}

function missesOf(of: {
  ownMs: number;
  turnMb: number;
  tenTurnsMb: number;
  hostile: Awaited<ReturnType<typeof playHostile>>;
}): string[] {
  const { ownMs, turnMb, tenTurnsMb, hostile } = of;
  return [
    ownMs >= BOUNDS.turnMs ? `a turn takes ${ownMs} ms` : "",
    turnMb >= BOUNDS.turnMb ? `a turn takes ${turnMb} MB` : "",
    tenTurnsMb >= BOUNDS.tenTurnsMb ? `ten turns take ${tenTurnsMb} MB` : "",
    ...hostile.played.map(({ statement, reason, ms }) =>
      reason === "GAVE A RESULT" || ms >= BOUNDS.hostileMs ? `${statement}: ${reason} after ${ms} ms` : "",
    ),
  ].filter((miss) => miss !== "");
}

await withShop({ file: "./large-list.ts", argument: "100000", openapi: DOCUMENT }, report);
