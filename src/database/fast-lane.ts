/**
 * Does jobs in the process that stored them, at once, so that the queue need not be asked for each.
 *
 *   stored, due in a few seconds ──▶ done here, now ──▶ taken back (many in one statement)
 *                │                        │ it failed, or the process died
 *                └────────────────────────┴──▶ due: done by any replica, as every job
 *
 * The stored job is the net. It may come due while its work still goes on here, so a task must bear being done twice.
 */
import { sql } from "drizzle-orm";
import { type Logger, messageOf } from "../kernel/index.ts";
import type { Db } from "./open-database.ts";
import { statement } from "./statement.ts";
import type { Task } from "./workers.ts";

/** A job that was just stored, to be due after `NET_SECONDS`. */
export interface StoredJob {
  readonly id: string;
  readonly task: string;
  readonly payload: unknown;
}

export interface FastLane {
  /** Does it as soon as there is room. What finds no place to wait is left to the queue. */
  start(job: StoredJob): void;
  /** Starts nothing more, waits for what runs, and takes its jobs back. */
  drain(): Promise<void>;
}

/** After how long the stored job of something that is done at once comes due. */
export const NET_SECONDS = 5;
/** Jobs that are done are taken back together, which spares a statement each. */
const TAKE_BACK_EVERY_MS = 100;
/** Beyond these the queue's own rows are the better place to wait. */
const MOST_WAITING = 1_000;

interface FastLaneOptions {
  readonly db: Db;
  readonly tasks: Record<string, Task>;
  readonly concurrency: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export function createFastLane(options: FastLaneOptions): FastLane {
  const { db, tasks, concurrency, logger, signal } = options;
  const takeBack = createTakeBack(db, logger);
  const waiting: StoredJob[] = [];
  const running = new Set<Promise<void>>();
  let isOpen = true;

  async function run({ id, task, payload }: StoredJob): Promise<void> {
    try {
      await tasks[task]?.(payload, { signal, attempt: 1 });
      takeBack.add(id);
    } catch (error) {
      logger.warn({ err: error, task, jobId: id, attempt: 1 }, "a job failed and will be tried again");
    }
  }

  function next(): void {
    while (isOpen && running.size < concurrency) {
      const job = waiting.shift();
      if (!job) return;
      const done = run(job).finally(() => {
        running.delete(done);
        next();
      });
      running.add(done);
    }
  }

  return {
    start(job) {
      if (signal.aborted || waiting.length >= MOST_WAITING) return;
      waiting.push(job);
      next();
    },
    async drain() {
      isOpen = false;
      await Promise.all(running);
      await takeBack.flush();
    },
  };
}

const completeJobs = statement<{ ids: string }, { id: number }>(
  ({ ids }) => sql`select id from graphile_worker.complete_jobs(${ids}::bigint[])`,
);

/** Takes back the jobs of what is done. One that is missed runs, and finds its work done. */
function createTakeBack(db: Db, logger: Logger) {
  let ids: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const taken = ids;
    ids = [];
    if (taken.length === 0) return;
    await completeJobs(db, { ids: `{${taken.join(",")}}` }).catch((error) =>
      logger.warn({ error: messageOf(error) }, "jobs that are done stay, and run again"),
    );
  }
  return {
    add(id: string) {
      ids.push(id);
      timer ??= setTimeout(() => void flush(), TAKE_BACK_EVERY_MS);
    },
    flush,
  };
}
