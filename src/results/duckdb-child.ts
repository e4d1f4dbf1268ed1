import type { Begin, ChildAnswer, FromChild, ToChild } from "./child-protocol.ts";
import { type OpenStatement, openStatement } from "./open-statement.ts";

/**
 * The process DuckDB lives in. Over IPC it takes a statement with its tables, then their records part by part, each when
 * it has asked for it, so that never more than one is under way; then it runs the statement, answers, and forgets all.
 *
 * DuckDB's memory limit does not count what scalar functions allocate (`repeat`, `range` as a list), so the
 * process watches its own size while a statement runs and asks to be killed when it has grown past its limit.
 */
const WATCH_EVERY_MS = 20;
/** Room above DuckDB's own limit for the result's cells and for allocators that are slow to give back. */
const MEMORY_SLACK_BYTES = 256 * 2 ** 20;

function serve(): void {
  let open: OpenStatement | undefined;
  const take = async (message: ToChild): Promise<void> => {
    switch (message.kind) {
      case "begin": {
        const begun = await openStatement(message);
        if (!begun.ok) return sendAnswer(begun.answer);
        open = begun.statement;
        return send({ kind: "ready" });
      }
      case "rows": {
        const failure = open?.load(message.table, message.part);
        if (!failure) return open && send({ kind: "loaded" });
        open?.close();
        open = undefined;
        return sendAnswer(failure);
      }
      case "run": {
        const running = open;
        open = undefined;
        if (running) sendAnswer(await runWatched(running));
      }
    }
  };
  let turn = Promise.resolve();
  process.on("message", (message: ToChild) => {
    turn = turn.then(() => take(message));
  });
  // Nobody is left to answer to, and a statement that cannot be interrupted would keep the process for minutes.
  process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
}

async function runWatched(statement: OpenStatement): Promise<ChildAnswer> {
  let watch: NodeJS.Timeout | undefined;
  const answer = await statement.run(() => {
    send({ kind: "running" });
    watch = watchMemory(statement.limits);
  });
  clearInterval(watch);
  statement.close();
  return answer;
}

function watchMemory({ memoryMb }: Begin["limits"]): NodeJS.Timeout {
  const most = process.memoryUsage.rss() + memoryMb * 2 ** 20 + MEMORY_SLACK_BYTES;
  return setInterval(() => {
    if (process.memoryUsage.rss() > most) send({ kind: "memory" });
  }, WATCH_EVERY_MS);
}

const sendAnswer = (answer: ChildAnswer) => send({ kind: "answer", answer });

function send(message: FromChild): void {
  process.send?.(message);
}

serve();
