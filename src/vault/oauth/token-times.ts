/** When a token is renewed, and how long a failed renewal is left alone. */

const RENEW_AT = 0.8;
const JITTER = 0.05;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 60 * 60_000;

export interface TokenTimes {
  readonly expiresAt: Date | null;
  readonly refreshAt: Date | null;
}

/**
 * A token is renewed at 80 % of its life, up to 5 % of it earlier, so that tokens granted together are not renewed
 * together. One whose life is not known is renewed only when it is refused. `random` is in [0, 1).
 */
export function timesOf(expiresInSeconds: number | undefined, now: Date, random: number): TokenTimes {
  if (expiresInSeconds === undefined) return { expiresAt: null, refreshAt: null };
  const lifeMs = expiresInSeconds * 1000;
  return {
    expiresAt: new Date(now.getTime() + lifeMs),
    refreshAt: new Date(now.getTime() + lifeMs * (RENEW_AT - JITTER * random)),
  };
}

/**
 * When to try again after `failures` renewals failed in a row, counted from 1: after 30 s, 1 min, 2 min, … up to an hour,
 * give or take a fifth; what the provider asked for (`Retry-After`) wins, up to the same hour.
 */
export function retryAtAfter(
  failures: number,
  now: Date,
  { retryAfterSeconds, random }: { retryAfterSeconds?: number | undefined; random: number },
): Date {
  const backOffMs = FIRST_REST_MS * 2 ** Math.min(failures - 1, 7) * (0.8 + 0.4 * random);
  const restMs = retryAfterSeconds === undefined ? backOffMs : retryAfterSeconds * 1000;
  return new Date(now.getTime() + Math.min(restMs, LONGEST_REST_MS));
}
