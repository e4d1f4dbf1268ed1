/**
 * How often a token may be used.
 *
 * A sliding window of a minute, made of two counts: the requests of this minute, and those of the minute before, which
 * weigh as much as is left of them in the last sixty seconds. It is in the token's own row, so replicas share it, and a
 * request that is turned away does not count.
 */
export const WINDOW_SECONDS = 60;

/** The counts of a token at a moment, before a request is counted. */
export interface RequestWindow {
  readonly used: number;
  readonly usedBefore: number;
  /** How much of this minute is over, from 0 to 1. */
  readonly passed: number;
}

/** The minute that `now` is in, and how much of it is over. */
export function minuteOf(now: Date): { readonly startsAt: Date; readonly passed: number } {
  const ms = now.getTime() % (WINDOW_SECONDS * 1000);
  return { startsAt: new Date(now.getTime() - ms), passed: ms / (WINDOW_SECONDS * 1000) };
}

/** The requests of the last sixty seconds. */
export function weightOf({ used, usedBefore, passed }: RequestWindow): number {
  return used + usedBefore * (1 - passed);
}

/** After how many whole seconds the next request is taken, if nothing is sent until then; 0 when it is taken now. */
export function secondsUntilFree(window: RequestWindow, limit: number): number {
  if (weightOf(window) < limit) return 0;
  const { used, usedBefore, passed } = window;
  // The counts fall as time passes: first those of the minute before, then those of this one.
  const freeAt = used < limit ? 1 - (limit - used) / usedBefore : 2 - limit / used;
  return Math.max(1, Math.ceil((freeAt - passed) * WINDOW_SECONDS));
}
