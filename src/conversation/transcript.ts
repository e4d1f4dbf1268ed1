import type { Step } from "../planning/index.ts";

/** A step with its place in the run and when it was taken. */
export interface NumberedStep {
  readonly seq: number;
  readonly step: Step;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The steps of a run, and how many of them are stored.
 *
 * A decision is stored before anything is done about it. What its tools gave is stored together with the next
 * decision: until then a run that is cut off finds it again, the calls in the ledger and the posts in their deliveries.
 */
export interface Transcript {
  readonly steps: readonly Step[];
  add(steps: readonly Step[], now: Date): void;
  /** The steps that are not stored yet. */
  unstored(): readonly NumberedStep[];
  markStored(): void;
}

/** A transcript that begins with what is stored. */
export function createTranscript(stored: readonly Step[]): Transcript {
  const steps = [...stored];
  let waiting: NumberedStep[] = [];
  return {
    steps,
    add(added, now) {
      const at = now.toISOString();
      waiting.push(...added.map((step, index) => ({ seq: steps.length + index, step, at })));
      steps.push(...added);
    },
    unstored: () => waiting,
    markStored() {
      waiting = [];
    },
  };
}
