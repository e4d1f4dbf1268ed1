import type { Conversation, Messenger } from "../conversation/index.ts";
import type { Db } from "../database/index.ts";
import type { Clock } from "../kernel/index.ts";
import {
  endFire,
  findFire,
  findScheduleById,
  listFires,
  moveSchedule,
  type Schedule,
} from "./schedules-store.ts";

export interface BeginDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly messenger: Pick<Messenger, "say">;
  readonly conversation: Pick<Conversation, "receive" | "isBusy">;
  /** Why a request cannot be served now, in words: what it needs is failing, or gone. */
  readonly whyNot: (workspaceId: string, request: string) => Promise<string | undefined>;
}

const LOOK_BACK = 10;

/**
 * Begins one time of a schedule: a message in its channel, and the request in that message's thread, in the name of the
 * person who made the schedule. Taken up again after a crash, it says the message once. One that cannot run is paused,
 * which its channel is told; one whose last time is not done yet is left out.
 */
export async function beginFire(
  deps: BeginDeps,
  payload: { scheduleId: string; fireAt: string },
): Promise<void> {
  const fireAt = new Date(payload.fireAt);
  const [schedule, fire] = [
    await findScheduleById(deps.db, payload.scheduleId),
    await findFire(deps.db, payload.scheduleId, fireAt),
  ];
  if (!schedule || fire?.state !== "due" || schedule.state === "deleted") return;
  const why = await deps.whyNot(schedule.workspaceId, schedule.request);
  if (why) return pause(deps, { schedule, fireAt }, why);
  if (await isOverlapping(deps, { schedule, fireAt })) return;
  const title = `⏰ Schedule ${schedule.number}, ${schedule.words}: \`${schedule.request}\``;
  const ts = await say(deps, { schedule, fireAt }, title);
  if (ts === undefined) return;
  const { workspaceId, channelId, channelKind, createdBy: memberId, request: text } = schedule;
  await deps.conversation.receive({ workspaceId, channelId, channelKind, rootTs: ts, ts, memberId, text });
  await endFire(
    deps.db,
    { scheduleId: schedule.id, fireAt },
    { state: "begun", threadTs: ts, now: deps.clock() },
  );
}

/** Whether the time before is not done yet. It is told in its own thread that this one was left out. */
async function isOverlapping(deps: BeginDeps, { schedule, fireAt }: Fire): Promise<boolean> {
  const { id, workspaceId, channelId, number } = schedule;
  const before = (await listFires(deps.db, id, LOOK_BACK)).find(
    (fire) => fire.state === "begun" && fire.threadTs !== null && fire.fireAt < fireAt,
  );
  if (!before?.threadTs) return false;
  if (!(await deps.conversation.isBusy({ workspaceId, channelId, rootTs: before.threadTs }))) return false;
  await endFire(deps.db, { scheduleId: id, fireAt }, { state: "overlapped", now: deps.clock() });
  const text = `The next time of schedule ${number} was left out, because this one is not done yet. When it is, say \`run schedule ${number} now\` for the one that was left out.`;
  const place = { workspaceId, channelId, threadTs: before.threadTs };
  await deps.messenger.say(
    place,
    { kind: "note", text, key: `${id}.${fireAt.getTime()}.overlap` },
    { mayBeThere: true },
  );
  return true;
}

interface Fire {
  readonly schedule: Schedule;
  readonly fireAt: Date;
}

async function say(deps: BeginDeps, { schedule, fireAt }: Fire, text: string): Promise<string | undefined> {
  const { workspaceId, channelId, id } = schedule;
  const key = `${id}.${fireAt.getTime()}`;
  const place = { workspaceId, channelId, threadTs: null };
  const said = await deps.messenger.say(place, { kind: "note", text, key }, { mayBeThere: true });
  if (said.ok) return said.ts;
  const because = `I cannot write in #${schedule.channelName}: ${said.message}`;
  await moveSchedule(deps.db, id, { from: ["active"], to: "paused", nextFireAt: null, because });
  await endFire(deps.db, { scheduleId: id, fireAt }, { state: "broken", note: because, now: deps.clock() });
  return undefined;
}

async function pause(deps: BeginDeps, fire: Fire, why: string): Promise<void> {
  const { schedule, fireAt } = fire;
  await moveSchedule(deps.db, schedule.id, {
    from: ["active"],
    to: "paused",
    nextFireAt: null,
    because: why,
  });
  await endFire(
    deps.db,
    { scheduleId: schedule.id, fireAt },
    { state: "broken", note: why, now: deps.clock() },
  );
  const text = `⏸ Schedule ${schedule.number} (\`${schedule.request}\`) is paused: ${why}. When that is put right, say \`resume schedule ${schedule.number}\`, and \`run schedule ${schedule.number} now\` for what was left out.`;
  await say(deps, fire, text);
}
