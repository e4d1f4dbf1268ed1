import { and, asc, desc, eq, inArray, isNull, ne, type SQL, sql } from "drizzle-orm";
import { type Db, type Queryable, type Slots, statement } from "../database/index.ts";
import { newId, storableJson } from "../kernel/index.ts";
import type { Step, Usage } from "../planning/index.ts";
import type { Answer } from "./answer.ts";
import type { Receipt } from "./receipt.ts";
import { type RunState, runSteps, runs } from "./tables.ts";
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

/** What a new run is made of. `now` is its beginning, in ISO 8601. */
type Start = { readonly threadId: string; readonly runId: string; readonly now: string };

/**
 * The CTE `started`: a run of the messages that wait in a thread, oldest first and of one person only, so that a run
 * always acts for exactly one person. `taken` looks at each message again, because a statement that had to wait for
 * the thread's row still sees the messages as they were before.
 */
function startSql({ threadId, runId, now }: Slots<Start>, onlyIf: SQL) {
  return sql`pending as (
      select id, member_id, ts from thread_messages
      where thread_id = ${threadId} and run_id is null and ${onlyIf}
    ), batch as (
      select id from pending where not exists (
        select 1 from pending other where other.ts <= pending.ts
          and other.member_id <> (select member_id from pending order by ts limit 1))
    ), taken as (
      update thread_messages set run_id = ${runId} from batch
      where thread_messages.id = batch.id and thread_messages.run_id is null
      returning thread_messages.*
    ), started as (
      insert into runs (id, workspace_id, thread_id, member_id, text, state, started_at)
      select ${runId}, min(workspace_id), ${threadId}, min(member_id), string_agg(text, E'\n' order by ts), 'running', ${now}::timestamptz
      from taken having count(*) > 0
      returning id as run_id, member_id, text,
        (select count(*) from pending) > (select count(*) from batch) as has_more
    )`;
}

const startInClaimed = statement<Start, StartedRow>(
  (start) => sql`with ${startSql(start, sql`true`)} select * from started`,
);

/** Makes a run of the messages that wait in a claimed thread. Undefined when none waits. */
export async function startRun(db: Db, claim: Claim, now: Date): Promise<Started | undefined> {
  const { threadId } = claim;
  const [row] = await startInClaimed(db, { threadId, runId: newId("run", now), now: now.toISOString() });
  return startedOf(claim, row, now);
}

const claimAndStartSql = statement<Claimant & Start, ClaimRow & Partial<StartedRow>>((given) => {
  const isOurs = sql`exists (select 1 from claimed where not claimed.wake)`;
  const isOpen = sql`exists (select 1 from runs where runs.thread_id = ${given.threadId}
    and runs.finished_at is null and runs.state <> 'waiting')`;
  return sql`
    with claimed as (${claimSql(given)}), ${startSql(given, sql`${isOurs} and not ${isOpen}`)}
    select ${claimColumns}, started.*
    from claimed join workspaces on workspaces.id = claimed.workspace_id left join started on true`;
});

/**
 * Claims a thread and, when no run of it was left open, makes a run of the messages that wait there: both in the one
 * statement that nearly every turn begins with.
 */
