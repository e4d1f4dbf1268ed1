import { and, asc, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import type { Db, Queryable } from "../database/index.ts";
import { newId, storableJson } from "../kernel/index.ts";
import type { Usage } from "../planning/index.ts";
import type { Answer } from "./answer.ts";
import type { Receipt } from "./receipt.ts";
import { type deliveries, type RunState, runSteps, runs } from "./tables.ts";
import {
  type Claim,
  type Claimant,
  type ClaimRow,
  claimColumns,
  claimOf,
  claimSql,
  type Released,
  releasedOf,
  releaseSql,
} from "./thread-store.ts";
import type { NumberedStep } from "./transcript.ts";

export type Run = typeof runs.$inferSelect;
export type RunStepRow = typeof runSteps.$inferSelect;

/** A run that was just made, and whether messages of somebody else wait behind it. */
export interface Started {
  readonly run: Run;
  readonly hasMore: boolean;
}

interface StartedRow extends Record<string, unknown> {
  readonly run_id: string;
  readonly member_id: string;
  readonly text: string;
  readonly has_more: boolean;
}

/**
 * The CTE `started`: a run of the messages that wait in a thread, oldest first and of one person only, so that a run
 * always acts for exactly one person. `taken` looks at each message again, because a statement that had to wait for
 * the thread's row still sees the messages as they were before.
 */
function startSql(threadId: string, start: { runId: string; now: Date; onlyIf: SQL }) {
  return sql`pending as (
      select id, member_id, ts from thread_messages
      where thread_id = ${threadId} and run_id is null and ${start.onlyIf}
    ), batch as (
      select id from pending where not exists (
        select 1 from pending other where other.ts <= pending.ts
          and other.member_id <> (select member_id from pending order by ts limit 1))
    ), taken as (
      update thread_messages set run_id = ${start.runId} from batch
      where thread_messages.id = batch.id and thread_messages.run_id is null
      returning thread_messages.*
    ), started as (
      insert into runs (id, workspace_id, thread_id, member_id, text, state, started_at)
      select ${start.runId}, min(workspace_id), ${threadId}, min(member_id), string_agg(text, E'\n' order by ts), 'running', ${start.now.toISOString()}::timestamptz
      from taken having count(*) > 0
      returning id as run_id, member_id, text,
        (select count(*) from pending) > (select count(*) from batch) as has_more
    )`;
}

/** Makes a run of the messages that wait in a claimed thread. Undefined when none waits. */
export async function startRun(db: Db, claim: Claim, now: Date): Promise<Started | undefined> {
  const start = { runId: newId("run", now), now, onlyIf: sql`true` };
  const result = await db.execute<StartedRow>(
    sql`with ${startSql(claim.threadId, start)} select * from started`,
  );
  return startedOf(claim, result.rows[0], now);
}

/**
 * Claims a thread and, when no run of it was left open, makes a run of the messages that wait there: both in the one
 * statement that nearly every turn begins with.
 */
export async function claimAndStart(
  db: Db,
  threadId: string,
  by: Claimant & { now: Date },
): Promise<{ claim: Claim; started: Started | undefined } | undefined> {
  const isOurs = sql`exists (select 1 from claimed where not claimed.wake)`;
  const isOpen = sql`exists (select 1 from runs where runs.thread_id = ${threadId} and runs.finished_at is null and runs.state <> 'waiting')`;
  const start = { runId: newId("run", by.now), now: by.now, onlyIf: sql`${isOurs} and not ${isOpen}` };
  const result = await db.execute<ClaimRow & Partial<StartedRow>>(sql`
    with claimed as (${claimSql(threadId, by)}), ${startSql(threadId, start)}
    select ${claimColumns}, started.*
    from claimed join workspaces on workspaces.id = claimed.workspace_id left join started on true`);
  const row = result.rows[0];
  const claim = claimOf(row);
  return claim && { claim, started: startedOf(claim, row, by.now) };
}

function startedOf(claim: Claim, row: Partial<StartedRow> | undefined, now: Date): Started | undefined {
  const { run_id: id, member_id: memberId, text, has_more: hasMore } = row ?? {};
  if (!id || memberId === undefined || text === undefined) return undefined;
  return { run: freshRun(claim, { id, memberId, text }, now), hasMore: hasMore === true };
}

function freshRun(claim: Claim, row: Pick<Run, "id" | "memberId" | "text">, now: Date): Run {
  return {
    id: row.id,
    workspaceId: claim.workspaceId,
    threadId: claim.threadId,
    memberId: row.memberId,
    text: row.text,
    state: "running",
    stopRequestedBy: null,
    startedAt: now,
    finishedAt: null,
    answer: null,
    receipt: null,
    usage: null,
    failure: null,
  };
}

/** The oldest run of a thread that can go on: not finished, and not waiting for a person. */
export async function findOpenRun(db: Queryable, threadId: string): Promise<Run | undefined> {
  const [run] = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.threadId, threadId),
        isNull(runs.finishedAt),
        inArray(runs.state, ["running", "ready", "answering"]),
      ),
    )
    .orderBy(asc(runs.startedAt))
    .limit(1);
  return run;
}

export async function findRun(db: Queryable, workspaceId: string, runId: string): Promise<Run | undefined> {
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.workspaceId, workspaceId), eq(runs.id, runId)));
  return run;
}

