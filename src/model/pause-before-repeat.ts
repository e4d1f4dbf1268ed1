import { retryAfterSeconds } from "./retry-after.ts";

/** A person is waiting: a longer pause is told instead of waited for. */
const LONGEST_PAUSE_SECONDS = 20;
const FIRST_PAUSE_MS = 500;
const LONGEST_OWN_PAUSE_MS = 8_000;
const TRANSIENT = (status: number) => status === 408 || status === 409 || status === 429 || status >= 500;

/**
 * Milliseconds to wait before a completion is asked for again, or `undefined` to give up.
 *
 * `failures` counts from 1. `failed` is the answer, absent when none came. The server's `Retry-After` wins over our
 * back-off of 0.5, 1, 2, … s with up to a quarter less, and its `x-should-retry` over our own view of its status. Gives
 * up after `most` repeats, on statuses that will not change, and on waits over 20 s.
 */
export function pauseBeforeRepeat(
  failed: Pick<Response, "status" | "headers"> | undefined,
  { failures, most }: { failures: number; most: number },
  now: Date,
): number | undefined {
  if (failures > most) return undefined;
  const ownPause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_OWN_PAUSE_MS);
  const pause = ownPause * (1 - Math.random() / 4);
  if (!failed) return pause;
  const advice = failed.headers.get("x-should-retry");
  if (advice === "false" || (advice !== "true" && !TRANSIENT(failed.status))) return undefined;
  const asked = retryAfterSeconds(failed.headers, now);
  if (asked === undefined) return pause;
  return asked <= LONGEST_PAUSE_SECONDS ? asked * 1000 : undefined;
}
