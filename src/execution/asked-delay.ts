/** Reads how long an API asks to be left alone. */

type Headers = Readonly<Record<string, string>>;

/** Names under which APIs say when the limit is lifted, the likeliest first. */
const RESET_HEADERS = [
  "ratelimit-reset",
  "x-ratelimit-reset",
  "x-rate-limit-reset",
  "x-ratelimit-reset-after",
  "x-ratelimit-reset-requests",
  "anthropic-ratelimit-requests-reset",
];
const REMAINING_HEADERS = ["ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining"];
const EPOCH_SECONDS_FROM = 1_000_000_000;
const EPOCH_MILLISECONDS_FROM = 100_000_000_000;

/** Whether an answer says that we ask too often: a 429, or the 403 that GitHub and others use for it. */
export function isRateLimited(status: number, headers: Headers): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers["retry-after"] !== undefined || REMAINING_HEADERS.some((name) => headers[name]?.trim() === "0")
  );
}

/**
 * Milliseconds that an answer asks to wait, or undefined where it asks for nothing: `Retry-After` (seconds or an HTTP
 * date, RFC 9110 §10.2.3) or its variant in milliseconds, and for a rate limit the header that says when it is lifted
 * (seconds from now, an epoch in seconds or milliseconds, a date, or `6m0s`). Many APIs send the latter with every
 * answer, so it counts only there.
 */
export function askedDelayMs(answer: { status: number; headers: Headers }, now: Date): number | undefined {
  const { status, headers } = answer;
  const asked = retryAfterMs(headers, now);
  if (asked !== undefined || !isRateLimited(status, headers)) return asked;
  for (const name of RESET_HEADERS) {
    const until = untilMs(headers[name] ?? "", now);
    if (until !== undefined) return until;
  }
  return structuredResetMs(headers["ratelimit"] ?? "");
}

function retryAfterMs(headers: Headers, now: Date): number | undefined {
  const inMs = headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"] ?? "";
  if (/^\d+$/.test(inMs)) return Number(inMs);
  const after = headers["retry-after"] ?? "";
  if (/^\d+$/.test(after)) return Number(after) * 1000;
  // Date.parse takes "1.5" and "-1" for dates; an HTTP date begins with the name of a day.
  return /^[a-z]{3}/i.test(after) ? untilDateMs(after, now) : undefined;
}

function untilMs(reset: string, now: Date): number | undefined {
  if (/^\d+(\.\d+)?$/.test(reset)) {
    const value = Number(reset);
    if (value > EPOCH_MILLISECONDS_FROM) return Math.max(0, value - now.getTime());
    return value > EPOCH_SECONDS_FROM ? Math.max(0, value * 1000 - now.getTime()) : value * 1000;
  }
  const duration = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/.exec(reset);
  if (duration && reset !== "") {
    const [, hours = 0, minutes = 0, seconds = 0, ms = 0] = duration;
    return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms);
  }
  return /^\d{4}-\d\d-\d\dT|^[a-z]{3},/i.test(reset) ? untilDateMs(reset, now) : undefined;
}

function untilDateMs(text: string, now: Date): number | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}

/** `RateLimit: "default";r=0;t=30`, the IETF draft since its eighth version. */
function structuredResetMs(value: string): number | undefined {
  const seconds = /(?:^|[;,\s])t(?:=|\s*=\s*)(\d+)/.exec(value)?.[1] ?? /\breset=(\d+)/.exec(value)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
