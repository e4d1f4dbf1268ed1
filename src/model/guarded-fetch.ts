import { plainHeaders } from "../egress/index.ts";
import type { Secret } from "../kernel/index.ts";
import { retryAfterSeconds } from "./retry-after.ts";

/** A person is waiting: a longer pause is told instead of waited for. */
const LONGEST_PAUSE_SECONDS = 20;

/**
 * A fetch that signs with `apiKey` at the last moment, and keeps the package's retries bounded.
 *
 * The package waits as long as `Retry-After` says, be it an hour; `x-should-retry` is how a response tells it not to.
 */
export function guardedFetch(send: typeof fetch, apiKey: Secret): typeof fetch {
  return async (input, init = {}) => {
    const headers = { ...plainHeaders(init.headers), authorization: `Bearer ${apiKey.reveal()}` };
    const response = await send(input, { ...init, headers });
    return response.ok ? response : withBoundedRetry(response);
  };
}

function withBoundedRetry(response: Response): Response {
  const pause = retryAfterSeconds(response.headers, new Date()) ?? 0;
  const headers = new Headers(response.headers);
  // A millisecond header would be obeyed before the bound is looked at; the seconds say the same.
  headers.delete("retry-after-ms");
  if (pause > LONGEST_PAUSE_SECONDS) headers.set("x-should-retry", "false");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
