import { and, desc, eq, ilike, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import type { Run } from "./runs-store.ts";
import { type RunState, runs, threads } from "./tables.ts";

/** A run with the place it belongs to, for lists and pages. */
export interface PlacedRun extends Run {
  readonly channelId: string;
  readonly rootTs: string;
}

const placed = { run: runs, channelId: threads.channelId, rootTs: threads.rootTs };

/** What a list of runs is narrowed to. */
export interface RunFilter {
  readonly workspaceId: string;
  readonly memberId?: string;
  readonly states?: readonly RunState[];
  /** Only requests that hold these words. */
  readonly text?: string;
  readonly integrationId?: string;
  readonly before?: Date;
  /** Of runs that started at `before`, only those whose ids come before this one. */
  readonly beforeId?: string;
  readonly limit: number;
}

/** The newest runs of a workspace that started before `before`, newest first. */
export async function listRuns(db: Queryable, filter: RunFilter): Promise<PlacedRun[]> {
  const rows = await db
    .select(placed)
    .from(runs)
    .innerJoin(threads, eq(threads.id, runs.threadId))
    .where(
      and(
        eq(runs.workspaceId, filter.workspaceId),
        filter.memberId ? eq(runs.memberId, filter.memberId) : undefined,
        filter.states ? inArray(runs.state, [...filter.states]) : undefined,
        isBefore(filter),
        filter.text ? ilike(runs.text, `%${filter.text.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
        filter.integrationId
          ? sql`exists (select 1 from calls where calls.run_id = ${runs.id} and calls.integration_id = ${filter.integrationId})`
          : undefined,
      ),
    )
    .orderBy(desc(runs.startedAt), desc(runs.id))
    .limit(filter.limit);
  return rows.map(({ run, ...place }) => ({ ...run, ...place }));
}

function isBefore({ before, beforeId }: RunFilter): SQL | undefined {
  if (!before) return undefined;
  const tie = beforeId === undefined ? undefined : and(eq(runs.startedAt, before), lt(runs.id, beforeId));
  return or(lt(runs.startedAt, before), tie);
}

/** Where in Slack a thread is; undefined when that workspace has no such thread. */
export async function findThreadPlace(
  db: Queryable,
  workspaceId: string,
  threadId: string,
): Promise<{ channelId: string; rootTs: string } | undefined> {
  const [place] = await db
    .select({ channelId: threads.channelId, rootTs: threads.rootTs })
    .from(threads)
    .where(and(eq(threads.workspaceId, workspaceId), eq(threads.id, threadId)));
  return place;
}

export async function findPlacedRun(
  db: Queryable,
  workspaceId: string,
  runId: string,
): Promise<PlacedRun | undefined> {
  const [row] = await db
    .select(placed)
    .from(runs)
    .innerJoin(threads, eq(threads.id, runs.threadId))
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId)));
  return row && { ...row.run, channelId: row.channelId, rootTs: row.rootTs };
}
