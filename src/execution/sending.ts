import type { SignOutcome } from "../vault/index.ts";
import type { ExecutionDeps } from "./performance.ts";
import type { Understood } from "./read-answer.ts";

const CALL_TIMEOUT_MS = 60_000;
/** What an answer may take in memory. A larger one is read to disk. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const LARGEST_ANSWER_BYTES = 256 * 1024 * 1024;

/** Whether a byte of any request of a call may have left; raised while it is sent. */
export interface Mark {
  mayHaveBeenSent: boolean;
}

/** For one request of a call. */
export function limitsOf({ callTimeoutMs = CALL_TIMEOUT_MS }: Pick<ExecutionDeps, "callTimeoutMs">) {
  return {
    timeoutMs: callTimeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
    largestBytes: LARGEST_ANSWER_BYTES,
    takesCompressed: true,
  };
}

/** What is told when there was nothing to sign with. */
export function toldUnsigned(
  { reason, message: why }: Extract<SignOutcome, { ok: false }>,
  { name, cardUrl }: { name: string; cardUrl: string },
): Extract<Understood, { ok: false }> {
  // Trouble that passes is not repaired by a new consent.
  const advice = reason === "no_token" ? "Its state is at" : "An admin can reconnect it:";
  return { ok: false, code: `vault.${reason}`, message: `${name}: ${why}. ${advice} ${cardUrl}` };
}
