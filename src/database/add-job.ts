import { is, SQL, sql } from "drizzle-orm";
import type { Queryable } from "./open-database.ts";

/** A piece of work for later, done by one replica, at least once. */
export interface Job {
  /** One of the tasks given to `createJobs`. */
  readonly task: string;
  /** What JSON can carry. Make it small: best an id, so that the work is done on what is true then. */
  readonly payload: unknown;
  /** Of the jobs with one key at most one waits. */
  readonly key?: string;
  /** Now when absent. */
  readonly runAt?: Date;
  /** 25 when absent, which with the back-off of e^attempt seconds (6 h at most) is about three days. */
  readonly maxAttempts?: number;
  /**
   * What happens to a waiting job with the same key: `replace` (when absent) gives it the new payload and time,
   * `preserve_run_at` only the new payload, `unsafe_dedupe` nothing, even when the first has failed for good.
   * A job that runs already is not touched: `replace` and `preserve_run_at` then add another.
   */
  readonly keyMode?: "replace" | "preserve_run_at" | "unsafe_dedupe";
}

/** A job in a statement that is built once: what differs from use to use are places in its SQL. */
export type JobSlots = Pick<Job, "task" | "keyMode"> & {
  readonly payload: SQL;
  readonly key: SQL;
  readonly runAt?: SQL;
};

/**
 * The `select` that adds a job, of one column `job_id`.
 *
 * It is a whole statement, and may be continued, so that a job is added for what another part of it did:
 * ``sql`with taken as (update … returning id) ${addJobSql(job)} from taken` ``. PostgreSQL does not run a `select` in a
 * `with` that nobody reads, so put it last.
 */
export function addJobSql(job: Job | JobSlots): SQL {
  return sql`select (graphile_worker.add_job(
    identifier => ${job.task}::text,
    payload => ${is(job.payload, SQL) ? job.payload : JSON.stringify(job.payload ?? {})}::json,
    run_at => (${job.runAt instanceof Date ? job.runAt.toISOString() : (job.runAt ?? null)})::timestamptz,
    max_attempts => ${("maxAttempts" in job && job.maxAttempts) || null}::int,
    job_key => ${job.key ?? null}::text,
    job_key_mode => ${job.keyMode ?? "replace"}::text
  )).id as job_id`;
}

/** Takes back the jobs with these keys that wait. One that runs already is not touched. */
export function removeJobsSql(keys: readonly string[]): SQL {
  return sql`select graphile_worker.remove_job(key) from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) key`;
}

/** Adds a job. In a transaction it exists if and when that commits. */
export async function addJob(db: Queryable, job: Job): Promise<void> {
  await db.execute(addJobSql(job));
}
