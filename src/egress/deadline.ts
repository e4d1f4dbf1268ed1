/** Ends a request when its time is up or its caller gives up, and knows which of the two it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** What ended it; `undefined` while it runs. */
  endedBy(): "timeout" | "aborted" | undefined;
  /** Stops the clock, leaving the caller's signal in force. */
  stopClock(): void;
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
  const timer = setTimeout(() => end("timeout"), timeoutMs);
  if (caller?.aborted) onAbort();
  caller?.addEventListener("abort", onAbort, { once: true });
  const stopClock = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    endedBy: () => cause,
    stopClock,
    release: () => {
      stopClock();
      caller?.removeEventListener("abort", onAbort);
    },
  };
}
