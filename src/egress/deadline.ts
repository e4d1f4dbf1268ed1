/** Ends a request when its time is up or its caller gives up, and knows which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What ended it; `undefined` while it runs. */
  endedBy(): "timeout" | "aborted" | undefined;
  /** Stops the clock, leaving the caller's signal in force. */
  stopClock(): void;
  /** Counts anew, `timeoutMs` from now, unless it has ended. */
  startAgain(timeoutMs: number): void;
  /** Lets go of timer and caller. */
  release(): void;
}

/** Starts counting `timeoutMs` now. */
export function startDeadline(timeoutMs: number, caller?: AbortSignal): Deadline {
  const controller = new AbortController();
  let cause: "timeout" | "aborted" | undefined;
  const end = (by: "timeout" | "aborted") => {
    cause ??= by;
    controller.abort(new Error(by));
  };
  const onAbort = () => end("aborted");
  let timer = setTimeout(() => end("timeout"), timeoutMs);
  if (caller?.aborted) onAbort();
  caller?.addEventListener("abort", onAbort, { once: true });
  const stopClock = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    endedBy: () => cause,
    stopClock,
    startAgain: (ms) => {
      stopClock();
      if (!controller.signal.aborted) timer = setTimeout(() => end("timeout"), ms);
    },
    release: () => {
      stopClock();
      caller?.removeEventListener("abort", onAbort);
    },
  };
}
