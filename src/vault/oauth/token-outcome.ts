/** An access token and what keeps it alive. */
export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Members of the answer that the provider's `keep` names. */
  readonly kept?: Readonly<Record<string, string>>;
}

/** A token answer that was understood. */
export interface Granted extends TokenSet {
  /** Seconds; absent where the provider does not say how long it lasts. */
  readonly expiresInSeconds?: number;
  /** What was granted, where the provider says so. */
  readonly scopes?: readonly string[];
}

/**
 * Why there is no token:
 *
 * - `refused`: the provider decided, and gave an error code of RFC 6749 or of its own.
 * - `passing`: nothing was decided (network, 5xx, 429). The same request may be sent again later.
 * - `cut_off`: an answer with status 200 began and broke off. The provider may have rotated the grant already.
 * - `unreadable`: an answer came that is none of the above: a login page, a redirect, a token of an unknown type.
 */
export type TokenFailure =
  | { readonly ok: false; readonly kind: "refused"; readonly code: string; readonly message: string }
  | {
      readonly ok: false;
      readonly kind: "passing";
      readonly message: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly ok: false; readonly kind: "cut_off"; readonly message: string }
  | { readonly ok: false; readonly kind: "unreadable"; readonly code: string; readonly message: string };

export type TokenOutcome = { readonly ok: true; readonly granted: Granted } | TokenFailure;
