import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db, Queryable } from "../database/index.ts";
import type { Member } from "../people/index.ts";
import { runFeedback, type Verdict } from "./tables.ts";

/** What one person said of the answer of a run. */
export interface Feedback {
  readonly memberId: string;
  readonly verdict: Verdict;
  readonly at: Date;
}

/**
 * Stores what a person says of an answer, in the place of what they said of it before. False when their workspace has no
 * such run, or they are not active in it.
 */
export async function saveFeedback(
  db: Db,
  { runId, by, verdict }: { runId: string; by: Member; verdict: Verdict },
  now: Date,
): Promise<boolean> {
  if (!by.active) return false;
  const { rows } = await db.execute(sql`
    insert into run_feedback (workspace_id, run_id, member_id, verdict, at)
    select workspace_id, id, ${by.id}, ${verdict}, ${now.toISOString()}::timestamptz
    from runs where id = ${runId} and workspace_id = ${by.workspaceId}
    on conflict (run_id, member_id) do update set verdict = excluded.verdict, at = excluded.at
    returning 1`);
  return rows.length > 0;
}

/** What was said of the answers of some runs, by run, the oldest first. */
export async function listFeedback(
  db: Queryable,
  workspaceId: string,
  runIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Feedback[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await db
    .select()
    .from(runFeedback)
    .where(and(eq(runFeedback.workspaceId, workspaceId), inArray(runFeedback.runId, [...runIds])))
    .orderBy(asc(runFeedback.at), asc(runFeedback.memberId));
  const byRun = new Map<string, Feedback[]>();
  for (const { runId, memberId, verdict, at } of rows)
    byRun.set(runId, [...(byRun.get(runId) ?? []), { memberId, verdict, at }]);
  return byRun;
}
