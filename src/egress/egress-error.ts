import { ChiefError } from "../kernel/index.ts";
import type { EgressReason, Refusal } from "./refusal.ts";

/** Why a guarded `fetch` rejected: `egress.<reason>`. Its message is for a person and holds no secret. */
export class EgressError extends ChiefError {
  readonly reason: EgressReason;
  /** False only if no byte of the request left. */
  readonly requestMayHaveBeenSent: boolean;

  constructor({ reason, message }: Refusal, requestMayHaveBeenSent: boolean) {
    super(`egress.${reason}`, { message, toldToUser: message });
    this.reason = reason;
    this.requestMayHaveBeenSent = requestMayHaveBeenSent;
  }
}