export async function claimAndStart(
  db: Db,
  by: Claimant,
  now: Date,
): Promise<{ claim: Claim; started: Started | undefined } | "held" | undefined> {
  const start = { runId: newId("run", now), now: now.toISOString() };
  const [row] = await claimAndStartSql(db, { ...by, ...start });
  const claim = claimOf(row);
  if (claim === "held") return claim;
  return claim && { claim, started: startedOf(claim, row, now) };
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
    actsAsMember: false,
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

/** What steps are stored with. `steps` is the JSON of `NumberedStep`s. */
type NewSteps = { readonly runId: string; readonly workspaceId: string; readonly steps: string };

/** Inserts steps; those that are there already stay, so that a worker that was thought dead rewrites nothing. */
function stepsSql({ runId, workspaceId, steps }: Slots<NewSteps>) {
  return sql`
    insert into run_steps (run_id, seq, workspace_id, step, at)
    select ${runId}, (item->>'seq')::int, ${workspaceId}, item->'step', (item->>'at')::timestamptz
    from jsonb_array_elements(${steps}::jsonb) item
    on conflict do nothing`;
}

const insertSteps = statement<NewSteps, { stop_requested_by: string | null }>(
  (given) => sql`
    with added as (${stepsSql(given)})
    select stop_requested_by from runs where id = ${given.runId}`,
);

export type ReadyRun = Pick<Run, "id" | "workspaceId" | "threadId" | "memberId" | "text" | "startedAt"> &
  Partial<Pick<Run, "actsAsMember">>;

/**
 * Stores a run that is ready to go on, with its first step where that was decided on already. False when it was stored
 * before.
 */
export async function insertReadyRun(db: Queryable, run: ReadyRun, first?: Step): Promise<boolean> {
  const stored = await db
    .insert(runs)
    .values({ ...run, state: "ready" })
    .onConflictDoNothing()
    .returning({ id: runs.id });
  if (stored.length === 0) return false;
  if (!first) return true;
  const { id: runId, workspaceId, startedAt: at } = run;
  await db.insert(runSteps).values({ runId, seq: 0, workspaceId, step: first, at });
  return true;
}

/** Stores steps and tells whether a stop was asked for meanwhile. */
export async function appendSteps(
  db: Db,
  run: Run,
  steps: readonly NumberedStep[],
): Promise<{ stopRequested: boolean }> {
  const { id: runId, workspaceId } = run;
  const [row] = await insertSteps(db, { runId, workspaceId, steps: storableJson(steps) });
  return { stopRequested: row?.stop_requested_by != null };
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

type NewAnswer = NewSteps & {
  readonly answer: string;
  readonly receipt: string;
  readonly usage: string;
  readonly failure: string | null;
  readonly deliveryId: string;
  readonly channelId: string;
  readonly threadTs: string | null;
  readonly createdAt: string;
};

const storeAnswer = statement<NewAnswer>(
  (given) => sql`
    with added as (${stepsSql(given)}), answered as (
      update runs set state = 'answering', answer = ${given.answer}::jsonb, receipt = ${given.receipt}::jsonb,
        usage = ${given.usage}::jsonb, failure = ${given.failure}
      where id = ${given.runId} and finished_at is null and state <> 'answering'
    )
    insert into deliveries (id, workspace_id, run_id, channel_id, thread_ts, state, created_at)
    values (${given.deliveryId}, ${given.workspaceId}, ${given.runId}, ${given.channelId}, ${given.threadTs}, 'sending', ${given.createdAt}::timestamptz)
    on conflict do nothing`,
);

/** Stores the answer and that it is about to be said. It may be called again: the first answer stays. */
export async function beginAnswer(
  db: Db,
  run: Run,
  ending: Ending,
  delivery: { id: string; channelId: string; threadTs: string | null; createdAt: Date },
): Promise<void> {
  await storeAnswer(db, {
    runId: run.id,
    workspaceId: run.workspaceId,
    steps: storableJson(ending.steps),
    answer: storableJson(ending.answer),
    receipt: storableJson(ending.receipt),
    usage: storableJson(ending.usage),
    failure: ending.failure ?? null,
    deliveryId: delivery.id,
    channelId: delivery.channelId,
    threadTs: delivery.threadTs,
    createdAt: delivery.createdAt.toISOString(),
  });
}

/** How a run ends. */
export interface End {
  readonly deliveryId: string;
  readonly ts: string | null;
  readonly failure: string | null;
  readonly becomes: Ending["becomes"];
  readonly now: Date;
}

type StoredEnd = Omit<End, "becomes" | "now"> & {
  readonly runId: string;
  readonly becomes: string;
  readonly delivered: string;
  readonly now: string;
};

function storedEnd(run: Run, end: End): StoredEnd {
  const delivered = end.ts ? "sent" : "failed";
  return { ...end, runId: run.id, delivered, now: end.now.toISOString() };
}

function endSql(end: Slots<StoredEnd>) {
  return sql`delivered as (
      update deliveries set state = ${end.delivered}, ts = ${end.ts}, failure = ${end.failure} where id = ${end.deliveryId}
    ), ended as (
      update runs set state = ${end.becomes}, finished_at = ${end.now}::timestamptz
      where id = ${end.runId} and finished_at is null
    )`;
}

const endOnly = statement<StoredEnd>((end) => sql`with ${endSql(end)} select 1`);

/** Stores where the answer stands, and ends the run. */
export async function endRun(db: Db, run: Run, end: End): Promise<void> {
  await endOnly(db, storedEnd(run, end));
}

const endAndRelease = statement<StoredEnd & Pick<Claim, "threadId" | "fence">, { wake: boolean }>(
  (end) => sql`with ${endSql(end)}, released as (${releaseSql(end)}) select wake from released`,
);

/** The same, and lets go of the thread in the same statement, which is how nearly every turn ends. */
export async function endRunAndRelease(db: Db, run: Run, end: End & { claim: Claim }): Promise<Released> {
  const { claim, ...ended } = end;
  const { threadId, fence } = claim;
  const [row] = await endAndRelease(db, { ...storedEnd(run, ended), threadId, fence });
  return releasedOf(row);
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

/** The threads of a channel in which something runs or waits. */
export async function listBusyThreads(
  db: Queryable,
  { workspaceId, channelId }: { workspaceId: string; channelId: string },
): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select id from threads where workspace_id = ${workspaceId} and channel_id = ${channelId}
      and exists (select 1 from runs where runs.thread_id = threads.id and runs.finished_at is null)`);
  return rows.map(({ id }) => id);
}

export async function isStopRequested(db: Queryable, runId: string): Promise<boolean> {
  const [row] = await db.select({ by: runs.stopRequestedBy }).from(runs).where(eq(runs.id, runId));
  return row?.by != null;
}

/** The finished runs of a thread and of the one it goes on from, oldest first: what was said there so far. */
export async function listHistory(db: Queryable, threadId: string, limit: number): Promise<Run[]> {
  const newest = await db
    .select()
    .from(runs)
    .where(
      and(
        sql`${runs.threadId} in (${threadId}, (select continues from threads where id = ${threadId}))`,
        sql`${runs.finishedAt} is not null`,
      ),
    )
    .orderBy(desc(runs.startedAt))
    .limit(limit);
  return newest.reverse();
}

/** The run of the same thread that ended last before this one. */
export async function findRunBefore(
  db: Queryable,
  run: Pick<Run, "id" | "threadId">,
): Promise<string | undefined> {
  const [before] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.threadId, run.threadId), ne(runs.id, run.id), sql`${runs.finishedAt} is not null`))
    .orderBy(desc(runs.startedAt))
    .limit(1);
  return before?.id;
}

/** Whether a run of a thread has not come to its end. */
export async function hasOpenRun(db: Queryable, threadId: string): Promise<boolean> {
  const result = await db.execute(
    sql`select 1 from runs where thread_id = ${threadId} and finished_at is null
      union all select 1 from thread_messages where thread_id = ${threadId} and run_id is null limit 1`,
  );
  return result.rows.length > 0;
}
