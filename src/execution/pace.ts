/**
 * How fast an integration may be called, and when it is left alone.
 *
 * Limit: an action may be called so many times in any sixty seconds; a read of many pages is one call.
 *
 * Slow-down: a 429 or 503 holds back all calls of the integration, in every replica, until the instant that the answer
 * names (an hour at most), or for a moment where it names none.
 *
 * Breaker: closed ──5 calls in a row find it down──▶ open ──its time is over──▶ half open: one call may try
 *   half open ──it answers──▶ closed      half open ──it is still down──▶ open, for twice as long
 * Down means that nothing came back, or a gateway's 502, 503 or 504. Any other answer is a sign of life.
 */
import type { Understood } from "./read-answer.ts";

export const WINDOW_MS = 60_000;
export const STRIKES_TO_OPEN = 5;
export const FIRST_OPEN_MS = 30_000;
export const LONGEST_OPEN_MS = 300_000;
const LONGEST_SLOW_DOWN_MS = 3_600_000;
/** How long calls are held back by a 429 that does not say how long. */
const UNNAMED_SLOW_DOWN_MS = 2_000;

/** Why a call must wait, and until when. */
export interface Hold {
  readonly until: Date;
  readonly why:
    | { readonly kind: "limit"; readonly callsPerMinute: number }
    | { readonly kind: "slow_down" }
    | { readonly kind: "down"; readonly strikes: number; readonly found: string };
}

const DOWN_CODES = new Set([
  "egress.connect",
  "egress.connection_lost",
  "egress.dns",
  "egress.timeout",
  "execution.status_502",
  "execution.status_503",
  "execution.status_504",
]);

/** Whether a failed call is a sign that the service is down, rather than that it did not like the request. */
export function isDown(failure: Pick<Extract<Understood, { ok: false }>, "code">): boolean {
  return DOWN_CODES.has(failure.code);
}

/** Until when a 429 or 503 holds everybody back. `askedMs` is what its headers ask for. */
export function slowDownUntil(askedMs: number | undefined, now: Date): Date {
  return new Date(now.getTime() + Math.min(askedMs ?? UNNAMED_SLOW_DOWN_MS, LONGEST_SLOW_DOWN_MS));
}

/** The sentence about a call that was not sent. `cardUrl` is where an admin can change the limit or test it. */
export function wordsForHold(
  hold: Hold,
  of: { title: string; integration: string; cardUrl: string },
  now: Date,
): string {
  const { title, integration, cardUrl } = of;
  const again = whenWords(hold.until, now);
  switch (hold.why.kind) {
    case "limit":
      return `${title} of ${integration} may be called ${timesWords(hold.why.callsPerMinute)} a minute, and was; it can be called again ${again}. An admin can change the limit: ${cardUrl}`;
    case "slow_down":
      return `${integration} asked for fewer requests, so nothing is sent to it until then: try again ${again}. See ${cardUrl}`;
    case "down":
      return `${integration} did not answer ${hold.why.strikes} times in a row (${hold.why.found}), so it is left alone for a while; the next call is tried ${again}. An admin can test it now: ${cardUrl}`;
  }
}

const timesWords = (count: number) => (count === 1 ? "once" : `${count} times`);

/** `in 42 s (12:00:42 UTC)`, rounded up. */
function whenWords(until: Date, now: Date): string {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  const clock = new Date(Math.ceil(until.getTime() / 1000) * 1000).toISOString().slice(11, 19);
  const wait = seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} minutes`;
  return `in ${wait} (${clock} UTC)`;
}
