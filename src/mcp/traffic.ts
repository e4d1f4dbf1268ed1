import type { EgressError } from "../egress/index.ts";
import type { SignOutcome } from "../vault/index.ts";

/** What was seen on the wire while a session did one thing; the SDK's exceptions do not tell it. */
export interface Traffic {
  unsigned?: Extract<SignOutcome, { ok: false }>;
  /** The last answer that was no success. */
  refused?: { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer };
  /** Why an answer that had begun broke off, or none came. */
  lost?: EgressError;
  /** Whether a byte of a `tools/call` may have left. */
  callMayHaveBeenSent: boolean;
  /** Notifications under way: a cancellation shall leave before the session is closed. */
  readonly notices: Promise<unknown>[];
  /** Ends what the session does now. */
  readonly abort: (error: Error) => void;
}
