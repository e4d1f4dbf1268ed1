import { isJsonObject, type JsonObject } from "../kernel/index.ts";
import type { FromChild, ToChild } from "./child-protocol.ts";
import { runStatement } from "./run-statement.ts";

/**
 * The process DuckDB lives in: it takes tables and then one statement over IPC, answers, and forgets the tables.
 *
 * DuckDB's memory limit does not count what scalar functions allocate (`repeat`, `range` as a list), so the
 * process watches its own size while a statement runs and asks to be killed when it has grown past its limit.
 */
const WATCH_EVERY_MS = 20;
/** Room above DuckDB's own limit for the result's cells and for allocators that are slow to give back. */
const MEMORY_SLACK_BYTES = 256 * 2 ** 20;

function serve(): void {
  const tables = new Map<string, JsonObject[]>();
  process.on("message", (message: ToChild) => {
    if (message.kind === "rows") takeRows(tables, message);
    else void answer(tables, message);
  });
  // Nobody is left to answer to, and a statement that cannot be interrupted would keep the process for minutes.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
}

function takeRows(tables: Map<string, JsonObject[]>, slice: Extract<ToChild, { kind: "rows" }>): void {
  const rows: unknown = JSON.parse(slice.json);
  const known = tables.get(slice.table) ?? [];
  if (Array.isArray(rows)) for (const row of rows) if (isJsonObject(row)) known.push(row);
  tables.set(slice.table, known);
}

async function answer(
  tables: Map<string, JsonObject[]>,
  run: Extract<ToChild, { kind: "run" }>,
): Promise<void> {
  let watch: NodeJS.Timeout | undefined;
  const onRunning = () => {
    send({ kind: "running" });
    watch = watchMemory(run.limits.memoryMb);
  };
  const answer = await runStatement({ ...run, tables, onRunning });
  clearInterval(watch);
  tables.clear();
  send({ kind: "answer", answer });
}

function watchMemory(memoryMb: number): NodeJS.Timeout {
  const most = process.memoryUsage.rss() + memoryMb * 2 ** 20 + MEMORY_SLACK_BYTES;
  return setInterval(() => {
    if (process.memoryUsage.rss() > most) send({ kind: "memory" });
  }, WATCH_EVERY_MS);
}

function send(message: FromChild): void {
  process.send?.(message);
}

serve();
