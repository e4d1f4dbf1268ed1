import { Readable } from "node:stream";
import { parseWebUrl } from "./admit-url.ts";
import { startDeadline } from "./deadline.ts";
import type { Destination } from "./destination.ts";
import { EgressError } from "./egress-error.ts";
import { explainFailure } from "./explain-failure.ts";
import { type Opened, openAnswer, type UnderWay } from "./open-answer.ts";
import { readCapped } from "./read-body.ts";
import type { Refusal } from "./refusal.ts";
import { DEFAULT_MAX_BYTES, DEFAULT_TIMEOUT_MS } from "./send-request.ts";

/** Limits of one `fetch`; 20 s and 1 MiB unless given. The time does not count against an event stream's body, unless it shall. */
export interface FetchLimits {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Whether an event stream has to end within the time, too. */
  readonly boundsStreams?: boolean;
}

interface FetchOptions extends FetchLimits {
  readonly pools: UnderWay["pools"];
  readonly destination: Destination;
  readonly onRefusal: (refusal: Refusal, mayHaveBeenSent: boolean) => void;
}

type Answered = Extract<Opened, { ok: true }>;

const BODILESS_STATUSES = new Set([204, 205, 304]);

/** The guard in the shape of `fetch`, see `Egress.fetchFor`. */
export function createFetch(options: FetchOptions): typeof fetch {
  const { pools, destination, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = options;
  const { boundsStreams = false } = options;
  return async (input, init) => {
    const url = urlText(input);
    const parsed = parseWebUrl(url);
    if (!parsed.ok) throw new EgressError(parsed, false);
    const request = new Request(input, init);
    // A Request's own signal follows the caller's only as long as the Request is not garbage.
    const caller = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const { method, redirect } = request;
    const body = request.body ? { body: new Uint8Array(await request.arrayBuffer()) } : {};
    const deadline = startDeadline(timeoutMs, caller);
    const mark = { mayHaveBeenSent: false };
    const underWay: UnderWay = { pools, deadline, mark, timeoutMs, maxBytes, redirect };
    const headers = Object.fromEntries(request.headers);
    const opened = await openAnswer({ method, url, headers, ...body, destination }, underWay);
    if (opened.ok) return respond(opened, underWay, boundsStreams);
    deadline.release();
    caller?.throwIfAborted();
    options.onRefusal(opened, mark.mayHaveBeenSent);
    throw new EgressError(opened, mark.mayHaveBeenSent);
  };
}

/** The text as given: `new Request` would already have smoothed over what the guard looks for. */
function urlText(input: Parameters<typeof fetch>[0]): string {
  if (typeof input === "string") return input;
  return input instanceof URL ? input.href : input.url;
}

function respond({ head, url }: Answered, underWay: UnderWay, boundsStreams: boolean): Response {
  const { status, headers } = head;
  const isStream = headers["content-type"]?.startsWith("text/event-stream");
  if (isStream && !boundsStreams) underWay.deadline.stopClock();
  head.body.once("close", underWay.deadline.release);
  const response = new Response(
    BODILESS_STATUSES.has(status) ? drained(head) : streamed({ head, url }, underWay),
    {
      status,
      headers,
    },
  );
  return Object.defineProperty(response, "url", { value: url.href });
}

function drained(head: Answered["head"]): null {
  head.body.resume();
  return null;
}

function streamed(answered: Pick<Answered, "head" | "url">, underWay: UnderWay): ReadableStream {
  return Readable.toWeb(
    Readable.from(guardedBody(answered, underWay), { objectMode: false }),
  ) as ReadableStream;
}

async function* guardedBody(
  { head, url }: Pick<Answered, "head" | "url">,
  underWay: UnderWay,
): AsyncGenerator<Buffer> {
  const { hostname } = url;
  try {
    yield* readCapped(head, { hostname, maxBytes: underWay.maxBytes });
  } catch (error) {
    const refusal = explainFailure(error, { hostname, ...underWay, mayHaveBeenSent: true });
    throw new EgressError(refusal, true);
  }
}
