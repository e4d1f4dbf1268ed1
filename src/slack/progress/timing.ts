/** When progress is shown, in milliseconds. */
export interface Timing {
  /** Until a run counts as working: before, nothing is shown. */
  readonly showAfterMs: number;
  /** Until its plan is shown, if it has a task by then: what is answered sooner is answered without one. */
  readonly planAfterMs: number;
  /** The least time between two changes of one plan. */
  readonly drawEveryMs: number;
  /** Slack ends a stream after five minutes; it is closed before that, and another goes on. */
  readonly rotateAfterMs: number;
  /** Slack takes a status away after two minutes. */
  readonly refreshEveryMs: number;
}

export const TIMING: Timing = {
  showAfterMs: 700,
  planAfterMs: 1_500,
  drawEveryMs: 1_000,
  rotateAfterMs: 240_000,
  refreshEveryMs: 90_000,
};
