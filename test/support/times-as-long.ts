const ROUNDS = 30;

/**
 * How many times as long `work` takes as `reference` does. Their rounds alternate and the fastest of each counts, so what
 * else the machine does, and how fast it is, cancel out: a bound on this holds where one in milliseconds would not.
 */
export function timesAsLong(work: () => void, reference: () => void): number {
  let fastest = Number.POSITIVE_INFINITY;
  let fastestReference = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    fastest = Math.min(fastest, timeOf(work));
    fastestReference = Math.min(fastestReference, timeOf(reference));
  }
  return fastest / fastestReference;
}

function timeOf(work: () => void): number {
  const startedAt = performance.now();
  work();
  return performance.now() - startedAt;
}
