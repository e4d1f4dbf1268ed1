/** What people do with a schedule. Who made one and admins may; every act is recorded. */
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import { fireNow } from "./fire-due.ts";
import { nextFires } from "./next-fires.ts";
import { moveSchedule, type Schedule, type ScheduleDraft, updateSchedule } from "./schedules-store.ts";
import type { ScheduleState } from "./tables.ts";

/** Who wants something of a schedule. */
export interface Actor {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly isAdmin: boolean;
}

export type Changed =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly message: string };

interface Deps {
  readonly db: Db;
  readonly clock: Clock;
}

interface Change {
  readonly schedule: Schedule;
  readonly by: Actor;
}

export function mayChange({ createdBy, workspaceId }: Schedule, by: Actor): boolean {
  return workspaceId === by.workspaceId && (by.isAdmin || createdBy === by.memberId);
}

const NOT_YOURS = "Only the person who made a schedule, or an admin, may change it.";
const refused = (message: string): Changed => ({ ok: false, message });

export function startSchedule(deps: Deps, { schedule, by }: Change): Promise<Changed> {
  const move = { from: ["proposed" as const], to: "active" as const, act: "schedule.started" };
  return moved(deps, { schedule, by }, { ...move, otherwise: "It was answered already." });
}

/** Forgets a proposal. */
export async function dropSchedule({ db }: Deps, { schedule, by }: Change): Promise<Changed> {
  if (!mayChange(schedule, by)) return refused(NOT_YOURS);
  const dropped = await moveSchedule(db, schedule.id, {
    from: ["proposed"],
    to: "deleted",
    nextFireAt: null,
  });
  return dropped ? { ok: true, schedule: dropped } : refused("It was answered already.");
}

/** Pauses a schedule. One that Chief paused stays so, and is not offered to be resumed any more. */
export function pauseSchedule(deps: Deps, { schedule, by }: Change): Promise<Changed> {
  const from: ScheduleState[] = schedule.pausedBecause === null ? ["active"] : ["active", "paused"];
  const otherwise = `Schedule ${schedule.number} is not running.`;
  return moved(deps, { schedule, by }, { from, to: "paused", act: "schedule.paused", otherwise });
}

/** Goes on with the next time from now; times that passed meanwhile are not made up for. */
export function resumeSchedule(deps: Deps, { schedule, by }: Change): Promise<Changed> {
  const otherwise = `Schedule ${schedule.number} is not paused.`;
  return moved(
    deps,
    { schedule, by },
    { from: ["paused"], to: "active", act: "schedule.resumed", otherwise },
  );
}

export function deleteSchedule(deps: Deps, { schedule, by }: Change): Promise<Changed> {
  const from: ScheduleState[] = ["active", "paused"];
  const otherwise = "It was deleted already.";
  return moved(deps, { schedule, by }, { from, to: "deleted", act: "schedule.deleted", otherwise });
}

/** Begins it at once besides its times, also while it is paused. */
export async function runScheduleNow({ db, clock }: Deps, { schedule, by }: Change): Promise<Changed> {
  if (!mayChange(schedule, by)) return refused(NOT_YOURS);
  if (schedule.state !== "active" && schedule.state !== "paused") return refused("It does not run any more.");
  await fireNow(db, schedule, clock());
  return { ok: true, schedule };
}

/** Changes what it asks, when, where and how. */
export async function editSchedule(
  { db, clock }: Deps,
  { schedule, by }: Change,
  edit: Partial<ScheduleDraft>,
): Promise<Changed> {
  if (!mayChange(schedule, by)) return refused(NOT_YOURS);
  const now = clock();
  const edited = await db.transaction(async (tx) => {
    const times = { ...schedule, ...edit };
    const [next] =
      schedule.state === "active"
        ? nextFires(times.cron, { timeZone: times.timeZone, after: now, count: 1 })
        : [];
    const updated = await updateSchedule(tx, schedule.id, { ...edit, nextFireAt: next ?? null });
    if (updated) await record(tx, { schedule: updated, by }, { act: "schedule.changed", now });
    return updated;
  });
  return edited ? { ok: true, schedule: edited } : refused("It was deleted meanwhile.");
}

async function moved(
  { db, clock }: Deps,
  { schedule, by }: Change,
  move: { from: ScheduleState[]; to: ScheduleState; act: string; otherwise: string },
): Promise<Changed> {
  if (!mayChange(schedule, by)) return refused(NOT_YOURS);
  const now = clock();
  const { cron, timeZone } = schedule;
  const [next] = move.to === "active" ? nextFires(cron, { timeZone, after: now, count: 1 }) : [];
  const done = await db.transaction(async (tx) => {
    const { from, to } = move;
    const row = await moveSchedule(tx, schedule.id, { from, to, nextFireAt: next ?? null });
    if (row) await record(tx, { schedule: row, by }, { act: move.act, now });
    return row;
  });
  return done ? { ok: true, schedule: done } : refused(move.otherwise);
}

async function record(
  tx: Parameters<typeof recordAct>[0],
  { schedule, by }: Change,
  { act, now }: { act: string; now: Date },
): Promise<void> {
  const { id: subject, number, request, words } = schedule;
  const { workspaceId, memberId: actor } = by;
  await recordAct(tx, { workspaceId, actor, act, subject, detail: { number, request, words } }, now);
}
