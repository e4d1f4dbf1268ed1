import { asc, eq, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { RememberedRequest } from "./search/memory.ts";
import { usageMemory } from "./tables.ts";

/** A request that was served: by which run, its sealed words, and the actions that answered. */
export interface ServedRequest {
  readonly workspaceId: string;
  readonly runId: string;
  readonly terms: readonly string[];
  readonly actionIds: readonly string[];
  readonly now: Date;
}

const MOST_PER_ACTION = 20;
const MOST_PER_WORKSPACE = 2000;

/**
 * Remembers which actions a request needed, drops what is too old or too much, and tells the replicas; all in one
 * statement. A run is learnt once; an action that is gone by now is left out.
 */
export async function learnUsage(db: Queryable, served: ServedRequest): Promise<void> {
  const { workspaceId, runId } = served;
  const ids = sql.join(
    served.actionIds.map((id) => sql`${id}`),
    sql`, `,
  );
  await db.execute(sql`
    with learnt as (
      insert into usage_memory (workspace_id, action_id, run_id, terms, at)
      select ${workspaceId}, id, ${runId}, ${JSON.stringify(served.terms)}::jsonb, ${served.now.toISOString()}::timestamptz
      from actions where workspace_id = ${workspaceId} and id in (${ids})
      on conflict (run_id, action_id) do nothing returning action_id
    ), old as (
      select id, row_number() over (partition by action_id order by id desc) as of_action,
        row_number() over (order by id desc) as of_all
      from usage_memory where workspace_id = ${workspaceId}
    ), dropped as (
      delete from usage_memory using old where usage_memory.id = old.id
        and (old.of_all >= ${MOST_PER_WORKSPACE}::int or (old.of_action >= ${MOST_PER_ACTION}::int
          and usage_memory.action_id in (select action_id from learnt)))
    )
    update workspaces set memory_version = memory_version + 1
    where id = ${workspaceId} and exists (select 1 from learnt)`);
}

/** Forgets what a run taught, because it turned out to be the wrong thing. */
export async function forgetUsageOfRun(db: Queryable, workspaceId: string, runId: string): Promise<void> {
  await db.execute(sql`
    with forgotten as (
      delete from usage_memory where workspace_id = ${workspaceId} and run_id = ${runId} returning 1
    )
    update workspaces set memory_version = memory_version + 1
    where id = ${workspaceId} and exists (select 1 from forgotten)`);
}

/** What a workspace remembers, oldest first. */
export async function listUsage(db: Queryable, workspaceId: string): Promise<RememberedRequest[]> {
  const { runId, actionId, terms } = usageMemory;
  const rows = await db
    .select({ runId, actionId, terms })
    .from(usageMemory)
    .where(eq(usageMemory.workspaceId, workspaceId))
    .orderBy(asc(usageMemory.id));
  const byRun = new Map<string, { terms: string[]; actionIds: string[] }>();
  for (const row of rows) {
    const request = byRun.get(row.runId) ?? { terms: row.terms, actionIds: [] };
    request.actionIds.push(row.actionId);
    byRun.set(row.runId, request);
  }
  return [...byRun.values()];
}
