import type { ConnectionPools } from "./connection-pools.ts";
import { startDeadline } from "./deadline.ts";
import { explainFailure } from "./explain-failure.ts";
import { type Opened, openAnswer, type UncheckedRequest, type UnderWay } from "./open-answer.ts";
import { readCapped } from "./read-body.ts";
import type { EgressReason, Refusal } from "./refusal.ts";

/** A request as it shall leave, credential included. */
export interface OutgoingRequest extends UncheckedRequest {
  /** For everything from the first look-up to the last byte; 20 s unless given. */
  readonly timeoutMs?: number;
  /** Of the answer's body; 1 MiB unless given. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * What came of a request. Any status is an answer. `url` is where it came from, after redirects. Header names are in
 * lower case, repeated ones joined by a comma.
 *
 * Without an answer, `message` says to a person what is wrong and what to do; it names the host and holds no secret.
 * `requestMayHaveBeenSent` is false only if no byte of the request left.
 */
export type EgressAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: Buffer;
      readonly url: string;
      readonly durationMs: number;
    }
  | {
      readonly ok: false;
      readonly reason: EgressReason;
      readonly message: string;
      readonly requestMayHaveBeenSent: boolean;
      readonly durationMs: number;
    };

export const DEFAULT_TIMEOUT_MS = 20_000;
export const DEFAULT_MAX_BYTES = 2 ** 20;

/** Sends one request through the guard and reads its answer whole. Never throws. */
export async function sendRequest(pools: ConnectionPools, request: OutgoingRequest): Promise<EgressAnswer> {
  const startedAt = performance.now();
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = request;
  const deadline = startDeadline(timeoutMs, request.signal);
  const mark = { mayHaveBeenSent: false };
  const underWay: UnderWay = { pools, deadline, mark, timeoutMs, maxBytes, redirect: "follow" };
  const opened = await openAnswer(request, underWay);
  const outcome = opened.ok ? await readWhole(opened, underWay) : opened;
  deadline.release();
  const durationMs = Math.round(performance.now() - startedAt);
  if (outcome.ok) return { ...outcome, durationMs };
  return { ...outcome, requestMayHaveBeenSent: underWay.mark.mayHaveBeenSent, durationMs };
}

type Whole = Omit<Extract<EgressAnswer, { ok: true }>, "durationMs">;

async function readWhole(
  { head, url }: Extract<Opened, { ok: true }>,
  underWay: UnderWay,
): Promise<Whole | Refusal> {
  const { hostname } = url;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of readCapped(head, { hostname, maxBytes: underWay.maxBytes })) chunks.push(chunk);
    const { status, headers } = head;
    return { ok: true, status, headers, body: Buffer.concat(chunks), url: url.href };
  } catch (error) {
    return explainFailure(error, { hostname, ...underWay, mayHaveBeenSent: true });
  }
}
