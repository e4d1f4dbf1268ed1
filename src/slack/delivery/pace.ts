/**
 * Turns for calls of the Web API, in line by what they are counted under.
 *
 * A line is a token bucket that fills evenly. Whoever finds none free waits behind those before it; a 429 holds its line
 * back until Slack's time is over. Lines know nothing of each other, so a channel that is slowed down slows no other.
 */
import { sleep } from "../../kernel/index.ts";
import type { Tier } from "./tiers.ts";

export interface Pace {
  /**
   * Resolves when it is the caller's turn in `line`. Gives the milliseconds to wait instead, at once, when that is longer
   * than `mostWaitMs` or too many wait already.
   */
  turn(line: string, tier: Tier | undefined, mostWaitMs: number): Promise<number | undefined>;
  /** Nobody in `line` gets a turn for `ms`. */
  holdBack(line: string, ms: number): void;
}

interface Line {
  /** When the last turn that was given away is over, by the monotonic clock, as if each took its share of a minute. */
  nextAt: number;
  heldUntil: number;
  waiting: number;
}

/** More do not wait in memory: their jobs come again, and meanwhile others get the worker. */
const MOST_WAITING = 4;
const MOST_LINES = 10_000;

export function createPace(now: () => number = () => performance.now()): Pace {
  const lines = new Map<string, Line>();
  function lineOf(name: string): Line {
    const known = lines.get(name);
    if (known) return known;
    if (lines.size >= MOST_LINES) forgetIdle(lines, now());
    const made = { nextAt: Number.NEGATIVE_INFINITY, heldUntil: 0, waiting: 0 };
    lines.set(name, made);
    return made;
  }
  return {
    async turn(name, tier, mostWaitMs) {
      const line = lineOf(name);
      const at = now();
      const eachMs = tier ? 60_000 / tier.perMinute : 0;
      const burstMs = tier ? (tier.burst - 1) * eachMs : 0;
      const mine = Math.max(line.nextAt, at - burstMs);
      const waitMs = Math.max(mine - at, line.heldUntil - at, 0);
      if (waitMs === 0) {
        line.nextAt = mine + eachMs;
        return undefined;
      }
      if (waitMs > mostWaitMs || line.waiting >= MOST_WAITING) return waitMs;
      line.nextAt = mine + eachMs;
      line.waiting += 1;
      await sleep(waitMs).finally(() => {
        line.waiting -= 1;
      });
      return undefined;
    },
    holdBack(name, ms) {
      const line = lineOf(name);
      line.heldUntil = Math.max(line.heldUntil, now() + ms);
    },
  };
}

function forgetIdle(lines: Map<string, Line>, now: number): void {
  for (const [name, { nextAt, heldUntil, waiting }] of lines)
    if (nextAt < now && heldUntil < now && waiting === 0) lines.delete(name);
}
