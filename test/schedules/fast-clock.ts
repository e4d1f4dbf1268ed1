import type { Clock } from "../../src/kernel/index.ts";

/** A time that every process can tell by the machine's clock: it was `from` at `at`, and goes `speed` times as fast. */
export interface FastTime {
  /** Milliseconds since 1970, of the fast time. */
  readonly from: number;
  /** Milliseconds since 1970, by the machine. */
  readonly at: number;
  readonly speed: number;
}

export function fastClock({ from, at, speed }: FastTime): Clock {
  return () => new Date(from + (Date.now() - at) * speed);
}
