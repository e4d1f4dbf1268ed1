import { Temporal } from "temporal-polyfill";
import { clockNote } from "./clock-changes.ts";
import { nextFires } from "./next-fires.ts";
import type { Schedule } from "./schedules-store.ts";

const SHOWN = 5;

/** A time at which a schedule will come up. */
export interface Upcoming {
  readonly at: Date;
  /** As its own clock shows it: `Mon 2026-11-23 09:00 (UTC+01:00)`. */
  readonly local: string;
  /** What the change of the clocks does to it, where it does something. */
  readonly note: string | undefined;
}

/** The next times of a schedule. */
export function upcoming(
  { cron, timeZone }: Pick<Schedule, "cron" | "timeZone">,
  now: Date,
  count: number = SHOWN,
): Upcoming[] {
  return nextFires(cron, { timeZone, after: now, count }).map((at) => ({
    at,
    local: localTime(at, timeZone),
    note: clockNote(at, { cron, timeZone }),
  }));
}

/** The same in words. */
export function nextTimes(
  schedule: Pick<Schedule, "cron" | "timeZone">,
  now: Date,
  count: number = SHOWN,
): string[] {
  return upcoming(schedule, now, count).map(({ local, note }) => (note ? `${local}: ${note}` : local));
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A moment as the clocks of a time zone show it, with its offset: around a change of the clocks that tells which. */
export function localTime(at: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  const time = [zoned.hour, zoned.minute].map((part) => String(part).padStart(2, "0")).join(":");
  return `${WEEKDAYS[zoned.dayOfWeek - 1]} ${zoned.toPlainDate().toString()} ${time} (UTC${zoned.offset})`;
}

/** Where a schedule posts, as people call it. */
export function placeName({
  channelName,
  channelKind,
}: Pick<Schedule, "channelName" | "channelKind">): string {
  if (channelKind === "im") return "direct messages";
  return channelKind === "api" ? channelName : `#${channelName}`;
}

/** A schedule in a line. */
export function describeSchedule(schedule: Schedule, now: Date): string {
  const { number, request, words, timeZone, state, pausedBecause } = schedule;
  const [next] = state === "active" ? nextTimes(schedule, now, 1) : [];
  const when =
    state === "paused" ? `paused${pausedBecause ? `: ${pausedBecause}` : ""}` : `next ${next ?? "never"}`;
  return `**${number}** \`${request}\` ${words}, ${timeZone}, in ${placeName(schedule)}: ${when}`;
}
