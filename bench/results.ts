/**
 * What numbers cost: turns over 100,000 rows, one by itself and ten at once, and SQL that means harm. Prints JSON; exit 1
 * when a figure misses its bound.
 *
 * A turn's own time is what is left of it without the waits for the API, which is in a process of its own. Memory is that
 * of this process, with the database in it, and of all SQL engines.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { createCommandPlanner, createPlanner } from "../src/planning/index.ts";
import { createSqlEngine, recordsOf } from "../src/results/index.ts";
import { ask } from "../test/battery/play.ts";
import { openTalk } from "../test/conversation/talk.ts";
import { silentLogger } from "../test/support/silent-logger.ts";
import { action, connectApi, type Ground, newTeam, openGround } from "../test/support/team.ts";
import { HOSTILE } from "./results/hostile-sql.ts";
import { memoryOfTree, peakDuring } from "./results/memory-of-tree.ts";

// As in `main.ts`.
setFlagsFromString("--heap-growing-percent=30");

const BOUNDS = { turnMs: 3_000, turnMb: 400, tenTurnsMb: 1_536, hostileMs: 2_000 };
const QUESTION = "Chief, call our Shop: GET /orders. Tell me the total total by status.";

async function main(): Promise<void> {
  const api = fork(fileURLToPath(new URL("./results/large-list.ts", import.meta.url)), ["100000"], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const lines = createInterface({ input: api.stdout as NodeJS.ReadableStream });
  const [baseUrl] = (await once(lines, "line")) as [string];
  const ground: Ground = { ...(await openGround()), clock: () => new Date() };
  const sql = createSqlEngine({ logger: silentLogger() });
  try {
    const team = await newTeam(ground);
    const actions = [action("list-orders", "GET", "/orders", { query: ["cursor"] })];
    await connectApi(ground, team, { name: "Shop", baseUrl, actions });
    const planner = createPlanner({ mode: "commands", commands: createCommandPlanner(), model: undefined });
    const { conversation } = await openTalk(ground, team, { planner, sql });
    const turn = async () => {
      const { run } = await ask({ db: ground.db, conversation }, { member: team.ada, text: QUESTION });
      const rows = run.answer?.tables[0]?.rows ?? [];
      const counted = rows.reduce((sum, row) => sum + Number(row.at(-1)), 0);
      if (counted !== 100_000) throw new Error(`it counted ${counted}: ${run.answer?.text}`);
      return run.receipt?.durationMs ?? 0;
    };
    const waits = await waitForAll(baseUrl);
    await turn();
    const idleMb = memoryOfTree([api.pid ?? 0]);
    const one = await peakDuring([api.pid ?? 0], timed(turn));
    const ten = await peakDuring(
      [api.pid ?? 0],
      timed(() => Promise.all(Array.from({ length: 10 }, turn))),
    );
    const hostile = await playHostile(sql);
    const figures = {
      rows: 100_000,
      turnMs: one.result,
      waitsForApiMs: waits,
      ownMs: one.result - waits,
      idleMb,
      turnMb: one.peakMb,
      tenTurnsMs: ten.result,
      tenTurnsMb: ten.peakMb,
      hostile,
    };
    const misses = missesOf(figures);
    process.stdout.write(`${JSON.stringify({ ...figures, bounds: BOUNDS, misses }, null, 2)}\n`);
    process.exitCode = misses.length === 0 ? 0 : 1;
  } finally {
    api.kill();
    await sql.close();
    await ground.close();
  }
}

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

async function playHostile(sql: ReturnType<typeof createSqlEngine>) {
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

await main();
