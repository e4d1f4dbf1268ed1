import { countOf } from "../kernel/index.ts";
import { localTime } from "./describe-schedule.ts";
import { isLate } from "./fire-due.ts";
import type { Schedule, ScheduleFire } from "./schedules-store.ts";

/** The message that the thread of one time of a schedule hangs on. */
export function beginTitle(
  { number, words, request, timeZone }: Schedule,
  { fireAt }: Pick<ScheduleFire, "fireAt">,
  more: { now?: Date; missed?: number; isWanted?: boolean } = {},
): string {
  const { now, missed = 0, isWanted = false } = more;
  const when = isWanted ? "run now" : words;
  const late =
    now && !isWanted && isLate(fireAt, now)
      ? ` It is late: it was due at ${localTime(fireAt, timeZone)}, when Chief was not running.`
      : "";
  const left =
    missed > 0 ? ` ${countOf(missed, "time")} before it ${missed === 1 ? "was" : "were"} missed.` : "";
  return `⏰ Schedule ${number}, ${when}: \`${request}\`${late || left ? ` —${late}${left}` : ""}`;
}
