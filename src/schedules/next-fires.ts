import { Cron } from "croner";
import { validate } from "node-cron";

/** Whether a cron expression of five fields can be used, or why not. */
export type CheckedCron = { readonly ok: true } | { readonly ok: false; readonly message: string };

const FIVE_FIELDS = "minute hour day-of-month month day-of-week, such as `0 9 * * 1-5`";

/** Both readers have to accept it: one is stricter about ranges, the other about days that no month has. */
export function checkCron(cron: string, timeZone: string): CheckedCron {
  if (cron.trim().split(/\s+/).length !== 5)
    return { ok: false, message: `cron syntax has five fields: ${FIVE_FIELDS}` };
  if (!validate(cron))
    return { ok: false, message: `“${cron}” is no cron expression; it has ${FIVE_FIELDS}` };
  try {
    const [next] = nextFires(cron, { timeZone, after: new Date(0), count: 1 });
    return next ? { ok: true } : { ok: false, message: `“${cron}” never comes up` };
  } catch {
    return { ok: false, message: `“${cron}” is no cron expression; it has ${FIVE_FIELDS}` };
  }
}

/**
 * The next times of a cron expression after a moment, in an IANA time zone. A time that a change of the clocks leaves out
 * comes up at the change; one that it repeats comes up once. Day of month and day of week both have to fit.
 */
export function nextFires(cron: string, of: { timeZone: string; after: Date; count: number }): Date[] {
  return new Cron(cron, { timezone: of.timeZone, domAndDow: true }).nextRuns(of.count, of.after);
}
