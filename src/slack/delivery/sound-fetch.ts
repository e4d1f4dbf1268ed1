/**
 * The `fetch` under every WebClient: each call in its turn, once more where that is sound, and edits of the same message
 * folded into one.
 *
 *   call ──▶ its turn ──▶ sent ──▶ answered
 *              ▲            │ 429: its line is held back; nothing was done, so it goes on waiting, or gives up as a 429
 *              └────────────┤ 5xx or no answer: again after a moment, if doing it twice does not show
 *                           └─▶ otherwise the caller is told, who can find out whether it was done
 *
 * The WebClient's own queue would stop every call of the process for as long as Slack asks one of them to wait, and its
 * retries would post a message twice whose answer got lost.
 */
import { hash } from "node:crypto";
import { sleep } from "../../kernel/index.ts";
import { createEditFolder, type Outgoing } from "./fold-edits.ts";
import { createPace, type Pace } from "./pace.ts";
import { readCall, type WebApiCall } from "./read-call.ts";
import { isInteractive, isRepeatable, tierOf } from "./tiers.ts";

export interface SoundFetchOptions {
  readonly fetch: typeof fetch;
  /** How long Slack may take over one answer. */
  readonly timeoutMs?: number;
  /** The wait before a call is sent again, doubled each time. */
  readonly firstDelayMs?: number;
  /** How long a call waits for its turn before it is given up as a 429, for its job to come again. */
  readonly mostWaitMs?: number;
}

const TIMEOUT_MS = 15_000;
const FIRST_DELAY_MS = 300;
const MOST_WAIT_MS = 10_000;
const MOST_REPEATS = 3;
/** The slowest line that an upload is waited for. */
const UPLOADED_BYTES_PER_MS = 250;

interface Sending extends Required<SoundFetchOptions> {
  readonly pace: Pace;
}

export function createSoundFetch(options: SoundFetchOptions): typeof fetch {
  const { timeoutMs = TIMEOUT_MS, firstDelayMs = FIRST_DELAY_MS, mostWaitMs = MOST_WAIT_MS } = options;
  const sending = { fetch: options.fetch, timeoutMs, firstDelayMs, mostWaitMs, pace: createPace() };
  const foldEdits = createEditFolder();
  return (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const call = readCall(url, init);
    if (call.method !== "chat.update") return inTurn(sending, call, { take: () => [url, init] });
    return foldEdits(`${call.token} ${call.channel} ${call.ts}`, [url, init], (outgoing) =>
      inTurn(sending, call, outgoing),
    );
  };
}

async function inTurn(sending: Sending, call: WebApiCall, outgoing: Outgoing): Promise<Response> {
  const { pace } = sending;
  const line = lineOf(call);
  const mostWaitMs = isInteractive(call.method) ? 0 : sending.mostWaitMs;
  for (let failures = 0; ; ) {
    const tooLongMs = await pace.turn(line, tierOf(call.method), mostWaitMs);
    if (tooLongMs !== undefined) return rateLimited(tooLongMs);
    const answer = await attempt(sending, outgoing.take());
    if (answer.response?.status === 429) {
      pace.holdBack(line, retryAfterMs(answer.response));
    } else {
      const mayRepeat = failures < MOST_REPEATS && isRepeatable(call.method);
      if (answer.response && (answer.response.status < 500 || !mayRepeat)) return answer.response;
      if (!mayRepeat) throw answer.error;
      await sleep(sending.firstDelayMs * 2 ** failures++);
    }
    outgoing.putBack?.();
  }
}

/** What came back, or why nothing did. */
type Answer =
  | { readonly response: Response; readonly error?: undefined }
  | { readonly response?: undefined; readonly error: unknown };

async function attempt(
  { fetch: send, timeoutMs }: Sending,
  [url, init]: ReturnType<Outgoing["take"]>,
): Promise<Answer> {
  try {
    const uploadMs = Math.ceil(uploadedBytes(init) / UPLOADED_BYTES_PER_MS);
    return { response: await send(url, { ...init, signal: AbortSignal.timeout(timeoutMs + uploadMs) }) };
  } catch (error) {
    return { error };
  }
}

/** Of a body whose length is said, as that of a large file. */
function uploadedBytes(init: RequestInit | undefined): number {
  return Number(new Headers(init?.headers).get("content-length") ?? 0);
}

function retryAfterMs({ headers }: Response): number {
  const seconds = Number(headers.get("retry-after"));
  return 1000 * (seconds > 0 ? seconds : 1);
}

/** What a call is counted under. */
function lineOf({ token, method, channel }: WebApiCall): string {
  const whose = hash("sha256", token, "base64");
  return tierOf(method)?.isPerChannel ? `${whose} ${method} ${channel}` : `${whose} ${method}`;
}

/** In Slack's own words, so that the WebClient throws what it throws then. */
function rateLimited(waitMs: number): Response {
  const headers = { "retry-after": String(Math.ceil(waitMs / 1000)) };
  return Response.json({ ok: false, error: "ratelimited" }, { status: 429, headers });
}
