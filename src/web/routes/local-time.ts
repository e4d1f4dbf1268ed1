import { Temporal } from "temporal-polyfill";

/** The instant that a `datetime-local` field means in a time zone; undefined when it is none. */
export function readLocalTime(text: string, timeZone: string): Date | undefined {
  try {
    return new Date(Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds);
  } catch {
    return undefined;
  }
}
