import type { Clock } from "../../kernel/index.ts";

/** Counts failures by where they come from, in this process. */
export interface FailedAttempts {
  /** Seconds until `from` may try again; 0 when it may now. */
  secondsToWait(from: string): number;
  note(from: string): void;
}

const WINDOW_MS = 60_000;
const MOST_FAILURES = 20;
const MOST_PLACES = 10_000;

/**
 * Lets each address fail 20 times a minute. Only failures count: a team behind one address may sign in as it likes.
 * What is guessed at has 256 bits, so this keeps noise out of the log and the database rather than guessers out of Chief.
 */
export function createFailedAttempts(deps: { clock: Clock }): FailedAttempts {
  const failures = new Map<string, number[]>();
  const recent = (from: string) => {
    const since = deps.clock().getTime() - WINDOW_MS;
    return (failures.get(from) ?? []).filter((at) => at > since);
  };
  return {
    secondsToWait(from) {
      const times = recent(from);
      if (times.length < MOST_FAILURES) return 0;
      const freeAt = (times.at(-MOST_FAILURES) ?? 0) + WINDOW_MS;
      return Math.max(1, Math.ceil((freeAt - deps.clock().getTime()) / 1000));
    },
    note(from) {
      if (failures.size >= MOST_PLACES) failures.clear();
      failures.set(from, [...recent(from).slice(-MOST_FAILURES), deps.clock().getTime()]);
    },
  };
}
