import { Temporal } from "temporal-polyfill";

/**
 * What is odd about a time of a schedule because the clocks change around it, in words; undefined where nothing is.
 *
 * Only a cron expression with one hour and one minute names a time of day: one that is left out on that day, or comes
 * twice. Of the others every hour or every so many minutes goes on as it is.
 */
export function clockNote(
  at: Date,
  { cron, timeZone }: { cron: string; timeZone: string },
): string | undefined {
  const wanted = timeOfDay(cron);
  if (!wanted) return undefined;
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const zoned = instant.toZonedDateTimeISO(timeZone);
  const shown = `${two(wanted.hour)}:${two(wanted.minute)}`;
  if (zoned.hour !== wanted.hour || zoned.minute !== wanted.minute)
    return `the clocks go forward past ${shown} on that day`;
  const later = zoned.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: "later" });
  const earlier = zoned.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: "earlier" });
  if (later.epochMilliseconds === earlier.epochMilliseconds) return undefined;
  return `${shown} comes twice on that day, it runs the first time`;
}

function timeOfDay(cron: string): { hour: number; minute: number } | undefined {
  const [minute = "", hour = ""] = cron.trim().split(/\s+/);
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return undefined;
  return { hour: Number(hour), minute: Number(minute) };
}

const two = (part: number) => String(part).padStart(2, "0");
