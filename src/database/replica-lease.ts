import { type Logger, sleep } from "../kernel/index.ts";
import type { Database } from "./open-database.ts";
import {
  insertReplica,
  removeDeadReplicas,
  removeOtherReplicas,
  removeReplica,
  renewReplica,
} from "./replicas-store.ts";

/** This process's row among the living. */
export interface ReplicaLease {
  take(): Promise<void>;
  /** Gives the row up and frees what was locked in its name. */
  release(): Promise<void>;
  /** Whether others may have taken over what this replica holds. */
  isLost(): boolean;
}

export interface LeaseOptions {
  readonly database: Database;
  readonly replicaId: string;
  readonly beatMs: number;
  readonly ttlMs: number;
  readonly logger: Logger;
  /** Called once, when the row was found gone. */
  readonly onGone: () => void;
}

/**
 * Every `beatMs` the replica renews its row, and removes those that were not renewed for `ttlMs`. One that finds its
 * own row gone was taken for dead: it is over for good. One that could not renew for `ttlMs` (the process was
 * suspended, the database is away) cannot know, and counts as lost until it can.
 *
 * An embedded database is open in one process only, so there all other replicas are dead from the start, and nobody is
 * there to take over from this one.
 */
export function createReplicaLease(options: LeaseOptions): ReplicaLease {
  const { replicaId, beatMs, ttlMs, logger } = options;
  const { db, kind } = options.database;
  const patienceMs = kind === "embedded" ? Number.POSITIVE_INFINITY : ttlMs;
  const stopped = new AbortController();
  let renewedAt = performance.now();
  let gone = false;
  let beating = Promise.resolve();

  async function take(): Promise<void> {
    renewedAt = performance.now();
    await insertReplica(db, replicaId);
    if (kind === "embedded") await removeOtherReplicas(db, replicaId);
    beating = keepBeating();
  }

  async function keepBeating(): Promise<void> {
    while (!gone && (await pause())) {
      await beat().catch((error) => logger.warn({ err: error }, "could not renew this replica's lease"));
    }
  }

  /** False when the lease was released meanwhile. */
  function pause(): Promise<boolean> {
    return sleep(beatMs, stopped.signal).then(
      () => true,
      () => false,
    );
  }

  async function beat(): Promise<void> {
    const startedAt = performance.now();
    if (await renewReplica(db, replicaId)) {
      renewedAt = startedAt;
      await removeDeadReplicas(db, ttlMs);
    } else {
      gone = true;
      options.onGone();
    }
  }

  async function release(): Promise<void> {
    stopped.abort();
    await beating;
    await removeReplica(db, replicaId);
  }

  return { take, release, isLost: () => gone || performance.now() - renewedAt > patienceMs };
}
