import { and, asc, desc, eq, inArray, lte, ne, sql } from "drizzle-orm";
import type { Queryable } from "../database/index.ts";
import { type FireState, type ScheduleState, scheduleFires, schedules } from "./tables.ts";

export type Schedule = typeof schedules.$inferSelect;
export type ScheduleFire = typeof scheduleFires.$inferSelect;

/** Stores a schedule under the next number of its workspace. Stored before, by the same id, it stays as it is. */
export async function insertSchedule(db: Queryable, draft: Omit<Schedule, "number">): Promise<Schedule> {
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
  move: { from: ScheduleState[]; to: ScheduleState; nextFireAt: Date | null; because?: string },
): Promise<Schedule | undefined> {
  const [row] = await db
    .update(schedules)
    .set({ state: move.to, nextFireAt: move.nextFireAt, pausedBecause: move.because ?? null })
    .where(and(eq(schedules.id, id), inArray(schedules.state, move.from)))
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
export async function insertFire(tx: Queryable, fire: Omit<ScheduleFire, "threadTs">): Promise<boolean> {
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
  end: { state: FireState; threadTs?: string; note?: string; now: Date },
): Promise<void> {
  const { now, ...rest } = end;
  await db
    .update(scheduleFires)
    .set({ ...rest, notedAt: now })
    .where(and(eq(scheduleFires.scheduleId, fire.scheduleId), eq(scheduleFires.fireAt, fire.fireAt)));
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

/** The integrations that the last times of each schedule of a workspace called, by the schedule's id. */
export async function listUsedIntegrations(
  db: Queryable,
  workspaceId: string,
): Promise<ReadonlyMap<string, string[]>> {
  const { rows } = await db.execute<{ schedule_id: string; integration_ids: string[] }>(sql`
    select last.schedule_id, array_agg(distinct calls.integration_id) as integration_ids
    from (
      select f.schedule_id, f.thread_ts, s.channel_id, row_number() over (partition by f.schedule_id order by f.fire_at desc) as nth
      from schedule_fires f join schedules s on s.id = f.schedule_id
      where f.workspace_id = ${workspaceId} and f.state = 'begun' and s.state in ('active', 'paused')
    ) last
    join threads on threads.workspace_id = ${workspaceId} and threads.channel_id = last.channel_id and threads.root_ts = last.thread_ts
    join runs on runs.thread_id = threads.id
    join calls on calls.run_id = runs.id
    where last.nth <= ${LOOKED_AT_FIRES}
    group by last.schedule_id`);
  return new Map(rows.map((row) => [row.schedule_id, row.integration_ids]));
}
