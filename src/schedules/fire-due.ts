/**
 * Finds schedules that are due and sees to it that each of their times is taken up once.
 *
 *   active, due ──▶ (fire noted, job added, next time set: one transaction) ──▶ the job begins it
 *
 * Any number of replicas may look at the same moment: a schedule is locked while one looks at it, and a time can be noted
 * only once. What was missed while nobody looked follows the schedule's policy, and is told.
 */
import { addJob, type Db, type Tx } from "../database/index.ts";
import { nextFires } from "./next-fires.ts";
import { noticeJob } from "./notices.ts";
import { insertFire, lockDue, type Schedule, setNextFire } from "./schedules-store.ts";
import { missedNotice } from "./skipped.ts";

export const FIRE_SCHEDULE = "fire-schedule";

/** A time of a schedule that a job begins. */
export interface FirePayload {
  readonly scheduleId: string;
  /** ISO 8601. */
  readonly fireAt: string;
  /** How many times before it were missed. */
  readonly missed?: number;
  /** A person wanted it now, besides its times. */
  readonly isWanted?: boolean;
}

const AT_ONCE = 100;
/** Later than this, a time counts as missed. */
const GRACE_MS = 10 * 60_000;
/** Further back is not looked: a schedule that came up every minute has no hundred thousand missed times to tell of. */
const LOOK_BACK_MS = 86_400_000;
const MOST_TIMES = 1_441;

/** What came of looking: how many times were taken up, and how many had been missed. */
export interface FiredDue {
  readonly fired: number;
  readonly missed: number;
}

/** Takes up what is due at `now`. Called every minute by every replica. */
export async function fireDue(db: Db, now: Date): Promise<FiredDue> {
  return db.transaction(async (tx) => {
    const due = await lockDue(tx, now, AT_ONCE);
    let [fired, missed] = [0, 0];
    for (const schedule of due) {
      const done = await fireOne(tx, schedule, now);
      fired += done.fired;
      missed += done.missed;
    }
    return { fired, missed };
  });
}

async function fireOne(tx: Tx, schedule: Schedule, now: Date): Promise<FiredDue> {
  const { cron, timeZone, nextFireAt } = schedule;
  if (!nextFireAt) return { fired: 0, missed: 0 };
  const { take, leave } = chooseTimes(schedule, timesUpTo(schedule, nextFireAt, now), now);
  for (const fireAt of leave) await insertFire(tx, { ...fireOf(schedule, fireAt, now), state: "missed" });
  const isNew = take !== undefined && (await insertFire(tx, fireOf(schedule, take, now)));
  if (take && isNew) await addJob(tx, jobOf(schedule, take, { missed: leave.length }));
  if (!take && leave.length > 0) await addJob(tx, noticeJob(missedNotice(schedule, leave)));
  const [next] = nextFires(cron, { timeZone, after: now, count: 1 });
  await setNextFire(tx, schedule.id, next ?? null);
  return { fired: isNew ? 1 : 0, missed: leave.length };
}

/** The time that was due, and those after it up to now. */
function timesUpTo({ cron, timeZone }: Schedule, first: Date, now: Date): Date[] {
  const after = new Date(Math.max(first.getTime(), now.getTime() - LOOK_BACK_MS));
  const later = nextFires(cron, { timeZone, after, count: MOST_TIMES }).filter((at) => at <= now);
  return [first, ...later];
}

/** Which of the times is taken up: the last one, unless it is long past and the schedule does without then. */
function chooseTimes(
  schedule: Schedule,
  times: readonly Date[],
  now: Date,
): { take: Date | undefined; leave: Date[] } {
  const last = times.at(-1);
  const isLate = last !== undefined && now.getTime() - last.getTime() > GRACE_MS;
  if (isLate && schedule.missed === "skip") return { take: undefined, leave: [...times] };
  return { take: last, leave: times.slice(0, -1) };
}

/** Whether a time begins so late that it is told. */
export function isLate(fireAt: Date, now: Date): boolean {
  return now.getTime() - fireAt.getTime() > GRACE_MS;
}

function fireOf({ id, workspaceId }: Schedule, fireAt: Date, now: Date) {
  return { scheduleId: id, workspaceId, fireAt, state: "due", notedAt: now } as const;
}

/** The job that begins a time of a schedule. */
export function jobOf({ id }: Pick<Schedule, "id">, fireAt: Date, more: Partial<FirePayload> = {}) {
  const payload: FirePayload = { ...more, scheduleId: id, fireAt: fireAt.toISOString() };
  return { task: FIRE_SCHEDULE, payload, key: `schedule:${id}:${payload.fireAt}` };
}

/** Takes a schedule up at once, besides its times. */
export async function fireNow(db: Db, schedule: Schedule, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    if (await insertFire(tx, fireOf(schedule, now, now)))
      await addJob(tx, jobOf(schedule, now, { isWanted: true }));
  });
}
