import type { ConnectionPools } from "./connection-pools.ts";
import { startDeadline } from "./deadline.ts";
import { explainFailure } from "./explain-failure.ts";
import { type Opened, openAnswer, type UncheckedRequest, type UnderWay } from "./open-answer.ts";
import { declaredBytes, readCapped } from "./read-body.ts";
import type { EgressReason, Refusal } from "./refusal.ts";
import { type AnswerRest, restOfAnswer } from "./rest-of-answer.ts";

/** A request as it shall leave, credential included. */
export interface OutgoingRequest extends UncheckedRequest {
  /** For everything from the first look-up to the last byte; 20 s unless given. */
  readonly timeoutMs?: number;
  /** Of the answer's body; 1 MiB unless given. */
  readonly maxBytes?: number;
  /** A body of more than `maxBytes` is given with a `rest` up to this; it is refused unless given. */
  readonly largestBytes?: number;
  /** For reading such a body, from when it was found that large; 10 minutes unless given. */
  readonly largeTimeoutMs?: number;
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
      /** Whole, or where there is a `rest`, what comes before it: some more than `maxBytes`. */
      readonly body: Buffer;
      readonly rest?: AnswerRest;
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
const LARGE_TIMEOUT_MS = 600_000;

type OnRefusal = (refusal: Pick<Refusal, "reason" | "message">, mayHaveBeenSent: boolean) => void;

/**
 * Sends one request through the guard and reads its answer whole, or as far as `maxBytes` where it may be larger. Never
 * throws; the `rest` does. `onRefusal` hears of both.
 */
export async function sendRequest(
  pools: ConnectionPools,
  request: OutgoingRequest,
  onRefusal: OnRefusal,
): Promise<EgressAnswer> {
  const startedAt = performance.now();
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES } = request;
  const { largestBytes = maxBytes, largeTimeoutMs = LARGE_TIMEOUT_MS } = request;
  const deadline = startDeadline(timeoutMs, request.signal);
  const mark = { mayHaveBeenSent: false };
  const most = Math.max(maxBytes, largestBytes);
  const underWay: UnderWay = { pools, deadline, mark, timeoutMs, maxBytes: most, redirect: "follow" };
  const opened = await openAnswer(request, underWay);
  const outcome = opened.ok
    ? await readBody(opened, { underWay, maxBytes, largeTimeoutMs, onRefusal })
    : opened;
  if (!outcome.ok || !outcome.rest) deadline.release();
  const durationMs = Math.round(performance.now() - startedAt);
  if (outcome.ok) return { ...outcome, durationMs };
  onRefusal(outcome, mark.mayHaveBeenSent);
  return { ...outcome, requestMayHaveBeenSent: mark.mayHaveBeenSent, durationMs };
}

type Answered = Omit<Extract<EgressAnswer, { ok: true }>, "durationMs">;

interface Reading {
  readonly underWay: UnderWay;
  readonly maxBytes: number;
  readonly largeTimeoutMs: number;
  readonly onRefusal: OnRefusal;
}

async function readBody(
  { head, url }: Extract<Opened, { ok: true }>,
  { underWay, maxBytes, largeTimeoutMs, onRefusal }: Reading,
): Promise<Answered | Refusal> {
  const { hostname } = url;
  const { deadline, timeoutMs } = underWay;
  const explain = (error: unknown, timeout: number) =>
    explainFailure(error, { hostname, deadline, timeoutMs: timeout, mayHaveBeenSent: true });
  const isDeclaredLarge = underWay.maxBytes > maxBytes && declaredBytes(head) > maxBytes;
  try {
    if (isDeclaredLarge) deadline.startAgain(largeTimeoutMs);
    const pieces = readCapped(head, { hostname, maxBytes: underWay.maxBytes });
    const { body, isWhole } = await readPast(pieces, maxBytes);
    const answered = { ok: true as const, status: head.status, headers: head.headers, body, url: url.href };
    if (isWhole) return answered;
    if (!isDeclaredLarge) deadline.startAgain(largeTimeoutMs);
    head.body.once("close", deadline.release);
    const explainRest = (error: unknown) => explain(error, largeTimeoutMs);
    return { ...answered, rest: restOfAnswer(head, { pieces, explain: explainRest, onRefusal }) };
  } catch (error) {
    return explain(error, isDeclaredLarge ? largeTimeoutMs : timeoutMs);
  }
}

/** What `pieces` give, until there is more than `maxBytes` of it. */
async function readPast(
  pieces: AsyncGenerator<Buffer>,
  maxBytes: number,
): Promise<{ body: Buffer; isWhole: boolean }> {
  const read: Buffer[] = [];
  let bytes = 0;
  while (bytes <= maxBytes) {
    const piece = await pieces.next();
    if (piece.done) return { body: Buffer.concat(read), isWhole: true };
    read.push(piece.value);
    bytes += piece.value.byteLength;
  }
  return { body: Buffer.concat(read), isWhole: false };
}
