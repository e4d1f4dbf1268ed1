/**
 * How a person can give Chief access to an MCP server (its authorization specification).
 *
 *   1. The server is asked without a credential; its 401 may name its metadata and the scopes it wants (RFC 9728).
 *   2. That metadata names the authorization server; without any, the server's own origin is taken for it.
 *   3. The metadata of that server (RFC 8414, or OpenID Connect Discovery) has the addresses; it must take PKCE by S256.
 *   4. Chief is the client that was entered, or the one that its own address names where the server reads such, or
 *      registers one (RFC 7591).
 *
 * All of it is read through the guard. What comes out is an ordinary credential by consent: the vault does the rest.
 */
import {
  checkResourceAllowed,
  discoverOAuthServerInfo,
  extractWWWAuthenticateParams,
  type OAuthServerInfo,
  RegistrationRejectedError,
  registerClient,
} from "@modelcontextprotocol/client";
import { type Egress, EgressError } from "../egress/index.ts";
import { type OAuth2Credential, oauthDestination } from "../vault/index.ts";
import { AccessTrouble, endpointsOf, furtherEndpoints } from "./access-endpoints.ts";
import { clientMetadata } from "./client-metadata.ts";

export type Access =
  | { readonly ok: true; readonly credential: OAuth2Credential }
  | {
      readonly ok: false;
      /** `client`: a client has to be registered by hand and entered. */
      readonly about: "url" | "client";
      /** A sentence without its full stop. */
      readonly message: string;
    };

export interface AccessAsk {
  readonly url: string;
  readonly redirectUri: string;
  /** The client that was registered by hand. */
  readonly client?: { readonly id: string; readonly secret?: string } | undefined;
  /** Where Chief describes itself as a client, if that can be reached over https. */
  readonly clientMetadataUrl?: string | undefined;
  /** The scopes to ask for, where a person chose them. */
  readonly scopes?: readonly string[] | undefined;
  readonly allowPrivateNetwork: boolean;
}

type Client = Extract<OAuth2Credential["client"], { id: string }> & { readonly how?: string | undefined };

const LIMITS = { timeoutMs: 10_000, maxBytes: 256 * 1024 };
const MOST_SCOPES = 60;
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/;

/** Finds out how access is given, and registers Chief where that is offered. Never throws. */
export async function discoverAccess(
  { egress }: { readonly egress: Pick<Egress, "fetchFor"> },
  ask: AccessAsk,
): Promise<Access> {
  const guarded: typeof fetch = (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    return egress.fetchFor(oauthDestination(url, ask.allowPrivateNetwork), LIMITS)(url, init);
  };
  try {
    return { ok: true, credential: await discover(guarded, ask) };
  } catch (error) {
    if (error instanceof AccessTrouble) return { ok: false, about: error.about, message: error.message };
    if (error instanceof EgressError) return { ok: false, about: "url", message: error.message };
    const message = "what this server says about how it gives access cannot be used";
    return { ok: false, about: "url", message };
  }
}

async function discover(guarded: typeof fetch, ask: AccessAsk): Promise<OAuth2Credential> {
  const challenge = await challengeOf(guarded, ask.url);
  const { resourceMetadataUrl } = challenge;
  const found = await discoverOAuthServerInfo(ask.url, {
    fetchFn: guarded,
    ...(resourceMetadataUrl ? { resourceMetadataUrl } : {}),
  });
  const { authorizationServerMetadata: metadata, resourceMetadata } = found;
  const resource = resourceMetadata?.resource;
  if (resource && !checkResourceAllowed({ requestedResource: ask.url, configuredResource: resource }))
    throw new AccessTrouble("it says that it is another server than the one at this address");
  const endpoints = endpointsOf(found, ask);
  const scopes = scopesOf(found, challenge.scope, ask);
  const client = ask.client ?? (await clientFor(guarded, found, { ask, scopes }));
  const methods = metadata?.token_endpoint_auth_methods_supported;
  return {
    method: "oauth2",
    server: {
      ...endpoints,
      clientAuth: clientAuthOf(client, methods),
      quirks: { dropIdToken: true },
      allowPrivateNetwork: ask.allowPrivateNetwork,
      ...(metadata ? { issuer: metadata.issuer } : {}),
      ...(metadata?.["authorization_response_iss_parameter_supported"] === true ? { sendsIssuer: true } : {}),
      ...(resource ? { resource } : {}),
      ...furtherEndpoints(found, ask),
    },
    client: { id: client.id, ...(client.secret ? { secret: client.secret } : {}) },
    scopes,
  };
}

const PROBE = JSON.stringify({
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "chief", version: "1" },
  },
});

/** What the server answers to whoever has no credential. */
async function challengeOf(
  guarded: typeof fetch,
  url: string,
): Promise<ReturnType<typeof extractWWWAuthenticateParams>> {
  const headers = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const response = await guarded(url, { method: "POST", headers, body: PROBE, redirect: "manual" });
  await response.body?.cancel();
  return response.status === 401 ? extractWWWAuthenticateParams(response) : {};
}

/** The scopes that a person chose; else those the server asked for just now; else those it lists. */
function scopesOf(
  { resourceMetadata, authorizationServerMetadata: metadata }: OAuthServerInfo,
  challenged: string | undefined,
  { scopes: chosen = [] }: AccessAsk,
): string[] {
  if (chosen.length > 0) return [...chosen];
  const asked = challenged?.split(" ") ?? resourceMetadata?.scopes_supported ?? [];
  const wanted = asked.filter((scope) => SCOPE.test(scope)).slice(0, MOST_SCOPES);
  // Without it some servers give no refresh token, and the consent would end within the hour.
  const isOffered = metadata?.scopes_supported?.includes("offline_access") ?? false;
  return [...new Set(wanted.length > 0 && isOffered ? [...wanted, "offline_access"] : wanted)];
}

async function clientFor(
  guarded: typeof fetch,
  found: OAuthServerInfo,
  { ask, scopes }: { ask: AccessAsk; scopes: readonly string[] },
): Promise<Client> {
  const { authorizationServerMetadata: metadata, authorizationServerUrl } = found;
  if (ask.clientMetadataUrl && metadata?.["client_id_metadata_document_supported"] === true)
    return { id: ask.clientMetadataUrl };
  if (metadata && !metadata.registration_endpoint)
    throw new AccessTrouble(
      `it does not register clients by itself. Register Chief there with the redirect URL ${ask.redirectUri}, and enter the client id`,
      "client",
    );
  const registered = await registerClient(authorizationServerUrl, {
    ...(metadata ? { metadata } : {}),
    clientMetadata: clientMetadata(ask.redirectUri),
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    fetchFn: guarded,
  }).catch((error: unknown) => {
    if (!(error instanceof RegistrationRejectedError)) throw error;
    throw new AccessTrouble(
      "its authorization server did not register me. Enter a client id of yours",
      "client",
    );
  });
  const { client_id: id, client_secret: secret, token_endpoint_auth_method: how } = registered;
  return { id, how, ...(secret && how !== "none" ? { secret } : {}) };
}

/** As the server said when it registered the client; else as it says it takes one. */
function clientAuthOf({ how }: Client, supported: readonly string[] | undefined): "basic" | "post" {
  if (how === "client_secret_post") return "post";
  if (how === "client_secret_basic" || supported === undefined) return "basic";
  return supported.includes("client_secret_basic") || !supported.includes("client_secret_post")
    ? "basic"
    : "post";
}
