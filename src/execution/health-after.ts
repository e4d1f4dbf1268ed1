import type { ProbeResult } from "../integrations/index.ts";
import { isDown, STRIKES_TO_OPEN } from "./pace.ts";
import type { PagesRead } from "./paging/page-output.ts";

/** What a call found out about its integration beside the answer. */
export interface Seen {
  readonly read: PagesRead;
  /** Calls in a row that found the service down, this one among them; 0 where it answered. */
  readonly strikes: number;
  /** Whether the call was let through an open breaker to find out. */
  readonly isProbe: boolean;
}

/** Failures that only a person with another credential can end, as the card tells of them. */
const CREDENTIAL_TROUBLE: Readonly<Record<string, string>> = {
  "execution.unauthorized": "The credential was refused",
  "vault.reconnect": "Its access has ended. Reconnect it",
};

/**
 * What the card of an integration should say after a call, or undefined when it says so already.
 *
 * A refused credential and a breaker that opened turn it to failing; a success turns it back, and so does any answer
 * to a probe, since it was failing for want of one.
 */
export function healthAfter(
  now: ProbeResult["health"],
  { read, strikes, isProbe }: Seen,
): ProbeResult | undefined {
  const trouble = read.ok ? undefined : CREDENTIAL_TROUBLE[read.code];
  if (trouble) return now === "failing" ? undefined : { health: "failing", note: trouble };
  if (!read.ok && strikes >= STRIKES_TO_OPEN) {
    const note = `It did not answer ${strikes} times in a row (${read.message}). Calls wait until it does; Test tries it now`;
    return { health: "failing", note };
  }
  const isBack = read.ok || (isProbe && !isDown(read));
  return isBack && now === "failing" ? { health: "healthy", note: "It answers again" } : undefined;
}
