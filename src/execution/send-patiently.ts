import { type Clock, sleep } from "../kernel/index.ts";
import { delayBeforeRetry } from "./delay-before-retry.ts";
import type { PreparedRequest } from "./prepared-request.ts";
import type { Understood } from "./read-answer.ts";

/** An answer, understood, with its headers. */
export interface Sent {
  readonly understood: Understood;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends one request once. */
export type SendOnce = (request: PreparedRequest) => Promise<Sent>;

const PASSING_TROUBLE = new Set(["egress.connection_lost", "egress.connect", "egress.timeout"]);

/** Sends a read, and again after trouble that may pass. Gives what the last send gave. */
export async function sendPatiently(
  deps: { sendOnce: SendOnce; clock: Clock; signal?: AbortSignal; random?: () => number },
  request: PreparedRequest,
): Promise<Sent> {
  for (let failures = 1; ; failures++) {
    const sent = await deps.sendOnce(request);
    const delayMs = delayAfter(sent, failures, { now: deps.clock(), random: deps.random ?? Math.random });
    if (delayMs === undefined || deps.signal?.aborted) return sent;
    await sleep(delayMs, deps.signal).catch(() => undefined);
    if (deps.signal?.aborted) return sent;
  }
}

function delayAfter(
  { understood, headers }: Sent,
  failures: number,
  at: { now: Date; random: () => number },
): number | undefined {
  if (understood.ok) return undefined;
  const { status, code } = understood;
  if (status === undefined && !PASSING_TROUBLE.has(code)) return undefined;
  return delayBeforeRetry({ headers, ...(status === undefined ? {} : { status }) }, failures, at);
}
