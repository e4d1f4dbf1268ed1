import type { ModelFailureReason } from "./model.ts";

/** The endpoint answered, but not with a whole chat completion. */
export class AnswerError extends Error {
  readonly reason: ModelFailureReason;

  constructor(reason: ModelFailureReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "AnswerError";
    this.reason = reason;
  }
}
