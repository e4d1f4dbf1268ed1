/**
 * What becomes of schedules between their times, looked at every minute by every replica: those that need a failing
 * integration are paused, those whose integration works again are offered to be resumed, times that wait for another
 * begin, and questions that nobody answers follow the schedule's policy. Each step is one conditional UPDATE with the
 * notice in the same transaction, so that whoever is first does it and tells it.
 */
import { askBesides, getApprovalSettings } from "../approvals/index.ts";
import { addJob } from "../database/index.ts";
import { getMember } from "../people/index.ts";
import { type BeginDeps, findBusy, threadOf } from "./begin-fire.ts";
import { jobOf } from "./fire-due.ts";
import { listNeeds } from "./needs.ts";
import { type Notice, noticeJob } from "./notices.ts";
import {
  findFire,
  findScheduleById,
  listFires,
  moveFire,
  moveSchedule,
  type Schedule,
} from "./schedules-store.ts";
import { pausedNotice, repairedNotice, unansweredNotice } from "./skipped.ts";
import {
  claimOffers,
  type FailingIntegration,
  listFailing,
  listQueued,
  listResumable,
  listUnanswered,
  type Resumable,
  type Unanswered,
  withdrawOffers,
} from "./standing-store.ts";
import { failingWords } from "./why-not.ts";

const LOOK_BACK = 20;

export async function lookAfterSchedules(deps: BeginDeps): Promise<void> {
  for (const integration of await listFailing(deps.db)) await pauseFor(deps, integration);
  await withdrawOffers(deps.db);
  for (const group of groupsOf(await listResumable(deps.db))) await offerAgain(deps, group);
  for (const queued of await listQueued(deps.db)) await beginQueued(deps, queued);
  for (const one of await listUnanswered(deps.db, deps.clock())) await followUp(deps, one);
}

/** Pauses the schedules that need a failing integration; each channel is told once of all of its own. */
async function pauseFor(deps: BeginDeps, integration: FailingIntegration): Promise<void> {
  const needy = (await listNeeds(deps, integration.workspaceId)).flatMap(({ schedule, needs }) => {
    const isMeant = schedule.state === "active" && schedule.broken === "pause";
    return isMeant && needs.includes(integration.id) ? [schedule] : [];
  });
  const why = failingWords(integration);
  for (const channel of byChannel(needy)) {
    const otherwise = await ownerOf(deps, channel[0]);
    await deps.db.transaction(async (tx) => {
      const paused: Schedule[] = [];
      for (const { id } of channel) {
        const move = { from: ["active" as const], to: "paused" as const, nextFireAt: null, because: why };
        const moved = await moveSchedule(tx, id, { ...move, pausedFor: integration.id });
        if (moved) paused.push(moved);
      }
      const key = `paused.${integration.id}.${paused[0]?.id}.${deps.clock().getTime()}`;
      await addNotice(tx, pausedNotice(paused, { why, key }), otherwise);
    });
  }
}

function byChannel(schedules: readonly Schedule[]): Schedule[][] {
  const groups = new Map<string, Schedule[]>();
  for (const schedule of schedules)
    groups.set(schedule.channelId, [...(groups.get(schedule.channelId) ?? []), schedule]);
  return [...groups.values()];
}

async function ownerOf({ db }: BeginDeps, schedule: Schedule | undefined): Promise<string | null> {
  if (!schedule) return null;
  return (await getMember(db, schedule.workspaceId, schedule.createdBy)).slackUserId;
}

async function addNotice(
  tx: Parameters<typeof addJob>[0],
  notice: Notice | undefined,
  otherwise: string | null,
): Promise<void> {
  if (notice) await addJob(tx, noticeJob({ ...notice, otherwise }));
}

function groupsOf(resumable: readonly Resumable[]): Resumable[][] {
  const groups = new Map<string, Resumable[]>();
  for (const one of resumable) {
    const key = `${one.integrationId} ${one.channelId}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Offers to resume exactly what was paused for an integration that works again. */
async function offerAgain(deps: BeginDeps, group: readonly Resumable[]): Promise<void> {
  const [first] = group;
  if (!first) return;
  const otherwise = await ownerOf(deps, await findScheduleById(deps.db, first.scheduleId));
  await deps.db.transaction(async (tx) => {
    const claimed = await claimOffers(
      tx,
      group.map(({ scheduleId }) => scheduleId),
      deps.clock(),
    );
    const schedules = await Promise.all(claimed.map((id) => findScheduleById(tx, id)));
    const known = schedules.flatMap((one) => one ?? []).sort((a, b) => a.number - b.number);
    const key = `repaired.${first.integrationId}.${first.scheduleId}.${deps.clock().getTime()}`;
    await addNotice(tx, repairedNotice(known, { name: first.name, key }), otherwise);
  });
}

/** Begins a time that waited, when the one before it is done. */
async function beginQueued(
  deps: BeginDeps,
  { scheduleId, fireAt: at }: { scheduleId: string; fireAt: string },
): Promise<void> {
  const schedule = await findScheduleById(deps.db, scheduleId);
  const fires = await listFires(deps.db, scheduleId, LOOK_BACK);
  if (!schedule || (await findBusy(deps, schedule, fires))) return;
  const fireAt = new Date(at);
  await deps.db.transaction(async (tx) => {
    const move = { from: "queued", to: "due", now: deps.clock() } as const;
    if (await moveFire(tx, { scheduleId, fireAt }, move)) await addJob(tx, jobOf(schedule, fireAt));
  });
}

/** Puts a question to the fallback, or ends the run that asks it. */
async function followUp(deps: BeginDeps, { scheduleId, fireAt: at, approvalId }: Unanswered): Promise<void> {
  const fireAt = new Date(at);
  const schedule = await findScheduleById(deps.db, scheduleId);
  const fire = schedule && (await findFire(deps.db, scheduleId, fireAt));
  if (!schedule || !fire?.threadTs) return;
  if (schedule.unanswered === "ask") return ask(deps, schedule, approvalId);
  const owner = await getMember(deps.db, schedule.workspaceId, schedule.createdBy);
  const { workspaceId, channelId } = schedule;
  const isFirst = await deps.db.transaction(async (tx) => {
    const move = { from: "begun", to: "unanswered", now: deps.clock() } as const;
    const moved = await moveFire(tx, { scheduleId, fireAt }, move);
    if (moved) await addJob(tx, noticeJob(unansweredNotice(schedule, fireAt, threadOf(fire))));
    return moved;
  });
  const place = { workspaceId, channelId, rootTs: fire.threadTs };
  if (isFirst) await deps.conversation.stop(place, owner);
}

/** The person whom an admin named for this schedule, else the fallback of the workspace. */
async function ask(
  { db }: BeginDeps,
  { workspaceId, fallback }: Schedule,
  approvalId: string,
): Promise<void> {
  const named = fallback && { admins: false, requester: false, members: [fallback] };
  const to = named || (await getApprovalSettings(db, workspaceId)).fallback;
  if (to) await askBesides(db, approvalId, to);
}
