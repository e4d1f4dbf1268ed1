import { AnswerError } from "./answer-error.ts";

/** Ends one call when its caller aborts, or when the endpoint is silent for too long in mid-answer. */
export interface CallWatch {
  /** For the requests of this call. */
  readonly signal: AbortSignal;
  /** Rejects when the call is to end; the package does not look at the signal while it waits to retry. */
  readonly ended: Promise<never>;
  /** The endpoint may be silent for `ms` from now on. */
  allowSilence(ms: number): void;
  /** Why the call was ended, if it was. */
  whyEnded(): AnswerError | undefined;
  release(): void;
}

export function watchCall(callerSignal: AbortSignal | undefined): CallWatch {
  const controller = new AbortController();
  let reject: (reason: AnswerError) => void = () => {};
  const ended = new Promise<never>((_, onEnd) => {
    reject = onEnd;
  });
  ended.catch(() => {});
  let why: AnswerError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let allowedMs = 0;

  const end = (reason: AnswerError) => {
    why ??= reason;
    controller.abort(reason);
    reject(reason);
  };
  const onAbort = () => end(new AnswerError("aborted", "the call was aborted"));
  const onSilence = () =>
    end(new AnswerError("timeout", `the endpoint was silent for ${allowedMs} ms in mid-answer`));
  callerSignal?.addEventListener("abort", onAbort, { once: true });
  if (callerSignal?.aborted) onAbort();
  return {
    signal: controller.signal,
    ended,
    allowSilence(ms) {
      // Refreshing a timer is far cheaper than a new one for every piece.
      if (timer && ms === allowedMs) return void timer.refresh();
      clearTimeout(timer);
      allowedMs = ms;
      timer = setTimeout(onSilence, ms);
    },
    whyEnded: () => why,
    release() {
      clearTimeout(timer);
      callerSignal?.removeEventListener("abort", onAbort);
    },
  };
}
