import { and, asc, desc, eq, inArray, isNotNull, lt, lte, ne, sql } from "drizzle-orm";
import type { RunState } from "../conversation/index.ts";
import type { Queryable } from "../database/index.ts";
import { type FireState, type ScheduleState, scheduleFires, schedules } from "./tables.ts";

export type Schedule = typeof schedules.$inferSelect;
export type ScheduleDraft = Omit<typeof schedules.$inferInsert, "number">;
export type ScheduleFire = typeof scheduleFires.$inferSelect;
type NewFire = typeof scheduleFires.$inferInsert;

/** Stores a schedule under the next number of its workspace. Stored before, by the same id, it stays as it is. */
export async function insertSchedule(db: Queryable, draft: ScheduleDraft): Promise<Schedule> {
  const number = sql<number>`(select coalesce(max(s.number), 0) + 1 from ${schedules} s where s.workspace_id = ${draft.workspaceId})`;
  await db
    .insert(schedules)
    .values({ ...draft, number })
    .onConflictDoNothing({ target: schedules.id });
  const [row] = await db.select().from(schedules).where(eq(schedules.id, draft.id));
  if (!row) throw new Error(`schedule ${draft.id} vanished while it was stored`);
  return row;
}

/** The schedules of a workspace that were not deleted, by number. */
export async function listSchedules(db: Queryable, workspaceId: string): Promise<Schedule[]> {
  return db
    .select()
    .from(schedules)
    .where(and(eq(schedules.workspaceId, workspaceId), inArray(schedules.state, ["active", "paused"])))
    .orderBy(asc(schedules.number));
}

export async function findSchedule(
  db: Queryable,
  workspaceId: string,
  number: number,
): Promise<Schedule | undefined> {
  const [row] = await db
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.workspaceId, workspaceId),
        eq(schedules.number, number),
        ne(schedules.state, "deleted"),
      ),
    );
  return row;
}

export async function findScheduleById(db: Queryable, id: string): Promise<Schedule | undefined> {
  const [row] = await db.select().from(schedules).where(eq(schedules.id, id));
  return row;
}

/** The last schedule that was proposed in a thread and waits for a yes. */
export async function findProposed(
  db: Queryable,
  workspaceId: string,
  threadId: string,
): Promise<Schedule | undefined> {
  const [row] = await db
    .select()
    .from(schedules)
    .where(
      and(
        eq(schedules.workspaceId, workspaceId),
        eq(schedules.threadId, threadId),
        eq(schedules.state, "proposed"),
      ),
    )
    .orderBy(desc(schedules.createdAt), desc(schedules.id))
    .limit(1);
  return row;
}

/** Moves a schedule from one of `from` to another state. Undefined when it is in none of them. */
export async function moveSchedule(
  db: Queryable,
  id: string,
  move: {
    from: ScheduleState[];
    to: ScheduleState;
    nextFireAt: Date | null;
    /** Why Chief paused it, and the failing integration where that is the reason. */
    because?: string;
    pausedFor?: string | undefined;
  },
): Promise<Schedule | undefined> {
  const { to: state, nextFireAt, because: pausedBecause = null, pausedFor = null } = move;
  const [row] = await db
    .update(schedules)
    .set({ state, nextFireAt, pausedBecause, pausedFor, offeredAt: null })
    .where(and(eq(schedules.id, id), inArray(schedules.state, move.from)))
    .returning();
  return row;
}

/** Changes what a schedule asks, when and how. Undefined when it was deleted meanwhile. */
export async function updateSchedule(
  db: Queryable,
  id: string,
  change: Partial<ScheduleDraft>,
): Promise<Schedule | undefined> {
  const [row] = await db
    .update(schedules)
    .set(change)
    .where(and(eq(schedules.id, id), ne(schedules.state, "deleted")))
    .returning();
  return row;
}

/** Schedules that are due, locked for the transaction; those that another replica looks at are left out. */
export async function lockDue(tx: Queryable, now: Date, limit: number): Promise<Schedule[]> {
  return tx
    .select()
    .from(schedules)
    .where(and(eq(schedules.state, "active"), lte(schedules.nextFireAt, now)))
    .orderBy(asc(schedules.nextFireAt))
    .limit(limit)
    .for("update", { skipLocked: true });
}

export async function setNextFire(tx: Queryable, id: string, nextFireAt: Date | null): Promise<void> {
  await tx.update(schedules).set({ nextFireAt }).where(eq(schedules.id, id));
}

/** Notes that a schedule came up. False when somebody had: each time is noted once. */
export async function insertFire(tx: Queryable, fire: NewFire): Promise<boolean> {
  const rows = await tx.insert(scheduleFires).values(fire).onConflictDoNothing().returning();
  return rows.length > 0;
}

export async function findFire(
  db: Queryable,
  scheduleId: string,
  fireAt: Date,
): Promise<ScheduleFire | undefined> {
  const [row] = await db
    .select()
    .from(scheduleFires)
    .where(and(eq(scheduleFires.scheduleId, scheduleId), eq(scheduleFires.fireAt, fireAt)));
  return row;
}

export async function endFire(
  db: Queryable,
  fire: Pick<ScheduleFire, "scheduleId" | "fireAt">,
  end: { state: FireState; threadTs?: string; threadId?: string; note?: string; now: Date },
): Promise<void> {
  const { now, ...rest } = end;
  await db
    .update(scheduleFires)
    .set({ ...rest, notedAt: now })
    .where(isFire(fire));
}

