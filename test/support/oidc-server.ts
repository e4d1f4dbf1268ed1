/**
 * A certified authorization server on loopback (oidc-provider): PKCE is asked for, refresh tokens rotate, and one that is
 * used twice ends its whole grant. Its person agrees to everything.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { errors } from "oidc-provider";
import type { OAuthServer } from "../../src/vault/index.ts";

export const OIDC_CLIENT = { id: "chief", secret: "chief-secret-of-32-characters-00" };

export interface OidcServer {
  readonly issuer: string;
  /** As a connection knows it. */
  readonly server: OAuthServer;
  /** How often a token was asked for. */
  readonly tokenRequests: { value: number };
  /** What a person does on its pages: gives where the browser is sent back to. */
  consent(authorizationUrl: string): Promise<string>;
  /** What an access token is for; undefined when it is not one that is alive. */
  audienceOf(accessToken: string): Promise<string | undefined>;
  /** The status that an API of it answers a token with: 200 or 401. */
  statusOf(accessToken: string): Promise<number>;
  close(): Promise<void>;
}

export async function startOidcServer(options: {
  redirectUri: string;
  accessTokenSeconds?: number;
  /** Whether clients may register themselves (RFC 7591). */
  registers?: boolean;
  /** Gives tokens for this resource (RFC 8707), and refuses any other. */
  resource?: () => string;
}): Promise<OidcServer> {
  const tokenRequests = { value: 0 };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = quietly(() => new Provider(issuer, configuration(options)));
  const answer = provider.callback();
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === "/token") tokenRequests.value += 1;
    if (request.url?.startsWith("/interaction/")) void agree(provider, request, response);
    else answer(request, response);
  });
  return {
    issuer,
    server: {
      authorizationUrl: `${issuer}/auth`,
      tokenUrl: `${issuer}/token`,
      issuer,
      sendsIssuer: true,
      clientAuth: "basic",
      quirks: { dropIdToken: true },
      revocation: {
        url: `${issuer}/token/revocation`,
        method: "POST",
        encoding: "form",
        fields: { token: "{{token}}" },
        clientAuth: "same",
      },
      introspectionUrl: `${issuer}/token/introspection`,
      allowPrivateNetwork: true,
    },
    tokenRequests,
    consent: (authorizationUrl) => follow(authorizationUrl, options.redirectUri),
    audienceOf: async (accessToken) => (await provider.AccessToken.find(accessToken))?.aud,
    async statusOf(accessToken) {
      const response = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${accessToken}` } });
      await response.body?.cancel();
      return response.status;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration(options: Parameters<typeof startOidcServer>[0]) {
  const { redirectUri, accessTokenSeconds = 3600, registers = false, resource } = options;
  const resourceIndicators = {
    enabled: true,
    useGrantedResource: async () => true,
    getResourceServerInfo: async (_context: unknown, asked: string) => {
      if (asked !== resource?.()) throw new errors.InvalidTarget();
      return { scope: "tools", audience: asked, accessTokenFormat: "opaque" };
    },
  };
  return {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "offline_access", ...(resource ? ["tools"] : [])],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      introspection: { enabled: true },
      registration: { enabled: registers },
      ...(resource ? { resourceIndicators } : {}),
    },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    ttl: {
      AccessToken: accessTokenSeconds,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
    },
    findAccount: async (_context: unknown, id: string) => ({
      accountId: id,
      claims: async () => ({ sub: id }),
    }),
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    cookies: { keys: ["a key for the cookies of a test"] },
  };
}

async function agree(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const result = prompt.name === "login" ? { login: { accountId: "ada" } } : { consent: { grantId: "" } };
  if ("consent" in result) {
    const grant = new provider.Grant({ accountId: session?.accountId ?? "ada", clientId: params.client_id });
    grant.addOIDCScope(params.scope ?? "openid");
    if (params.resource) grant.addResourceScope(params.resource, params.scope ?? "");
    result.consent.grantId = await grant.save();
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

/** Follows the server from page to page, with its cookies, until it sends the browser away. */
async function follow(start: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>();
  for (let url = start; ; ) {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...jar.values()].join("; ") },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ""] = line.split(";", 1);
      jar.set(pair.slice(0, pair.indexOf("=")), pair);
    }
    const text = await response.text();
    const location = response.headers.get("location");
    if (!location) throw new Error(`the server did not go on: ${response.status} ${text.slice(0, 400)}`);
    url = new URL(location, url).href;
    if (url.startsWith(redirectUri)) return url;
  }
}

/** It prints advice for production as it starts. */
function quietly<T>(work: () => T): T {
  const { info, warn } = console;
  Object.assign(console, { info: () => undefined, warn: () => undefined });
  try {
    return work();
  } finally {
    Object.assign(console, { info, warn });
  }
}
