import { getMember } from "../people/index.ts";
import { done, failed, type SchedulePort, type ToolContext, type ToolOutcome } from "../planning/index.ts";
import type { ScheduleDeps } from "./create-schedules.ts";
import { nextTimes, placeName } from "./describe-schedule.ts";
import { findPlace, readEntry } from "./enter-schedule.ts";
import { findMemberByName } from "./find-member-by-name.ts";
import { describePolicies, type Policies } from "./policies.ts";
import { readPolicies } from "./read-policies.ts";
import { OFFERS_START } from "./schedule-requests.ts";
import { insertSchedule } from "./schedules-store.ts";

/** A schedule runs as the person who made it, and this one may not do here all that they may. */
const MAY_NOT = "A schedule is made by its person, or with a token of all their rights; this token has fewer";

type Input = Parameters<SchedulePort["propose"]>[0];

/** Stores a schedule as proposed and shows its next five times. It starts when the person says so, or presses so. */
export async function proposeSchedule(
  deps: ScheduleDeps,
  input: Input,
  context: ToolContext,
): Promise<ToolOutcome> {
  const { timeZone, call } = context;
  if (context.actsAsMember) return failed(MAY_NOT);
  const { workspaceId } = call;
  const chosen = await policiesIn(deps, input, workspaceId);
  if (typeof chosen === "string") return failed(chosen);
  const { role } = await getMember(deps.db, workspaceId, call.memberId);
  const entry = { request: input.request, times: input.times, timeZone, policies: chosen };
  const read = readEntry(entry, { isAdmin: role === "admin" });
  if (!read.ok) return failed(read.faults.map(({ message }) => message).join(". "));
  const place = await placeIn(deps, input.channel, context);
  if (!place) return failed(`There is no channel ${input.channel} that I can see`);
  const now = deps.clock();
  const schedule = await insertSchedule(deps.db, {
    id: `sch_${context.callId}`,
    workspaceId,
    ...read.draft,
    ...place,
    state: "proposed",
    threadId: call.threadId,
    createdBy: call.memberId,
    createdAt: now,
  });
  const text = [
    `I would ask for \`${schedule.request}\` ${schedule.words}, ${timeZone}, in ${placeName(schedule)}. The next times:`,
    ...nextTimes(schedule, now).map((time) => `• ${time}`),
    ...describePolicies(schedule, () => "somebody else"),
    `${OFFERS_START}, \`no\` to forget it.`,
  ].join("\n");
  const choices = [
    { label: "Start it", says: "yes", isMain: true },
    { label: "Forget it", says: "no" },
  ];
  return done(text, { mustBeShown: text, choices });
}

/** The policies that the person spoke of, or what is wrong with them. */
async function policiesIn(
  { db }: ScheduleDeps,
  { tells, policies: words }: Input,
  workspaceId: string,
): Promise<Partial<Policies> | string> {
  const { policies, fallbackName } = readPolicies(words ?? "");
  const fallback = fallbackName ? await findMemberByName(db, workspaceId, fallbackName) : undefined;
  if (fallbackName && !fallback) return `I know nobody called ${fallbackName}`;
  return { ...policies, ...(tells ? { tells } : {}), ...(fallback ? { fallback: fallback.id } : {}) };
}

const NAMES: Readonly<Record<string, string>> = { im: "direct message", api: "the REST API" };

async function placeIn(
  { messenger }: ScheduleDeps,
  wanted: string | undefined,
  { call, place }: ToolContext,
) {
  if (wanted !== undefined) return findPlace(messenger, call.workspaceId, wanted);
  const name = NAMES[place.channelKind];
  if (name) return { ...place, channelName: name };
  const found = await messenger.findChannel(call.workspaceId, place.channelId);
  return { ...place, channelName: found?.name ?? "this channel" };
}
