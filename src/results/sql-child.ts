import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Logger } from "../kernel/index.ts";
import type { ChildAnswer, FromChild, StatementLimits, ToChild } from "./child-protocol.ts";
import type { ResultTable } from "./result-table.ts";
import { memoryFailure, sqlFailure, timeoutFailure } from "./sql-outcome.ts";

/** A process with DuckDB in it, which runs one statement at a time and can always be killed. */
export interface SqlChild {
  isAlive(): boolean;
  /** Never rejects. When the child had to be killed or died, it is no longer alive afterwards. */
  run(job: SqlJob): Promise<ChildAnswer>;
  kill(): Promise<void>;
}

export interface SqlJob {
  readonly tables: readonly ResultTable[];
  readonly sql: string;
  readonly timeZone: string;
  readonly limits: StatementLimits;
}

/** Serialised at a time, so that the main thread is never blocked for more than some milliseconds. */
const ROWS_PER_SLICE = 2_000;
/** For starting, receiving and loading the tables; the statement's own deadline starts after. */
const LOAD_TIMEOUT_MS = 30_000;
/** What an interrupt may take to be heard before the process is killed. */
const INTERRUPT_GRACE_MS = 150;
const CHILD_HEAP_MB = 1_024;

/**
 * Starts a child.
 *
 * A process rather than a worker thread, because inside scalar functions DuckDB neither hears an interrupt nor
 * counts its memory: `len(range(300000000))` held `worker.terminate()` for a minute and took 3 GB, and
 * `len(repeat('x', 2000000000))` ended in an abort of the whole process. Its environment is empty.
 */
export function startSqlChild(logger: Logger): SqlChild {
  const process = forkChild();
  let errorText = "";
  process.stderr?.on("data", (text: Buffer) => {
    errorText = (errorText + String(text)).slice(-2_000);
  });
  process.on("error", (error) => logger.error({ err: error }, "sql child failed"));
  return {
    isAlive: () => process.connected && !hasExited(process),
    async run(job) {
      const answer = await runIn(process, job);
      const unexpected = !answer.ok && answer.reason === "engine" && !process.killed;
      if (unexpected) logger.warn({ answer, errorText }, "sql engine failed");
      return answer;
    },
    kill: () => killChild(process),
  };
}

function forkChild(): ChildProcess {
  const extension = extname(fileURLToPath(import.meta.url)) === ".ts" ? ".ts" : ".js";
  const loader = extension === ".ts" ? ["--import", "tsx"] : [];
  return fork(new URL(`./duckdb-child${extension}`, import.meta.url), {
    execArgv: [...loader, `--max-old-space-size=${CHILD_HEAP_MB}`],
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

async function runIn(child: ChildProcess, job: SqlJob): Promise<ChildAnswer> {
  const answered = awaitAnswer(child, job.limits);
  sendJob(child, job).catch(() => child.kill("SIGKILL"));
  const ending = await answered;
  if (ending.kill) await killChild(child);
  return ending.answer;
}

interface Ending {
  readonly answer: ChildAnswer;
  readonly kill: boolean;
}

function awaitAnswer(child: ChildProcess, limits: StatementLimits): Promise<Ending> {
  return new Promise((resolve) => {
    const end = (answer: ChildAnswer, kill: boolean) => {
      clearTimeout(deadline);
      child.off("message", onMessage);
      child.off("exit", onGone);
      child.off("error", onGone);
      resolve({ answer, kill });
    };
    const onMessage = (message: FromChild) => {
      if (message.kind === "answer") return end(message.answer, false);
      if (message.kind === "memory") return end(memoryFailure(limits.memoryMb), true);
      clearTimeout(deadline);
      deadline = setTimeout(
        () => end(timeoutFailure(limits.timeoutMs), true),
        limits.timeoutMs + INTERRUPT_GRACE_MS,
      );
    };
    const onGone = () => end(sqlFailure("engine", "The SQL engine stopped unexpectedly; ask again."), true);
    const loadFailure = sqlFailure("timeout", `The tables were not loaded within ${LOAD_TIMEOUT_MS} ms.`);
    let deadline = setTimeout(() => end(loadFailure, true), LOAD_TIMEOUT_MS);
    child.on("message", onMessage);
    child.on("exit", onGone);
    child.on("error", onGone);
    if (hasExited(child)) onGone();
  });
}

async function sendJob(child: ChildProcess, job: SqlJob): Promise<void> {
  for (const { name, rows } of job.tables) {
    // An empty table is sent too: it exists.
    for (let start = 0; start === 0 || start < rows.length; start += ROWS_PER_SLICE) {
      const json = JSON.stringify(rows.slice(start, start + ROWS_PER_SLICE));
      await send(child, { kind: "rows", table: name, json });
    }
  }
  await send(child, { kind: "run", sql: job.sql, timeZone: job.timeZone, limits: job.limits });
}

function send(child: ChildProcess, message: ToChild): Promise<void> {
  return new Promise((resolve, reject) => {
    child.send(message, (error) => (error === null ? resolve() : reject(error)));
  });
}

async function killChild(child: ChildProcess): Promise<void> {
  if (hasExited(child)) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
