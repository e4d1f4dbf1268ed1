import { type Conversation, type Messenger, threadIdAt } from "../conversation/index.ts";
import { addJob } from "../database/index.ts";
import type { Clock, Logger } from "../kernel/index.ts";
import { getMember } from "../people/index.ts";
import { beginTitle } from "./begin-title.ts";
import type { FirePayload } from "./fire-due.ts";
import { type Notice, noticeJob } from "./notices.ts";
import { quietRoot } from "./quiet-thread.ts";
import {
  endFire,
  findFire,
  findScheduleById,
  listFires,
  moveFire,
  moveSchedule,
  type Schedule,
  type ScheduleFire,
} from "./schedules-store.ts";
import { brokenNotice, overlapNotice, pausedNotice } from "./skipped.ts";
import { type WhyNot, type WhyNotDeps, whyNot } from "./why-not.ts";

export interface BeginDeps extends WhyNotDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly messenger: Pick<Messenger, "say" | "directChannel">;
  readonly conversation: Pick<Conversation, "receive" | "isBusy" | "stop">;
  /** Where Chief's pages are, without a trailing slash. */
  readonly publicUrl: string;
}

interface Fire {
  readonly schedule: Schedule;
  readonly fireAt: Date;
  readonly payload: FirePayload;
}

const LOOK_BACK = 20;
const MOST_QUEUED = 10;

/**
 * Begins one time of a schedule: a message in its channel, and the request in that message's thread, in the name of the
 * person who made the schedule. Taken up again after a crash, it says the message once. What keeps it from running
 * follows the schedule's policies. One that a person wanted now runs whatever else runs, and says what it finds.
 */
export async function beginFire(deps: BeginDeps, payload: FirePayload): Promise<void> {
  const fireAt = new Date(payload.fireAt);
  const [schedule, noted] = [
    await findScheduleById(deps.db, payload.scheduleId),
    await findFire(deps.db, payload.scheduleId, fireAt),
  ];
  if (!schedule || noted?.state !== "due" || schedule.state === "deleted") return;
  const fire = { schedule, fireAt, payload };
  const why = await whyNot(deps, schedule);
  if (why) return leaveOut(deps, fire, why);
  if (!payload.isWanted && (await isOverlapping(deps, fire))) return;
  const rootTs = await rootOf(deps, fire);
  if (rootTs === undefined) return;
  const { workspaceId, channelId, channelKind, createdBy: memberId, request: text } = schedule;
  await deps.conversation.receive({
    workspaceId,
    channelId,
    channelKind,
    rootTs,
    ts: rootTs,
    memberId,
    text,
  });
  // A quiet one may have come to its end already.
  const threadId = threadIdAt({ workspaceId, channelId, rootTs });
  const begun = { from: "due", to: "begun", threadTs: rootTs, threadId, now: deps.clock() } as const;
  await moveFire(deps.db, { scheduleId: schedule.id, fireAt }, begun);
}

/** The message that the thread hangs on; undefined where nothing can be posted. A quiet one posts none yet. */
async function rootOf(deps: BeginDeps, fire: Fire): Promise<string | undefined> {
  const { schedule, fireAt, payload } = fire;
  const { workspaceId, channelId, id } = schedule;
  if (schedule.tells !== "always" && !payload.isWanted) return quietRoot(id, fireAt);
  const text = beginTitle(schedule, { fireAt }, { ...payload, now: deps.clock() });
  const place = { workspaceId, channelId, threadTs: null };
  const key = `${id}.${fireAt.getTime()}`;
  const said = await deps.messenger.say(place, { kind: "note", text, key }, { mayBeThere: true });
  if (said.ok) return said.ts;
  await leaveOut(deps, fire, { why: `I cannot write in #${schedule.channelName}: ${said.message}` });
  return undefined;
}

/** Leaves out a time that cannot run, and pauses the schedule where that is its policy or nothing else would help. */
async function leaveOut(deps: BeginDeps, { schedule, fireAt, payload }: Fire, why: WhyNot): Promise<void> {
  const { integrationId: pausedFor } = why;
  const isPaused = !payload.isWanted && (schedule.broken === "pause" || pausedFor === undefined);
  const otherwise = (await getMember(deps.db, schedule.workspaceId, schedule.createdBy)).slackUserId;
  const wasBroken = await isBrokenBefore(deps, schedule, fireAt);
  await deps.db.transaction(async (tx) => {
    const fire = { scheduleId: schedule.id, fireAt };
    await endFire(tx, fire, { state: "broken", note: why.why, now: deps.clock() });
    const move = { from: ["active" as const], to: "paused" as const, nextFireAt: null, because: why.why };
    const paused = isPaused ? await moveSchedule(tx, schedule.id, { ...move, pausedFor }) : undefined;
    const key = `${schedule.id}.${fireAt.getTime()}.paused`;
    const notice = paused
      ? pausedNotice([paused], { why: why.why, key })
      : wasBroken && !payload.isWanted
        ? undefined
        : brokenNotice(schedule, fireAt, why.why);
    if (notice) await addJob(tx, noticeJob({ ...notice, otherwise }));
  });
}

/** Whether the time before could not run either: then its people know. */
async function isBrokenBefore({ db }: BeginDeps, { id }: Schedule, fireAt: Date): Promise<boolean> {
  const fires = await listFires(db, id, LOOK_BACK);
  return fires.find((fire) => fire.fireAt < fireAt)?.state === "broken";
}

/** Whether the time before keeps this one from beginning; it then waits or is left out, as the schedule wants. */
async function isOverlapping(deps: BeginDeps, fire: Fire): Promise<boolean> {
  const { schedule, fireAt } = fire;
  if (schedule.overlapping === "run") return false;
  const fires = (await listFires(deps.db, schedule.id, LOOK_BACK)).filter((one) => one.fireAt < fireAt);
  const queued = fires.filter(({ state }) => state === "queued").length;
  const busy = await findBusy(deps, schedule, fires);
  if (!busy && queued === 0) return false;
  const waits = schedule.overlapping === "queue" && queued < MOST_QUEUED;
  const wasTold = fires[0]?.state === "overlapped";
  const notice = busy && !waits && !wasTold ? overlapNotice(schedule, fireAt, threadOf(busy)) : undefined;
  await note(deps, fire, { state: waits ? "queued" : "overlapped", notice });
  return true;
}

async function note(
  { db, clock }: BeginDeps,
  { schedule, fireAt }: Fire,
  { state, notice }: { state: "queued" | "overlapped"; notice: Notice | undefined },
): Promise<void> {
  await db.transaction(async (tx) => {
    await endFire(tx, { scheduleId: schedule.id, fireAt }, { state, now: clock() });
    if (notice) await addJob(tx, noticeJob(notice));
  });
}

/** Where people see the thread of a time. */
export const threadOf = ({ toldTs, threadTs }: Pick<ScheduleFire, "toldTs" | "threadTs">) =>
  toldTs ?? threadTs ?? "";

/** The last of the times that began, if it is not done yet. */
export async function findBusy(
  { conversation }: Pick<BeginDeps, "conversation">,
  { workspaceId, channelId }: Schedule,
  fires: readonly ScheduleFire[],
): Promise<ScheduleFire | undefined> {
  const last = fires.find(({ state, threadTs }) => state === "begun" && threadTs !== null);
  if (!last?.threadTs) return undefined;
  const isBusy = await conversation.isBusy({ workspaceId, channelId, rootTs: last.threadTs });
  return isBusy ? last : undefined;
}
