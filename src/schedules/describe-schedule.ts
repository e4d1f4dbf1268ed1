import { Temporal } from "temporal-polyfill";
import { nextFires } from "./next-fires.ts";
import type { Schedule } from "./schedules-store.ts";

const SHOWN = 5;

/** The next times of a schedule, each as its own clock shows it: `Mon 2026-11-23 09:00 (GMT+1)`. */
export function nextTimes(
  { cron, timeZone }: Pick<Schedule, "cron" | "timeZone">,
  now: Date,
  count: number = SHOWN,
): string[] {
  return nextFires(cron, { timeZone, after: now, count }).map((at) => localTime(at, timeZone));
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** A moment as the clocks of a time zone show it, with its offset: around a change of the clocks that tells which. */
export function localTime(at: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  const time = [zoned.hour, zoned.minute].map((part) => String(part).padStart(2, "0")).join(":");
  return `${WEEKDAYS[zoned.dayOfWeek - 1]} ${zoned.toPlainDate().toString()} ${time} (UTC${zoned.offset})`;
}

/** A schedule in a line. */
export function describeSchedule(schedule: Schedule, now: Date): string {
  const { number, request, words, timeZone, channelName, state, pausedBecause } = schedule;
  const [next] = state === "active" ? nextTimes(schedule, now, 1) : [];
  const when =
    state === "paused" ? `paused${pausedBecause ? `: ${pausedBecause}` : ""}` : `next ${next ?? "never"}`;
  return `**${number}** \`${request}\` ${words}, ${timeZone}, in #${channelName}: ${when}`;
}
