import { sha256Hex } from "../kernel/index.ts";
import type { PreparedCall, PreparedRequest } from "./prepared-request.ts";

/** APIs keep the keys that they have seen for a day at least; after this long a key is not relied on any more. */
const KEY_HOLDS_MS = 60 * 60_000;
const MOST_SENDS = 3;

/** The key of a call: the same each time, so that a request that is sent again is known to be the same one. */
function idempotencyKeyOf(callId: string): string {
  return `chief-${sha256Hex(callId).slice(0, 40)}`;
}

/** The call with its idempotency key, where the API takes one and the caller gave none. */
export function withIdempotencyKey(call: PreparedCall, callId: string): PreparedCall {
  const { idempotencyHeader, request, effect } = call;
  if (effect === "read" || !idempotencyHeader || hasHeader(request, idempotencyHeader)) return call;
  const headers = { ...request.headers, [idempotencyHeader]: idempotencyKeyOf(callId) };
  return { ...call, request: { ...request, headers } };
}

const hasHeader = ({ headers }: PreparedRequest, name: string) =>
  Object.keys(headers).some((given) => given.toLowerCase() === name);

/** Whether a write carries a key of ours, in whatever header. One that a planner chose may have been used for something else. */
export function isKeyed(request: PreparedRequest, callId: string): boolean {
  return Object.values(request.headers).includes(idempotencyKeyOf(callId));
}

/** Whether a write that may have been sent can be sent again without happening twice. */
export function maySendAgain(
  sent: { id: string; request: PreparedRequest; attempts: number; sentAt: Date | null },
  now: Date,
): boolean {
  if (!isKeyed(sent.request, sent.id) || sent.attempts >= MOST_SENDS) return false;
  return sent.sentAt !== null && now.getTime() - sent.sentAt.getTime() < KEY_HOLDS_MS;
}
