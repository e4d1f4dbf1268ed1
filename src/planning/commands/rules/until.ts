import { Temporal } from "temporal-polyfill";

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/**
 * The end that “until Friday”, “until 2026-12-01”, “for 2 hours” or “until the end of the month” means, in the person's
 * time zone. A day is meant to its end. Undefined when the words name none.
 */
export function readUntil(words: string, now: Date, timeZone: string): Date | undefined {
  const zoned = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const end = spanEnd(words, zoned) ?? namedEnd(words, zoned);
  return end && new Date(end.epochMilliseconds);
}

function spanEnd(words: string, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  const span = /\bfor\s+(?:the\s+next\s+)?(\d{1,3}|an?|one)\s+(minute|hour|day|week|month)s?\b/i.exec(words);
  if (!span) return undefined;
  const count = /^\d/.test(span[1] ?? "") ? Number(span[1]) : 1;
  return now.add({ [`${(span[2] ?? "day").toLowerCase()}s`]: count });
}

function namedEnd(words: string, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime | undefined {
  const named =
    /\b(?:until|till|by|before)\s+(\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}\S*)?|(?:the\s+)?end of (?:the\s+)?(?:day|week|month)|today|tonight|tomorrow|(?:next\s+)?[a-z]+day)\b/i
      .exec(words)?.[1]
      ?.toLowerCase();
  if (!named) return undefined;
  const startOfToday = now.startOfDay();
  const untilEndOf = (day: Temporal.ZonedDateTime) => day.add({ days: 1 });
  if (/^\d{4}/.test(named)) return dateEnd(named, now.timeZoneId);
  if (named === "today" || named === "tonight" || (named.endsWith("day") && named.includes("end of")))
    return untilEndOf(startOfToday);
  if (named === "tomorrow") return untilEndOf(startOfToday.add({ days: 1 }));
  if (named.endsWith("week")) return untilEndOf(startOfToday.add({ days: 7 - now.dayOfWeek }));
  if (named.endsWith("month")) return startOfToday.with({ day: 1 }).add({ months: 1 });
  const weekday = WEEKDAYS.indexOf(named.replace(/^next\s+/, "")) + 1;
  if (weekday === 0) return undefined;
  return untilEndOf(startOfToday.add({ days: (weekday - now.dayOfWeek + 7) % 7 || 7 }));
}

function dateEnd(text: string, timeZone: string): Temporal.ZonedDateTime | undefined {
  try {
    if (text.length === 10) return Temporal.PlainDate.from(text).toZonedDateTime(timeZone).add({ days: 1 });
    return Temporal.PlainDateTime.from(text.replace(" ", "T")).toZonedDateTime(timeZone);
  } catch {
    return undefined;
  }
}
