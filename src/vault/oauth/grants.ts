/** The grants by which a credential gets a token: RFC 6749 sections 4.1, 4.4 and 6, and RFC 7523. */

import { createPrivateKey } from "node:crypto";
import { importPKCS8, SignJWT } from "jose";
import * as oauth from "oauth4webapi";
import type { Egress } from "../../egress/index.ts";
import { askForToken } from "./ask-for-token.ts";
import { oauthDestination, TOKEN_LIMITS } from "./oauth-destination.ts";
import { issuerOf, type OAuthServer } from "./oauth-server.ts";
import type { ClientCredentials, ServiceAccount } from "./token-credential.ts";
import type { TokenOutcome } from "./token-outcome.ts";

export interface GrantDeps {
  readonly egress: Pick<Egress, "fetchFor">;
}

/** The id and secret that Chief is known by at a server. */
export interface KnownClient {
  readonly id: string;
  readonly secret?: string;
}

/** The server in the words of `oauth4webapi`. */
export function metadataOf(server: OAuthServer): oauth.AuthorizationServer {
  return {
    issuer: issuerOf(server),
    authorization_endpoint: server.authorizationUrl,
    token_endpoint: server.tokenUrl,
    ...(server.sendsIssuer ? { authorization_response_iss_parameter_supported: true } : {}),
  };
}

/** A code for tokens. `callback` must have come from `oauth.validateAuthResponse`. */
export function exchangeCode(
  deps: GrantDeps,
  server: OAuthServer,
  exchange: { client: KnownClient; callback: URLSearchParams; redirectUri: string; verifier: string },
): Promise<TokenOutcome> {
  const { client, callback, redirectUri, verifier } = exchange;
  const as = metadataOf(server);
  const known = { client_id: client.id };
  return askForToken({ fetch: fetchFor(deps, server), quirks: server.quirks }, async (options) => {
    const auth = clientAuth(server.clientAuth, client);
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      known,
      auth,
      callback,
      redirectUri,
      server.quirks?.noPkce ? oauth.nopkce : verifier,
      { ...options, ...resourceOf(server) },
    );
    return oauth.processAuthorizationCodeResponse(as, known, response);
  });
}

/** A refresh token for a new access token, and where the provider rotates for a new refresh token. */
export function refreshGrant(
  deps: GrantDeps,
  server: OAuthServer,
  { client, refreshToken }: { client: KnownClient; refreshToken: string },
): Promise<TokenOutcome> {
  const as = metadataOf(server);
  const known = { client_id: client.id };
  return askForToken({ fetch: fetchFor(deps, server), quirks: server.quirks }, async (options) => {
    const auth = clientAuth(server.clientAuth, client);
    const asked = { ...options, ...resourceOf(server) };
    const response = await oauth.refreshTokenGrantRequest(as, known, auth, refreshToken, asked);
    return oauth.processRefreshTokenResponse(as, known, response);
  });
}

/** What the token is for, where the server was told at its consent. */
function resourceOf({ resource }: OAuthServer): { additionalParameters?: { resource: string } } {
  return resource === undefined ? {} : { additionalParameters: { resource } };
}

/** A token for Chief's own account at an API. */
export function clientCredentialsGrant(
  deps: GrantDeps,
  credential: ClientCredentials,
): Promise<TokenOutcome> {
  const { tokenUrl, clientId, clientSecret, scopes, audience } = credential;
  const as = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const known = { client_id: clientId };
  const parameters = {
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    ...(audience ? { audience } : {}),
  };
  const over = { fetch: fetchFor(deps, credential), quirks: { dropIdToken: true } };
  return askForToken(over, async (options) => {
    const auth = clientAuth(credential.clientAuth, { id: clientId, secret: clientSecret });
    const response = await oauth.clientCredentialsGrantRequest(as, known, auth, parameters, options);
    return oauth.processClientCredentialsResponse(as, known, response);
  });
}

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** A token for a service account: a short-lived assertion, signed with its key. */
export function serviceAccountGrant(
  deps: GrantDeps,
  account: ServiceAccount,
  now: Date,
): Promise<TokenOutcome> {
  const { tokenUrl, clientEmail } = account;
  const as = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const known = { client_id: clientEmail };
  const over = { fetch: fetchFor(deps, account), quirks: { dropIdToken: true } };
  // The assertion says who asks; Google refuses a client_id beside it.
  const noClientAuth: oauth.ClientAuth = () => undefined;
  return askForToken(over, async (options) => {
    const assertion = await signAssertion(account, now);
    const response = await oauth.genericTokenEndpointRequest(
      as,
      known,
      noClientAuth,
      JWT_BEARER,
      { assertion },
      options,
    );
    return oauth.processGenericTokenEndpointResponse(as, known, response);
  });
}

const ASSERTION_SECONDS = 3600;

async function signAssertion(account: ServiceAccount, now: Date): Promise<string> {
  const { clientEmail, tokenUrl, privateKey, privateKeyId, scopes, subject } = account;
  // Key files hold PKCS #8 or PKCS #1; jose takes the former.
  const pkcs8 = createPrivateKey(privateKey).export({ type: "pkcs8", format: "pem" });
  const key = await importPKCS8(String(pkcs8), "RS256");
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT(scopes.length > 0 ? { scope: scopes.join(" ") } : {})
    .setProtectedHeader({ alg: "RS256", typ: "JWT", ...(privateKeyId ? { kid: privateKeyId } : {}) })
    .setIssuer(clientEmail)
    .setSubject(subject ?? clientEmail)
    .setAudience(tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ASSERTION_SECONDS)
    .sign(key);
}

function fetchFor(
  { egress }: GrantDeps,
  { tokenUrl, allowPrivateNetwork }: { tokenUrl: string; allowPrivateNetwork: boolean },
): typeof fetch {
  return egress.fetchFor(oauthDestination(tokenUrl, allowPrivateNetwork), TOKEN_LIMITS);
}

/** How Chief says who it is at the server's endpoints. */
export function clientAuth(how: "basic" | "post", { secret }: KnownClient): oauth.ClientAuth {
  if (secret === undefined) return oauth.None();
  return how === "basic" ? secretInHeader(secret) : oauth.ClientSecretPost(secret);
}

/**
 * `client_secret_basic` of RFC 6749, section 2.3.1. The package's own also encodes `-`, `.`, `_` and `*`, which the form
 * encoding leaves alone; servers that compare without decoding then refuse the client.
 */
function secretInHeader(secret: string): oauth.ClientAuth {
  return (_server, client, _body, headers) => {
    const credentials = `${formEncoded(client.client_id)}:${formEncoded(secret)}`;
    headers.set("authorization", `Basic ${Buffer.from(credentials).toString("base64")}`);
  };
}

/** As `application/x-www-form-urlencoded` writes a value. */
function formEncoded(value: string): string {
  return new URLSearchParams([["", value]]).toString().slice(1);
}
