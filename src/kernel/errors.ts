/** What a `ChiefError` carries beside its code. `cause` keeps the original error for the operator. */
export interface ErrorDetails {
  /** For the operator's log. Never holds a secret. */
  readonly message: string;
  /** The only text of an error that may reach a person in Slack or on a page. */
  readonly toldToUser?: string;
  readonly cause?: unknown;
}

/**
 * A failure with a stable name.
 *
 * `code` is `room.reason` (for example `egress.private_address`), so that an operator can grep for it and a
 * caller can switch on it. Expected outcomes are returned as values instead; this is for what the caller
 * cannot sensibly continue from.
 */
export class ChiefError extends Error {
  readonly code: string;
  readonly toldToUser: string | undefined;

  constructor(code: string, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ChiefError";
    this.code = code;
    this.toldToUser = details.toldToUser;
  }
}

/** The `toldToUser` of `error`, or `otherwise` when it has none. */
export function tellable(error: unknown, otherwise: string): string {
  return error instanceof ChiefError && error.toldToUser !== undefined ? error.toldToUser : otherwise;
}

/** A one-line message for any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
