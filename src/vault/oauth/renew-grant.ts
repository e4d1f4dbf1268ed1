import {
  clientCredentialsGrant,
  type GrantDeps,
  type KnownClient,
  refreshGrant,
  serviceAccountGrant,
} from "./grants.ts";
import type { TokenCredential } from "./token-credential.ts";
import type { Granted, TokenFailure, TokenOutcome, TokenSet } from "./token-outcome.ts";

/** What a renewal came to: a token to keep, a grant that is dead, or trouble of another kind. */
export type Renewal =
  | { readonly kind: "renewed"; readonly granted: Granted }
  | { readonly kind: "dead"; readonly note: string }
  | { readonly kind: "trouble"; readonly note: string; readonly retryAfterSeconds?: number };

export interface RenewalAsk {
  readonly credential: TokenCredential;
  readonly tokens: TokenSet | undefined;
  /** Undefined when the operator's client for the provider was removed. */
  readonly client: KnownClient | undefined;
  readonly now: Date;
}

/** Whether a new token can be had without a person: always, but for a consent whose provider gave no refresh token. */
export function isRenewable(credential: TokenCredential, tokens: TokenSet | undefined): boolean {
  return credential.method !== "oauth2" || tokens?.refreshToken !== undefined;
}

/**
 * Gets a new token for a credential.
 *
 * An answer that broke off may have rotated the grant: the old refresh token is tried once more, and the answer to that
 * tells. `invalid_grant` is the only verdict on a grant; a client that is refused is the operator's to repair, and
 * everything else passes or has to be looked at, but never asks a person for a new consent.
 */
export async function renewGrant(deps: GrantDeps, ask: RenewalAsk): Promise<Renewal> {
  if (!isRenewable(ask.credential, ask.tokens)) {
    const note = ask.tokens
      ? "Its access ended, and the provider gave nothing to renew it with. Reconnect it"
      : "Nobody has given consent yet. Connect it";
    return { kind: "dead", note };
  }
  if (ask.credential.method === "oauth2" && !ask.client)
    return {
      kind: "trouble",
      note: "The client id that an admin had set for this provider was removed. Set it again",
    };
  const first = await requestOnce(deps, ask);
  const outcome = !first.ok && first.kind === "cut_off" ? await requestOnce(deps, ask) : first;
  return outcome.ok
    ? { kind: "renewed", granted: withOldRefreshToken(outcome.granted, ask.tokens) }
    : judge(ask.credential, outcome);
}

function requestOnce(
  deps: GrantDeps,
  { credential, tokens, client, now }: RenewalAsk,
): Promise<TokenOutcome> {
  switch (credential.method) {
    case "service_account":
      return serviceAccountGrant(deps, credential, now);
    case "oauth2_client":
      return clientCredentialsGrant(deps, credential);
    case "oauth2":
      return refreshGrant(deps, credential.server, {
        client: client ?? { id: "" },
        refreshToken: tokens?.refreshToken ?? "",
      });
  }
}

/** A provider that does not rotate sends no new refresh token, and the old one stays good. */
function withOldRefreshToken(granted: Granted, old: TokenSet | undefined): Granted {
  const refreshToken = granted.refreshToken ?? old?.refreshToken;
  const kept = granted.kept ?? old?.kept;
  return { ...granted, ...(refreshToken ? { refreshToken } : {}), ...(kept ? { kept } : {}) };
}

const CLIENT_CODES = new Set(["invalid_client", "unauthorized_client", "incorrect_client_credentials"]);

function judge(credential: TokenCredential, failure: TokenFailure): Renewal {
  if (failure.kind !== "refused") {
    const { message } = failure;
    const after = failure.kind === "passing" ? failure.retryAfterSeconds : undefined;
    return {
      kind: "trouble",
      note: `Its access could not be renewed: ${message}. It is tried again by itself`,
      ...(after === undefined ? {} : { retryAfterSeconds: after }),
    };
  }
  const { code } = failure;
  if (isVerdictOnGrant(credential, code)) return { kind: "dead", note: noteOnDeadGrant(credential, code) };
  if (CLIENT_CODES.has(code))
    return {
      kind: "trouble",
      note: `The provider refuses Chief's client id or secret (${code}). Check them`,
    };
  return { kind: "trouble", note: `The provider refused to renew its access (${code})` };
}

function isVerdictOnGrant(credential: TokenCredential, code: string): boolean {
  if (code === "invalid_grant") return true;
  const declared = credential.method === "oauth2" ? credential.server.quirks?.deadGrantCodes : undefined;
  return declared?.includes(code) ?? false;
}

function noteOnDeadGrant(credential: TokenCredential, code: string): string {
  return credential.method === "oauth2"
    ? `The consent was withdrawn or has ended (${code}). Reconnect it`
    : `The provider does not accept its key any more (${code}). Enter a new one`;
}
