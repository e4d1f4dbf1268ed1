import { type Task as GraphileTask, runTaskList, type WorkerPool } from "graphile-worker";
import type pg from "pg";
import { ChiefError, type Logger } from "../kernel/index.ts";
import { createGraphileLogger } from "./graphile-logger.ts";

/** What a task may know about the job that it does, beside the payload. */
export interface JobContext {
  /** Aborts when the replica stops or is lost; a task that goes on after that may be done twice at once. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
}

export type Task = (payload: unknown, context: JobContext) => Promise<void>;

export interface WorkersOptions {
  readonly pool: pg.Pool;
  readonly tasks: Record<string, Task>;
  readonly concurrency: number;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Makes the name known under which the pool will lock jobs. */
  readonly register: (workerId: string) => Promise<void>;
}

/** How late a delayed job, or one that another replica gave back, may start. New ones are announced by NOTIFY. */
const POLL_MS = 1000;

/**
 * How long to leave the queue alone after it was found empty. Most jobs are nets under what is done already, and each
 * is announced all the same; without this nearly every one would cost a look.
 */
const EMPTY_MS = 100;

/**
 * Jobs are fetched several at a time, and those that end in one turn of the event loop are completed together. Of 2,000
 * jobs that do nothing each then cost 0.28 instead of 1.6 CPU-ms and 0.2 instead of 2 queries on the embedded database
 * (0.1 instead of 0.3 CPU-ms on Postgres), and idle workers ask twice instead of ten times in two seconds. What was
 * fetched and finds no free worker is given back soon, for other replicas may have one.
 */
const HOLD_MS = 100;
const REFETCH = { durationMs: EMPTY_MS, threshold: 0, maxAbortThreshold: Number.POSITIVE_INFINITY };
const TOGETHER = { completeJobBatchDelay: 0, failJobBatchDelay: 0 };

/** Running workers. */
export interface Workers {
  /** Resolves when they have ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Takes no more jobs, and resolves when those that run are done. */
  stop(): Promise<void>;
  /** Gives back the jobs that run, to be done again elsewhere. */
  abandon(): Promise<void>;
}

/**
 * Starts graphile-worker on `tasks`. It reaches the database only after its name is registered, so that there is never
 * a job locked under a name that nobody could tell to be dead.
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { pool, tasks, concurrency, logger } = options;
  let tellName: (workerId: string) => void = () => undefined;
  const named = new Promise<string>((resolve) => {
    tellName = resolve;
  });
  const registered = named.then(options.register);
  const graphileTasks = Object.entries(tasks).map(([name, task]) => [
    name,
    toGraphileTask(name, task, options),
  ]);
  const workerPool = runTaskList(
    {
      concurrency,
      pollInterval: POLL_MS,
      logger: createGraphileLogger(logger),
      noHandleSignals: true,
      preset: {
        worker: { localQueue: { size: concurrency, ttl: HOLD_MS, refetchDelay: REFETCH }, ...TOGETHER },
      },
    },
    Object.fromEntries(graphileTasks),
    openedBy(registered, pool),
  );
  const workers = handleOf(workerPool);
  tellName(workerPool.id);
  try {
    await registered;
    return workers;
  } catch (error) {
    await workers.stop();
    throw error;
  }
}

/** What fails while they end is in graphile-worker's log lines; here only that they end matters. */
function handleOf(workerPool: WorkerPool): Workers {
  let stopping: Promise<void> | undefined;
  function stop(): Promise<void> {
    stopping ??= settled(workerPool.gracefulShutdown("the process stops"));
    return stopping;
  }
  return {
    ended: settled(workerPool.promise),
    stop,
    abandon: () => settled(workerPool.forcefulShutdown("the process stops")),
  };
}

async function settled(outcome: unknown): Promise<void> {
  await Promise.allSettled([outcome]);
}

/** `pool`, whose connections are given out after `opened`. graphile-worker uses `connect` in both its forms. */
function openedBy(opened: Promise<void>, pool: pg.Pool): pg.Pool {
  type Callback = Parameters<typeof pool.connect>[0];
  function connect(callback?: Callback): Promise<pg.PoolClient> | undefined {
    if (!callback) return opened.then(() => pool.connect());
    opened.then(
      () => pool.connect(callback),
      (error) => callback(error, undefined, () => undefined),
    );
    return undefined;
  }
  return Object.create(pool, { connect: { value: connect } });
}

function toGraphileTask(name: string, task: Task, { logger, signal }: WorkersOptions): GraphileTask {
  return async (payload, { job }) => {
    try {
      await task(payload, { signal, attempt: job.attempts });
    } catch (error) {
      const last = job.attempts >= job.max_attempts;
      const about = { err: error, task: name, jobId: job.id, attempt: job.attempts };
      if (last) logger.error(about, "a job failed for the last time");
      else logger.warn(about, "a job failed and will be tried again");
      throw new Error(nameOf(error));
    }
  };
}

/** What is stored in the job's row. No scrubber stands before it, so it gets no message. */
function nameOf(error: unknown): string {
  if (error instanceof ChiefError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
