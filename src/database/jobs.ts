/**
 * The part of the job queue that runs in this process.
 *
 * *New*, then by `start` *working*: it has a row among the replicas and takes jobs. By `stop` *stopping*: it takes no
 * more, waits for those that run, aborts them after the grace, gives back those that go on all the same, removes its
 * row, and is *stopped*. From *working* it may become *lost*, when its row was removed by others or graphile-worker
 * gave up: it takes no more jobs, aborts those that run and tells its listeners. Nothing leads back from there; the
 * process had better end.
 */
import { ChiefError, type Logger, newId } from "../kernel/index.ts";
import { createFastLane, type FastLane } from "./fast-lane.ts";
import type { Database } from "./open-database.ts";
import { createReplicaLease } from "./replica-lease.ts";
import { nameWorker } from "./replicas-store.ts";
import { settlesWithin } from "./settles-within.ts";
import { startWorkers, type Task, type Workers } from "./workers.ts";

export interface Jobs {
  /** This process's name among the replicas, for the leases of other rooms. An owner without a row there is dead. */
  readonly replicaId: string;
  start(): Promise<void>;
  /** Does a job that was stored with `NET_SECONDS` to go in this process, as soon as there is room. */
  startNow: FastLane["start"];
  /** Waits up to `graceMs` for running jobs, then aborts them. Does not throw. */
  stop(options: { graceMs: number }): Promise<void>;
  /** Whether another replica may have taken over by now. Ask right before doing what must not be done twice. */
  isLost(): boolean;
  /** Called once when this replica was taken for dead: its jobs run elsewhere, and the process had better end. */
  onLost(listener: () => void): void;
}

export interface JobsOptions {
  readonly database: Database;
  readonly tasks: Record<string, Task>;
  /** How many jobs run at once. */
  readonly concurrency: number;
  readonly logger: Logger;
  /** How often a replica says that it is alive; 5 s when absent. */
  readonly beatMs?: number;
  /** How long it may be silent before the others take over; 20 s when absent. */
  readonly ttlMs?: number;
}

const BEAT_MS = 5000;
const TTL_MS = 20_000;
/** How long an aborted task gets to notice. */
const ABORT_MS = 5_000;

/** The job queue's workers. Nothing runs before `start`, which wants a migrated database. */
export function createJobs(options: JobsOptions): Jobs {
  const { database, tasks, concurrency, logger, beatMs = BEAT_MS, ttlMs = TTL_MS } = options;
  const replicaId = newId("replica");
  const aborter = new AbortController();
  const listeners: (() => void)[] = [];
  const lease = createReplicaLease({
    database,
    replicaId,
    beatMs,
    ttlMs,
    logger,
    onGone: () => lose("its row is gone"),
  });
  const signal = aborter.signal;
  const lane = createFastLane({ db: database.main, tasks, concurrency, logger, signal });
  let state: "new" | "working" | "stopping" | "lost" = "new";
  let workers: Workers | undefined;

  async function register(workerId: string): Promise<void> {
    if (!(await nameWorker(database.db, replicaId, workerId))) throw lostError("its row is gone");
  }

  async function start(): Promise<void> {
    const { pool } = database;
    try {
      await lease.take();
      workers = await startWorkers({ pool, tasks, concurrency, logger, signal, register });
    } catch (error) {
      await giveUpLease();
      throw error;
    }
    state = "working";
    void workers.ended.then(() => lose("graphile-worker ended"));
  }

  function lose(reason: string): void {
    if (state !== "working") return;
    state = "lost";
    const error = lostError(reason);
    logger.error({ err: error, replicaId }, "this replica is lost; it takes no more jobs");
    aborter.abort(error);
    void stopWorkers();
    for (const listener of listeners) listener();
  }

  async function stop({ graceMs }: { graceMs: number }): Promise<void> {
    state = "stopping";
    if (!(await settlesWithin(stopWorkers(), graceMs))) await abortJobs();
    await giveUpLease();
  }

  async function abortJobs(): Promise<void> {
    aborter.abort(new ChiefError("database.replica_stopping", { message: "the process stops" }));
    if (await settlesWithin(stopWorkers(), ABORT_MS)) return;
    logger.warn("a job goes on although it was aborted; it is given back to be done again");
    await workers?.abandon();
  }

  async function stopWorkers(): Promise<void> {
    await Promise.all([workers?.stop(), lane.drain()]);
  }

  async function giveUpLease(): Promise<void> {
    await lease
      .release()
      .catch((error) => logger.warn({ err: error }, "could not give up this replica's lease"));
  }

  return {
    replicaId,
    start,
    startNow: lane.start,
    stop,
    isLost: () => state === "lost" || lease.isLost(),
    onLost: (listener) => void listeners.push(listener),
  };
}

function lostError(reason: string): ChiefError {
  return new ChiefError("database.replica_lost", {
    message: `other replicas may have taken over: ${reason}`,
  });
}
