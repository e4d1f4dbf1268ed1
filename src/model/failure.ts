import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import { isJsonObject, messageOf } from "../kernel/index.ts";
import { AnswerError } from "./answer-error.ts";
import { reasonOfRefusal, reasonOfStatus } from "./failure-reason.ts";
import type { ModelFailure, ModelFailureReason } from "./model.ts";
import { retryAfterSeconds } from "./retry-after.ts";

const TOLD_TO_USER: Readonly<Record<ModelFailureReason, string>> = {
  unreachable: "I can't reach the language model right now. Please try again in a moment.",
  unauthorized: "The language model refused Chief's key. An operator has to check OPENAI_API_KEY.",
  rate_limited: "The language model is limiting how much Chief may ask. Please try again in a minute.",
  timeout: "The language model took too long to answer. Please try again.",
  context_too_long: "This thread has grown too long for the language model. Please start a new one.",
  bad_request: "The language model did not accept Chief's request. The operator's log says why.",
  server_error: "The language model failed in the middle of its work. Please try again.",
  nonsense:
    "The language model's endpoint sent something that is not an answer. An operator has to check OPENAI_BASE_URL.",
  aborted: "Stopped.",
};

/** Whatever the `openai` package, the network or the reading of an answer threw, as an outcome. */
export function failureOf(error: unknown): ModelFailure {
  const reason = reasonOf(error);
  const seconds = error instanceof APIError ? retryAfterSeconds(error.headers, new Date()) : undefined;
  return {
    ok: false,
    reason,
    message: describe(error),
    toldToUser: TOLD_TO_USER[reason],
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  };
}

function reasonOf(error: unknown): ModelFailureReason {
  if (error instanceof AnswerError) return error.reason;
  if (error instanceof APIUserAbortError) return "aborted";
  if (error instanceof APIConnectionTimeoutError) return "timeout";
  if (error instanceof APIConnectionError) return "unreachable";
  if (!(error instanceof APIError)) throw error;
  const byBody = isJsonObject(error.error) ? reasonOfRefusal(error.error) : undefined;
  return byBody ?? reasonOfStatus(error.status ?? 500);
}

function describe(error: unknown): string {
  const causes: string[] = [];
  for (let cause = error; cause !== undefined && causes.length < 4; cause = causeOf(cause)) {
    causes.push(messageOf(cause).slice(0, 500));
  }
  const redirect = error instanceof APIError && error.status && error.status >= 300 && error.status < 400;
  if (redirect) causes.push(`it redirects to ${error.headers?.get("location")}; use that as the base URL`);
  return [...new Set(causes)].join(": ");
}

const causeOf = (error: unknown) => (error instanceof Error ? error.cause : undefined);
