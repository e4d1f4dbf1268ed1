import type { ModelFailureReason } from "./model.ts";

/** The `error` object of an OpenAI-shaped refusal, read without trust. */
export interface Refusal {
  readonly [member: string]: unknown;
}

const CONTEXT_CODES = new Set([
  "context_length_exceeded",
  "string_above_max_length",
  "context_window_exceeded",
]);
const CONTEXT_WORDS =
  /context[ _-]?(length|window|size)|maximum context|too many (input )?tokens|prompt is too long|input is too long|exceeds? the (model's )?max(imum)?[^.]{0,40}tokens/i;

/**
 * Why the endpoint refused, judged by the error object alone, or undefined when it does not tell.
 *
 * `code` and `type` are OpenAI's own; the words are how vLLM, llama.cpp, Anthropic's and Google's compatible
 * endpoints and gateways say that the conversation does not fit, for which they have no common code.
 */
export function reasonOfRefusal(refusal: Refusal): ModelFailureReason | undefined {
  const code = String(refusal["code"] ?? "");
  const type = String(refusal["type"] ?? "");
  if (CONTEXT_CODES.has(code) || CONTEXT_WORDS.test(String(refusal["message"] ?? "")))
    return "context_too_long";
  if (/rate_limit|insufficient_quota|^429$/.test(`${code} ${type}`)) return "rate_limited";
  if (/invalid_api_key|authentication/.test(`${code} ${type}`)) return "unauthorized";
  return undefined;
}

/** Why the endpoint refused, judged by its status. */
export function reasonOfStatus(status: number): ModelFailureReason {
  if (status === 401 || status === 403) return "unauthorized";
  if (status === 408 || status === 504) return "timeout";
  if (status === 429) return "rate_limited";
  if (status === 409 || status >= 500) return "server_error";
  return "bad_request";
}
