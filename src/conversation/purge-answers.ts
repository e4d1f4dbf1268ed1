import { sql } from "drizzle-orm";
import type { Db } from "../database/index.ts";

/** A statement that removes more would hold its rows, and the log of the database, for long. */
const AT_ONCE = 1_000;

/**
 * Forgets what APIs answered in runs that ended before `before`: their rows, and of large answers the mark that keeps
 * the parts. The answers in words, the ledger and the receipts stay. A run that waits or goes on keeps what it has read,
 * however long ago. Gives how many there were.
 */
export async function purgeAnswers(db: Db, before: Date): Promise<number> {
  for (let removed = 0; ; ) {
    const { rows } = await db.execute(sql`
      delete from call_results where call_id in (
        select call_results.call_id from call_results join runs on runs.id = call_results.run_id
        where runs.finished_at < ${before.toISOString()}::timestamptz limit ${AT_ONCE})
      returning call_id`);
    removed += rows.length;
    if (rows.length < AT_ONCE) return removed;
  }
}
