const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
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
 * `failures` counts the sends that failed so far, from 1. The server's `Retry-After` (seconds or an HTTP date,
 * RFC 9110 §10.2.3), and on a 429 its reset header, wins over our back-off of 0.5 and 1 s with up to a quarter of
 * jitter. Gives up after three failures, on statuses that will not change, and on waits over 30 s.
 *
 * @throws RangeError if `failures` is below 1
 */
export function delayBeforeRetry(failed: FailedSend, failures: number, now: Date): number | undefined {
  if (failures < 1) throw new RangeError(`failures must be 1 or more, got ${failures}`);
  if (failures >= MOST_FAILURES) return undefined;
  if (failed.status !== undefined && !TRANSIENT_STATUSES.has(failed.status)) return undefined;
  const headers = failed.headers ?? {};
  const asked =
    retryAfterMs(headers, now) ?? (failed.status === 429 ? untilResetMs(headers, now) : undefined);
  const delay = asked ?? FIRST_DELAY_MS * 2 ** (failures - 1) * (1 + Math.random() / 4);
  return delay <= LONGEST_DELAY_MS ? delay : undefined;
}

function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const after = headers["retry-after"] ?? "";
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  // Date.parse takes "1.5" and "-1" for dates; an HTTP date begins with the name of a day.
  const at = /^[a-z]{3}/i.test(after) ? Date.parse(after) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** Milliseconds until the limit is lifted. Many APIs send this with every answer, so it counts only on a 429. */
function untilResetMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const reset = headers["x-ratelimit-reset"] ?? headers["ratelimit-reset"];
  if (reset === undefined || !/^\d+$/.test(reset)) return undefined;
  const seconds = Number(reset);
  // GitHub and others give the epoch second, the IETF draft the seconds from now.
  return seconds > 1_000_000_000 ? Math.max(0, seconds * 1000 - now.getTime()) : seconds * 1000;
}
