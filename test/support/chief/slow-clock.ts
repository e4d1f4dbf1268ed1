import type { Clock } from "../../../src/kernel/index.ts";

/** Saturday noon in Berlin, early morning in Los Angeles; no sample order is from the minute that began a day before. */
const NOON = Date.parse("2026-11-21T11:00:00.000Z");
const SLOWER = 100;

/**
 * A clock that begins at `NOON` and goes a hundred times slower than the real one: still forward, so that things stay
 * in order, but "the last 24 hours" holds the same orders throughout a test.
 */
export function slowClock(): Clock {
  const startedAt = performance.now();
  return () => new Date(NOON + (performance.now() - startedAt) / SLOWER);
}
