const FIRST_RETRY_MS = 60_000;
const JITTER = 0.2;

/**
 * When a connection is looked at next. One that works: after `everyMs`. One that fails: after a minute, two, four, … up to
 * that. Always give or take a fifth, so that connections that were made together are not asked together. `random` is in [0, 1).
 */
export function nextCheckAt(
  failures: number,
  now: Date,
  { everyMs, random }: { everyMs: number; random: number },
): Date {
  const waitMs =
    failures === 0 ? everyMs : Math.min(everyMs, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
  return new Date(now.getTime() + waitMs * (1 - JITTER + 2 * JITTER * random));
}
