import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type Logger, messageOf, runnableModule } from "../kernel/index.ts";
import type { ChildAnswer, FromChild, StatementLimits, ToChild } from "./child-protocol.ts";
import type { ResultTable } from "./result-table.ts";
import { memoryFailure, type SqlFailure, sqlFailure, timeoutFailure } from "./sql-outcome.ts";

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

/** For starting, and for each part of the records; the statement's own deadline starts after. */
const LOAD_TIMEOUT_MS = 30_000;
/** What an interrupt may take to be heard before the process is killed. */
const INTERRUPT_GRACE_MS = 150;
const CHILD_HEAP_MB = 512;

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

/** It passes text on to DuckDB and little else, so V8's helper threads and a large young generation are 20 MB for nothing. */
const LEAN = ["--single-threaded", "--max-semi-space-size=2"];

function forkChild(): ChildProcess {
  return fork(runnableModule(import.meta.url, "./duckdb-child"), {
    execArgv: [...LEAN, `--max-old-space-size=${CHILD_HEAP_MB}`],
    env: {},
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

async function runIn(child: ChildProcess, job: SqlJob): Promise<ChildAnswer> {
  const named = await converse(child, job, { allColumns: false });
  // What the statement gets wrong is told with all columns that it could have named.
  const isWrong = !named.answer.ok && named.answer.reason === "syntax" && !named.kill;
  const ending = isWrong ? await converse(child, job, { allColumns: true }) : named;
  if (ending.kill) await killChild(child);
  return ending.answer;
}

interface Ending {
  readonly answer: ChildAnswer;
  readonly kill: boolean;
}

/**
 * Begins a statement, gives the child each part of the records when it is ready for it, and waits for the answer. A child
 * of which nothing is heard for too long is to be killed.
 */
function converse(child: ChildProcess, job: SqlJob, load: { allColumns: boolean }): Promise<Ending> {
  const { limits } = job;
  const rest = messagesOf(job, load);
  return new Promise((resolve) => {
    let isOver = false;
    const end = (answer: ChildAnswer, kill: boolean) => {
      isOver = true;
      clearTimeout(deadline);
      void rest.return(undefined);
      child.off("message", onMessage);
      child.off("exit", onGone);
      child.off("error", onGone);
      resolve({ answer, kill });
    };
    const waitAtMost = (ms: number, failure: SqlFailure) => {
      clearTimeout(deadline);
      deadline = setTimeout(() => end(failure, true), ms);
    };
    const sendNext = () => {
      waitAtMost(LOAD_TIMEOUT_MS, loadFailure);
      rest.next().then(
        // What was still being read when the answer came is nothing for whom the child serves next.
        ({ value }) => value && !isOver && child.send(value, (error) => error && onGone()),
        (error) => end(sqlFailure("engine", `The records could not be read: ${messageOf(error)}`), true),
      );
    };
    const onMessage = (message: FromChild) => {
      switch (message.kind) {
        case "answer":
          return end(message.answer, false);
        case "memory":
          return end(memoryFailure(limits.memoryMb), true);
        case "running":
          return waitAtMost(limits.timeoutMs + INTERRUPT_GRACE_MS, timeoutFailure(limits.timeoutMs));
        case "ready":
        case "loaded":
          return sendNext();
      }
    };
    const onGone = () => end(sqlFailure("engine", "The SQL engine stopped unexpectedly; ask again."), true);
    let deadline: NodeJS.Timeout | undefined;
    child.on("message", onMessage);
    child.on("exit", onGone);
    child.on("error", onGone);
    if (hasExited(child)) onGone();
    else sendNext();
  });
}

const loadFailure = sqlFailure(
  "timeout",
  `The tables were not loaded: nothing came of it for ${LOAD_TIMEOUT_MS} ms.`,
);

async function* messagesOf(
  { tables, sql, timeZone, limits }: SqlJob,
  load: { allColumns: boolean },
): AsyncGenerator<ToChild, undefined> {
  const named = tables.map(({ name, records }) => ({ name, columns: records.columns }));
  yield { kind: "begin", sql, timeZone, limits, tables: named, ...load };
  for (const { name: table, records } of tables) {
    for (const part of records.parts) yield { kind: "rows", table, part };
    if (!records.rest) continue;
    for await (const part of records.rest()) yield { kind: "rows", table, part };
  }
  yield { kind: "run" };
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
