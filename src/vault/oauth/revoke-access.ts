import type { Db } from "../../database/index.ts";
import { ChiefError } from "../../kernel/index.ts";
import type { CredentialOwner } from "../credentials-store.ts";
import type { SealingKey } from "../seal.ts";
import type { GrantDeps, KnownClient } from "./grants.ts";
import { oauthDestination, TOKEN_LIMITS } from "./oauth-destination.ts";
import type { OAuthServer, Revocation } from "./oauth-server.ts";
import type { OAuth2Credential } from "./token-credential.ts";
import type { TokenSet } from "./token-outcome.ts";
import { openTokens } from "./token-seal.ts";
import { findToken } from "./tokens-store.ts";

/** What came of ending an access at its provider. `nothing`: there was none, or it has no endpoint for that. */
export type Revoked =
  | { readonly kind: "revoked" }
  | { readonly kind: "nothing" }
  /** `message` is one sentence without its full stop. */
  | { readonly kind: "failed"; readonly message: string };

/** Ends a connection's access at the provider. Never throws: a provider that is away must not keep anybody connected. */
export async function revokeAccess(
  deps: GrantDeps & { readonly db: Db },
  ask: {
    owner: CredentialOwner;
    credential: OAuth2Credential;
    dataKey: SealingKey;
    client: KnownClient | undefined;
  },
): Promise<Revoked> {
  const { owner, credential, dataKey, client } = ask;
  const { server } = credential;
  const row = await findToken(deps.db, owner);
  const tokens = row?.sealed
    ? openTokens(dataKey, row.sealed, { ...owner, version: row.version })
    : undefined;
  if (!tokens || !server.revocation || !client) return { kind: "nothing" };
  const { url, init } = requestFor(server, server.revocation, { tokens, client });
  try {
    const send = deps.egress.fetchFor(oauthDestination(url, server.allowPrivateNetwork), TOKEN_LIMITS);
    const response = await send(url, { ...init, redirect: "manual" });
    await response.body?.cancel();
    return response.ok
      ? { kind: "revoked" }
      : { kind: "failed", message: `The provider answered ${response.status} when asked to end the access` };
  } catch (error) {
    const message = error instanceof ChiefError ? error.message : "The provider could not be reached";
    return { kind: "failed", message };
  }
}

/** The request as the provider's data describes it. */
function requestFor(
  server: OAuthServer,
  revocation: Revocation,
  { tokens, client }: { tokens: TokenSet; client: KnownClient },
): { url: string; init: RequestInit } {
  const values: Readonly<Record<string, string | undefined>> = {
    ...tokens.kept,
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    token: tokens.refreshToken ?? tokens.accessToken,
    client_id: client.id,
  };
  // A public client has nothing but its id to say who it is by (RFC 7009, section 2.1).
  const isPost =
    revocation.clientAuth === "same" && (server.clientAuth === "post" || client.secret === undefined);
  const fields = { ...filled(revocation.fields, values), ...(isPost ? inForm(client) : {}) };
  const isJson = revocation.encoding === "json";
  return {
    url: revocation.url.replaceAll("{{client_id}}", encodeURIComponent(client.id)),
    init: {
      method: revocation.method,
      headers: {
        accept: "application/json",
        "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
        ...authorization(server, revocation, client),
      },
      body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString(),
    },
  };
}

function filled(
  fields: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const known = Object.entries(fields).flatMap(([name, template]) => {
    const wanted = /^\{\{(\w+)\}\}$/.exec(template)?.[1];
    const value = wanted === undefined ? template : values[wanted];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(known);
}

function inForm({ id, secret }: KnownClient): Record<string, string> {
  return { client_id: id, ...(secret === undefined ? {} : { client_secret: secret }) };
}

function authorization(
  server: OAuthServer,
  { clientAuth }: Revocation,
  { id, secret }: KnownClient,
): Record<string, string> {
  if (secret === undefined || clientAuth === "none") return {};
  if (clientAuth === "bearer") return { authorization: `Bearer ${secret}` };
  if (clientAuth === "same" && server.clientAuth === "post") return {};
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