/** The steps of a run in order. */
export async function listSteps(db: Queryable, workspaceId: string, runId: string): Promise<RunStepRow[]> {
  return db
    .select()
    .from(runSteps)
    .where(and(eq(runSteps.workspaceId, workspaceId), eq(runSteps.runId, runId)))
    .orderBy(asc(runSteps.seq));
}

/** Inserts steps; those that are there already stay, so that a worker that was thought dead rewrites nothing. */
function stepsSql(run: Run, steps: readonly NumberedStep[]) {
  return sql`
    insert into run_steps (run_id, seq, workspace_id, step, at)
    select ${run.id}, (item->>'seq')::int, ${run.workspaceId}, item->'step', (item->>'at')::timestamptz
    from jsonb_array_elements(${storableJson(steps)}::jsonb) item
    on conflict do nothing`;
}

/** Stores steps and tells whether a stop was asked for meanwhile. */
export async function appendSteps(
  db: Db,
  run: Run,
  steps: readonly NumberedStep[],
): Promise<{ stopRequested: boolean }> {
  const result = await db.execute<{ stop_requested_by: string | null }>(sql`
    with added as (${stepsSql(run, steps)})
    select stop_requested_by from runs where id = ${run.id}`);
  return { stopRequested: result.rows[0]?.stop_requested_by != null };
}

/** Moves a run from one of `from` to `to`; false when it was in another state. */
export async function moveRun(
  db: Queryable,
  runId: string,
  from: RunState[],
  to: RunState,
): Promise<boolean> {
  const moved = await db
    .update(runs)
    .set({ state: to })
    .where(and(eq(runs.id, runId), inArray(runs.state, from)))
    .returning({ id: runs.id });
  return moved.length > 0;
}

export interface Ending {
  readonly answer: Answer;
  readonly receipt: Receipt;
  readonly usage: Usage;
  readonly failure?: string;
  /** The last steps, stored with the answer. */
  readonly steps: readonly NumberedStep[];
  /** The state after the answer was delivered. */
  readonly becomes: "done" | "failed" | "stopped";
}

/** Stores the answer and that it is about to be said. It may be called again: the first answer stays. */
export async function beginAnswer(
  db: Db,
  run: Run,
  ending: Ending,
  delivery: typeof deliveries.$inferInsert,
): Promise<void> {
  await db.execute(sql`
    with added as (${stepsSql(run, ending.steps)}), answered as (
      update runs set state = 'answering', answer = ${storableJson(ending.answer)}::jsonb,
        receipt = ${storableJson(ending.receipt)}::jsonb, usage = ${storableJson(ending.usage)}::jsonb,
        failure = ${ending.failure ?? null}
      where id = ${run.id} and finished_at is null and state <> 'answering'
    )
    insert into deliveries (id, workspace_id, run_id, channel_id, thread_ts, state, created_at)
    values (${delivery.id}, ${run.workspaceId}, ${run.id}, ${delivery.channelId}, ${delivery.threadTs ?? null}, 'sending', ${delivery.createdAt.toISOString()}::timestamptz)
    on conflict do nothing`);
}

/** How a run ends. */
export interface End {
  readonly deliveryId: string;
  readonly ts: string | null;
  readonly failure: string | null;
  readonly becomes: Ending["becomes"];
  readonly now: Date;
}

function endSql(run: Run, end: End) {
  return sql`delivered as (
      update deliveries set state = ${end.ts ? "sent" : "failed"}, ts = ${end.ts}, failure = ${end.failure} where id = ${end.deliveryId}
    ), ended as (
      update runs set state = ${end.becomes}, finished_at = ${end.now.toISOString()}::timestamptz
      where id = ${run.id} and finished_at is null
    )`;
}

/** Stores where the answer stands, and ends the run. */
export async function endRun(db: Db, run: Run, end: End): Promise<void> {
  await db.execute(sql`with ${endSql(run, end)} select 1`);
}

/** The same, and lets go of the thread in the same statement, which is how nearly every turn ends. */
export async function endRunAndRelease(db: Db, run: Run, end: End & { claim: Claim }): Promise<Released> {
  const result = await db.execute<{ wake: boolean }>(sql`
    with ${endSql(run, end)}, released as (${releaseSql(end.claim)}) select wake from released`);
  return releasedOf(result.rows[0]);
}

/** Asks every open run of a thread to stop. Those that wait for a person become ready, so that they can end. */
export async function requestStop(db: Db, threadId: string, by: string): Promise<string[]> {
  const stopped = await db
    .update(runs)
    .set({
      stopRequestedBy: by,
      state: sql`case when ${runs.state} = 'waiting' then 'ready' else ${runs.state} end`,
    })
    .where(and(eq(runs.threadId, threadId), isNull(runs.finishedAt)))
    .returning({ id: runs.id });
  return stopped.map(({ id }) => id);
}

export async function isStopRequested(db: Queryable, runId: string): Promise<boolean> {
  const [row] = await db.select({ by: runs.stopRequestedBy }).from(runs).where(eq(runs.id, runId));
  return row?.by != null;
}

/** The finished runs of a thread, oldest first: what was said there so far. */
export async function listHistory(db: Queryable, threadId: string, limit: number): Promise<Run[]> {
  const newest = await db
    .select()
    .from(runs)
    .where(and(eq(runs.threadId, threadId), sql`${runs.finishedAt} is not null`))
    .orderBy(desc(runs.startedAt))
    .limit(limit);
  return newest.reverse();
}
