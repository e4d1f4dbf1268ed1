import type { Json } from "../kernel/index.ts";
import type { Step } from "./step.ts";

/** A run of the same thread that came to its end: what was asked, what was done, and what that gave. */
export interface EarlierRun {
  readonly id: string;
  readonly text: string;
  readonly startedAt: Date;
  readonly steps: readonly Step[];
  resultOf(callId: string): Json | undefined;
}
