import { done, failed, type SchedulePort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import type { ScheduleDeps } from "./create-schedules.ts";
import { nextTimes } from "./describe-schedule.ts";
import { checkCron } from "./next-fires.ts";
import { readTimes } from "./read-times.ts";
import { OFFERS_START } from "./schedule-requests.ts";
import { insertSchedule } from "./schedules-store.ts";

/** A schedule runs as the person who made it, and this one may not do here all that they may. */
const MAY_NOT = "A schedule is made by its person, or with a token of all their rights; this token has fewer";

/** Stores a schedule as proposed and shows its next five times. It starts when the person says so. */
export async function proposeSchedule(
  deps: ScheduleDeps,
  input: Parameters<SchedulePort["propose"]>[0],
  context: ToolContext,
): Promise<ToolOutcome> {
  const { timeZone, call } = context;
  if (context.actsAsMember) return failed(MAY_NOT);
  const times = readTimes(input.times);
  if (!times) {
    return failed(
      `I do not understand “${input.times}” as times. Say “every weekday at 9”, “every 15 minutes”, “on the 1st of every month at 8”, or “cron 0 9 * * 1-5”`,
    );
  }
  const checked = checkCron(times.cron, timeZone);
  if (!checked.ok) return failed(checked.message);
  const channel = await channelOf(deps, input.channel, context);
  if (!channel) return failed(`There is no channel ${input.channel} that I can see`);
  const now = deps.clock();
  const schedule = await insertSchedule(deps.db, {
    id: `sch_${context.callId}`,
    workspaceId: call.workspaceId,
    request: input.request,
    ...channel,
    cron: times.cron,
    words: times.words,
    timeZone,
    state: "proposed",
    pausedBecause: null,
    missed: "latest",
    threadId: call.threadId,
    createdBy: call.memberId,
    createdAt: now,
    nextFireAt: null,
  });
  const text = [
    `I would ask for \`${schedule.request}\` ${schedule.words}, ${timeZone}, in #${schedule.channelName}. The next times:`,
    ...nextTimes(schedule, now).map((time) => `• ${time}`),
    `${OFFERS_START}, \`no\` to forget it.`,
  ].join("\n");
  return done(text, { mustBeShown: text });
}

const NAMES: Readonly<Record<string, string>> = { im: "direct message", api: "the REST API" };

async function channelOf(
  { messenger }: ScheduleDeps,
  wanted: string | undefined,
  { call, place }: ToolContext,
) {
  if (wanted === undefined) return { ...place, channelName: NAMES[place.channelKind] ?? "this channel" };
  const found = await messenger.findChannel(call.workspaceId, wanted);
  return found && { channelId: found.id, channelName: found.name, channelKind: "channel" as const };
}
