import { getWorkspace, listMemberNames } from "../../people/index.ts";
import {
  type EntryFault,
  POLICY_WORDS,
  type Policies,
  type Schedule,
  type ScheduleEntry,
  USUAL_POLICIES,
  upcoming,
} from "../../schedules/index.ts";
import type { Form } from "../http/form.ts";
import type {
  EnteredSchedule,
  ScheduleField,
  ScheduleFormProps,
  TimesPreview,
} from "../pages/schedules/schedule-form.tsx";
import type { Visitor, WebDeps } from "../web-deps.ts";

const FIELDS: readonly ScheduleField[] = [
  "request",
  "times",
  "timeZone",
  "channel",
  "missed",
  "overlapping",
  "broken",
  "unanswered",
  "answerWithinMinutes",
  "fallback",
  "tells",
];

/** The fields of a form that was posted, as text. */
export function enteredIn(form: Form): EnteredSchedule {
  return Object.fromEntries(FIELDS.map((name) => [name, form.text(name)])) as Record<ScheduleField, string>;
}

/** The fields of a schedule as it is, or of a new one. */
export function enteredOf(schedule: Schedule | undefined, visitor: Visitor): EnteredSchedule {
  const policies: Policies = schedule ?? USUAL_POLICIES;
  const channel = !schedule ? "#" : schedule.channelKind === "im" ? "" : `#${schedule.channelName}`;
  return {
    request: schedule?.request ?? "",
    times: schedule ? timesOf(schedule) : "every weekday at 9",
    timeZone: schedule?.timeZone ?? visitor.timeZone,
    channel: channel === "#" ? "" : channel,
    missed: policies.missed,
    overlapping: policies.overlapping,
    broken: policies.broken,
    unanswered: policies.unanswered,
    answerWithinMinutes: String(policies.answerWithinMinutes),
    fallback: policies.fallback ?? "",
    tells: policies.tells,
  };
}

/** Its words where they say the same, else its cron expression. */
const timesOf = ({ words, cron }: Schedule) => (words.startsWith("cron ") ? cron : words);

/** What was entered, as a schedule reads it. A choice that is none of those offered is the usual one. */
export function entryOf(entered: EnteredSchedule): ScheduleEntry & { channel: string } {
  const { request, times, timeZone, channel, fallback } = entered;
  const choice = <Name extends keyof typeof POLICY_WORDS>(name: Name): Policies[Name] => {
    const known = Object.keys(POLICY_WORDS[name]).find((one) => one === entered[name]);
    return (known as Policies[Name] | undefined) ?? USUAL_POLICIES[name];
  };
  const policies: Policies = {
    missed: choice("missed"),
    overlapping: choice("overlapping"),
    broken: choice("broken"),
    unanswered: choice("unanswered"),
    tells: choice("tells"),
    answerWithinMinutes: Number(entered.answerWithinMinutes || USUAL_POLICIES.answerWithinMinutes),
    fallback: fallback || null,
  };
  const named = channel === "" || /^[#<]/.test(channel) ? channel : `#${channel}`;
  return { request, times, timeZone, channel: named, policies };
}

/** The next times of what was entered, or what is wrong with it. */
export function previewOf(deps: WebDeps, { times, timeZone }: EnteredSchedule): TimesPreview | undefined {
  if (times === "") return undefined;
  const read = deps.schedules.readTimes({ times, timeZone });
  if (!read.ok) return { ok: false, fault: read.faults.map(({ message }) => message).join(". ") };
  return { ok: true, words: `${read.draft.words}, ${timeZone}`, next: upcoming(read.draft, deps.clock()) };
}

/** What the form lets choose from, for this visitor. */
export async function choicesFor(deps: WebDeps, visitor: Visitor): Promise<ScheduleFormProps["choices"]> {
  const { workspaceId, role } = visitor;
  const { catalogueVersion } = await getWorkspace(deps.db, workspaceId);
  const [skills, members] = await Promise.all([
    deps.skills.at(workspaceId, catalogueVersion),
    role === "admin" ? listMemberNames(deps.db, workspaceId) : new Map(),
  ]);
  const active = [...members.values()].filter((member) => member.active);
  return {
    missed: Object.entries(POLICY_WORDS.missed),
    overlapping: Object.entries(POLICY_WORDS.overlapping),
    broken: Object.entries(POLICY_WORDS.broken),
    unanswered: Object.entries(POLICY_WORDS.unanswered),
    tells: Object.entries(POLICY_WORDS.tells),
    people: active.map(({ id, name }) => [id, name] as const),
    timeZones: Intl.supportedValuesOf("timeZone"),
    skills: skills.map(({ name }) => name).slice(0, 12),
  };
}

export function faultsByField(faults: readonly EntryFault[]): ScheduleFormProps["faults"] {
  return Object.fromEntries(faults.map(({ field, message }) => [field, message]));
}