const isFire = ({ scheduleId, fireAt }: Pick<ScheduleFire, "scheduleId" | "fireAt">) =>
  and(eq(scheduleFires.scheduleId, scheduleId), eq(scheduleFires.fireAt, fireAt));

/** Moves a time from one state to another. False when it is not in that state any more. */
export async function moveFire(
  db: Queryable,
  fire: Pick<ScheduleFire, "scheduleId" | "fireAt">,
  {
    from,
    to: state,
    now: notedAt,
    ...more
  }: { from: FireState; to: FireState; now: Date; threadTs?: string; threadId?: string },
): Promise<boolean> {
  const moved = await db
    .update(scheduleFires)
    .set({ ...more, state, notedAt })
    .where(and(isFire(fire), eq(scheduleFires.state, from)))
    .returning();
  return moved.length > 0;
}

/** Notes the message under which a quiet time tells what it found. */
export async function markTold(db: Queryable, fire: ScheduleFire, toldTs: string): Promise<void> {
  await db.update(scheduleFires).set({ toldTs }).where(isFire(fire));
}

/** Keeps a digest of something that a quiet time found. */
export async function addFound(db: Queryable, fire: ScheduleFire, digest: string): Promise<void> {
  await db
    .update(scheduleFires)
    .set({ found: sql`coalesce(${scheduleFires.found}, '[]'::jsonb) || ${JSON.stringify([digest])}::jsonb` })
    .where(isFire(fire));
}

/** What the last time before this one found; undefined when none found anything. */
export async function findFoundBefore(db: Queryable, fire: ScheduleFire): Promise<string[] | undefined> {
  const [before] = await db
    .select({ found: scheduleFires.found })
    .from(scheduleFires)
    .where(
      and(
        eq(scheduleFires.scheduleId, fire.scheduleId),
        lt(scheduleFires.fireAt, fire.fireAt),
        isNotNull(scheduleFires.found),
      ),
    )
    .orderBy(desc(scheduleFires.fireAt))
    .limit(1);
  return before?.found ?? undefined;
}

/** The times that a schedule came up, the latest first. */
export async function listFires(db: Queryable, scheduleId: string, limit: number): Promise<ScheduleFire[]> {
  return db
    .select()
    .from(scheduleFires)
    .where(eq(scheduleFires.scheduleId, scheduleId))
    .orderBy(desc(scheduleFires.fireAt))
    .limit(limit);
}

/** How far back the calls of a schedule tell what it will call. */
const LOOKED_AT_FIRES = 5;

/** The integrations that the last times of each schedule of a workspace, or of one, called, by the schedule's id. */
export async function listUsedIntegrations(
  db: Queryable,
  workspaceId: string,
  scheduleId: string | null = null,
): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await db.execute<{ schedule_id: string; integration_ids: string[] }>(sql`
    select last.schedule_id, array_agg(distinct calls.integration_id) as integration_ids
    from (
      select f.schedule_id, f.thread_id, row_number() over (partition by f.schedule_id order by f.fire_at desc) as nth
      from schedule_fires f join schedules s on s.id = f.schedule_id
      where f.workspace_id = ${workspaceId} and f.thread_id is not null
        and s.state in ('active', 'paused') and (${scheduleId}::text is null or s.id = ${scheduleId})
    ) last
    join runs on runs.thread_id = last.thread_id
    join calls on calls.run_id = runs.id
    where last.nth <= ${LOOKED_AT_FIRES}
    group by last.schedule_id`);
  return new Map(rows.map((row) => [row.schedule_id, row.integration_ids]));
}

/** A time of a schedule as a history shows it. */
export interface PastFire {
  readonly scheduleId: string;
  readonly fireAt: Date;
  readonly state: FireState;
  readonly note: string | null;
  /** The run that it began, and how that stands. */
  readonly runId: string | null;
  readonly runState: RunState | null;
  /** Whether a call of the run failed, was refused, or nobody knows what became of it. */
  readonly hasTrouble: boolean;
}

/** The times that schedules of a workspace came up with what became of them, `limit` of each, the latest first. */
export async function listPastFires(
  db: Queryable,
  workspaceId: string,
  of: { scheduleIds: readonly string[]; limit: number },
): Promise<PastFire[]> {
  const { rows } = await db.execute<Omit<PastFire, "fireAt"> & { at: string } & Record<string, unknown>>(sql`
    select ids.id as "scheduleId", extract(epoch from f.fire_at) * 1000 as at, f.state, f.note,
      r.id as "runId", r.state as "runState", coalesce(r.trouble, false) as "hasTrouble"
    from jsonb_array_elements_text(${JSON.stringify(of.scheduleIds)}::jsonb) as ids(id)
    cross join lateral (
      select * from schedule_fires where schedule_id = ids.id and workspace_id = ${workspaceId}
      order by fire_at desc limit ${of.limit}
    ) f
    left join lateral (
      select runs.id, runs.state, runs.receipt @? '$.calls[*] ? (!(@.outcome like_regex "^[23][0-9][0-9]$"))' as trouble
      from runs where runs.thread_id = f.thread_id order by runs.started_at limit 1
    ) r on true
    order by f.fire_at desc`);
  return rows.map(({ at, ...row }): PastFire => ({ ...row, fireAt: new Date(Number(at)) }));
}
