import * as oauth from "oauth4webapi";
import { clientAuth, type GrantDeps, type KnownClient, metadataOf } from "./grants.ts";
import { oauthDestination, TOKEN_LIMITS } from "./oauth-destination.ts";
import type { OAuthServer } from "./oauth-server.ts";

interface Introspected {
  readonly token: string;
  readonly hint: "access_token" | "refresh_token";
  readonly client: KnownClient;
}

/**
 * When a token ends by the account of the server that gave it (RFC 7662); undefined where it does not say, cannot be reached
 * or has no such endpoint. Never throws.
 *
 * That it is not active is no verdict: a server answers so, too, about a token of which this client may know nothing.
 */
export async function introspectEnd(
  { egress }: GrantDeps,
  server: OAuthServer,
  { token, hint, client }: Introspected,
): Promise<Date | undefined> {
  const { introspectionUrl, allowPrivateNetwork } = server;
  if (introspectionUrl === undefined) return undefined;
  const as = { ...metadataOf(server), introspection_endpoint: introspectionUrl };
  const known = { client_id: client.id };
  const send = egress.fetchFor(oauthDestination(introspectionUrl, allowPrivateNetwork), TOKEN_LIMITS);
  try {
    const response = await oauth.introspectionRequest(
      as,
      known,
      clientAuth(server.clientAuth, client),
      token,
      {
        [oauth.customFetch]: send as typeof fetch,
        // The guard decides on plain http.
        [oauth.allowInsecureRequests]: true,
        additionalParameters: { token_type_hint: hint },
      },
    );
    const { active, exp } = await oauth.processIntrospectionResponse(as, known, response);
    return active ? instantOf(exp) : undefined;
  } catch {
    return undefined;
  }
}

/** Of seconds since 1970. */
function instantOf(seconds: unknown): Date | undefined {
  if (typeof seconds !== "number" || !(seconds > 0)) return undefined;
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
