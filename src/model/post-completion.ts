import { type Secret, sleep } from "../kernel/index.ts";
import { AnswerError } from "./answer-error.ts";
import { type EndpointError, endpointError } from "./endpoint-error.ts";
import { pauseBeforeRepeat } from "./pause-before-repeat.ts";

/** Where completions are asked for, and how patiently. */
export interface Endpoint {
  readonly url: string;
  readonly apiKey: Secret;
  readonly fetch: typeof fetch;
  /** How long the head of an answer may take. */
  readonly timeoutMs: number;
  readonly maxRetries: number;
}

/**
 * Posts a completion request, again as far as `pauseBeforeRepeat` allows, and gives the successful response.
 *
 * @throws EndpointError when the last answer was no success, AnswerError (`unreachable`, `timeout`) when none came
 */
export async function postCompletion(
  endpoint: Endpoint,
  body: object,
  signal: AbortSignal,
): Promise<Response> {
  const text = JSON.stringify(body);
  for (let failures = 1; ; failures++) {
    const outcome = await postOnce(endpoint, text, signal);
    if (!(outcome instanceof Error)) return outcome;
    signal.throwIfAborted();
    const answer = outcome instanceof AnswerError ? undefined : outcome;
    const pause = pauseBeforeRepeat(answer, { failures, most: endpoint.maxRetries }, new Date());
    if (pause === undefined) throw outcome;
    await sleep(pause, signal);
  }
}

async function postOnce(
  { url, apiKey, fetch: send, timeoutMs }: Endpoint,
  body: string,
  signal: AbortSignal,
): Promise<Response | EndpointError | AnswerError> {
  signal.throwIfAborted();
  const controller = new AbortController();
  // It stays for the body, which the caller reads under the same signal and whose end it explains by itself.
  signal.addEventListener("abort", () => controller.abort(), { once: true });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    controller.abort();
  }, timeoutMs);
  try {
    const response = await send(url, {
      method: "POST",
      // The key is put in at the last moment, so that nothing keeps it in a string.
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        authorization: `Bearer ${apiKey.reveal()}`,
      },
      body,
      redirect: "manual",
      signal: controller.signal,
    });
    return response.ok ? response : await endpointError(response);
  } catch (error) {
    return isLate
      ? new AnswerError("timeout", `the endpoint did not begin to answer for ${timeoutMs} ms`)
      : new AnswerError("unreachable", "the endpoint cannot be reached", error);
  } finally {
    clearTimeout(timer);
  }
}
