import { askedDelayMs, isRateLimited } from "./asked-delay.ts";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const LONGEST_JITTER_MS = 1_000;
const TRANSIENT_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);
const MOST_FAILURES = 3;

/** What one failed send looked like: its status where there was an answer, and the answer's headers. */
export interface FailedSend {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Milliseconds to wait before a *read* is sent again, or `undefined` to give up.
 *
 * `failures` counts the sends that failed so far, from 1. What the answer asks for (see `askedDelayMs`) is kept to,
 * with up to a tenth on top so that not everybody comes back at once; else any time up to 1 and 2 s (full jitter).
 * Gives up after three failures, on statuses that will not change, and on waits over 30 s. `random` gives 0 to 1.
 *
 * @throws RangeError if `failures` is below 1
 */
export function delayBeforeRetry(
  { status, headers = {} }: FailedSend,
  failures: number,
  { now, random = Math.random }: { now: Date; random?: () => number },
): number | undefined {
  if (failures < 1) throw new RangeError(`failures must be 1 or more, got ${failures}`);
  if (failures >= MOST_FAILURES) return undefined;
  if (status === undefined) return fullJitter(failures, random);
  if (!TRANSIENT_STATUSES.has(status) && !isRateLimited(status, headers)) return undefined;
  const asked = askedDelayMs({ status, headers }, now);
  if (asked === undefined) return fullJitter(failures, random);
  return asked > LONGEST_DELAY_MS ? undefined : asked + random() * Math.min(asked / 10, LONGEST_JITTER_MS);
}

function fullJitter(failures: number, random: () => number): number {
  return random() * FIRST_DELAY_MS * 2 ** failures;
}
