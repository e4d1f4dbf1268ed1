/**
 * Turns for calls of the Web API, in line by what they are counted under.
 *
 * A line is free until Slack asks for patience in it: how long a burst Slack takes is written nowhere, and differs. A 429 holds
 * the line back until Slack's time is over, and from then on it is a token bucket that begins empty and fills as the tier
 * says; whoever finds none waits behind those before it. After some minutes without a 429 the line is free again.
 * Lines know nothing of each other, so a channel that is slowed down slows no other.
 */
import { sleep } from "../../kernel/index.ts";
import type { Tier } from "./tiers.ts";

export interface Pace {
  /**
   * Resolves when it is the caller's turn in `line`. Gives the milliseconds to wait instead, at once, when that is longer
   * than `mostWaitMs` or too many wait already.
   */
  turn(line: string, tier: Tier | undefined, mostWaitMs: number): Promise<number | undefined>;
  /** Slack asked for patience: nobody in `line` gets a turn for `ms`, and it keeps to its tier afterwards. */
  holdBack(line: string, ms: number): void;
}

interface Line {
  /** When the last turn that was given away is over, by the monotonic clock, as if each took its share of a minute. */
  nextAt: number;
  heldUntil: number;
  /** Until when the line keeps to its tier. */
  pacedUntil: number;
  waiting: number;
}

/** More do not wait in memory: their jobs come again, and meanwhile others get the worker. */
const MOST_WAITING = 4;
const MOST_LINES = 10_000;
const PACED_MS = 5 * 60_000;

export function createPace(now: () => number = () => performance.now()): Pace {
  const lines = new Map<string, Line>();
  function lineOf(name: string): Line {
    const known = lines.get(name);
    if (known) return known;
    if (lines.size >= MOST_LINES) forgetIdle(lines, now());
    const made = { nextAt: Number.NEGATIVE_INFINITY, heldUntil: 0, pacedUntil: 0, waiting: 0 };
    lines.set(name, made);
    return made;
  }
  return {
    async turn(name, tier, mostWaitMs) {
      const line = lineOf(name);
      const at = now();
      const isPaced = tier !== undefined && at < line.pacedUntil;
      const eachMs = isPaced ? 60_000 / tier.perMinute : 0;
      const burstMs = isPaced ? (tier.burst - 1) * eachMs : 0;
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
      line.nextAt = Math.max(line.nextAt, line.heldUntil);
      line.pacedUntil = line.heldUntil + PACED_MS;
    },
  };
}

function forgetIdle(lines: Map<string, Line>, now: number): void {
  for (const [name, { nextAt, pacedUntil, waiting }] of lines)
    if (nextAt <= now && pacedUntil < now && waiting === 0) lines.delete(name);
}
