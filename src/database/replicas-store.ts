import { eq, ne, type SQL, sql } from "drizzle-orm";
import type { Db } from "./open-database.ts";
import { replicas } from "./tables.ts";

/** All instants are the database's, so replicas with different clocks agree on who is late. */
const NOW = sql`now()`;

export async function insertReplica(db: Db, id: string): Promise<void> {
  await db.insert(replicas).values({ id, workerIds: [], beatAt: NOW });
}

/** Notes the name under which the replica will lock jobs. False when the replica has no row any more. */
export async function nameWorker(db: Db, id: string, workerId: string): Promise<boolean> {
  const named = await db
    .update(replicas)
    .set({ workerIds: [workerId], beatAt: NOW })
    .where(eq(replicas.id, id));
  return named.rowCount === 1;
}

/** Says that the replica is alive. False when it has no row any more: the others took it for dead. */
export async function renewReplica(db: Db, id: string): Promise<boolean> {
  const renewed = await db.update(replicas).set({ beatAt: NOW }).where(eq(replicas.id, id));
  return renewed.rowCount === 1;
}

export async function removeReplica(db: Db, id: string): Promise<void> {
  await removeReplicas(db, eq(replicas.id, id));
}

/** For who is alone by other proof. */
export async function removeOtherReplicas(db: Db, id: string): Promise<void> {
  await removeReplicas(db, ne(replicas.id, id));
}

/** Removes the replicas that have not been heard of for `ttlMs`. */
export async function removeDeadReplicas(db: Db, ttlMs: number): Promise<void> {
  await removeReplicas(db, sql`${replicas.beatAt} < now() - make_interval(secs => ${ttlMs / 1000}::float8)`);
}

/** Removes replicas and frees the jobs that they had locked, in one statement. */
async function removeReplicas(db: Db, which: SQL): Promise<void> {
  await db.execute(sql`
    with removed as (delete from ${replicas} where ${which} returning ${replicas.workerIds} as worker_ids),
    freed as (select array_agg(worker_id) as worker_ids from removed, unnest(removed.worker_ids) as worker_id)
    select graphile_worker.force_unlock_workers(worker_ids) from freed where worker_ids is not null`);
}
