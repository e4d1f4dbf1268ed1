/** Emulated providers on loopback, and the catalogue's providers at their addresses. Those without an emulator: stand-ins.ts. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createEmulator } from "emulate";
import { PROVIDERS, type Provider } from "../../src/integrations/index.ts";

export const CLIENT = { id: "chief-client", secret: "chief-client-secret" };

export interface EmulatedProvider {
  readonly url: string;
  /** The catalogue's provider, at this address. */
  readonly provider: Provider;
  /** What a person does on its consent page: gives where the browser is sent back to. */
  consent(authorizationUrl: string): Promise<string>;
  /** The access tokens that are good. Clearing it is what a person does who ends Chief's access there. */
  readonly goodTokens: Set<string>;
  close(): Promise<void>;
}

/** A provider of the catalogue. */
export function known(id: string): Provider {
  const provider = PROVIDERS.find((one) => one.id === id);
  if (!provider) throw new Error(`no provider ${id}`);
  return provider;
}

/** GitHub, with the end of a grant over its API, which the emulator has only as a page. */
export async function startGitHub(redirectUris: readonly string[]): Promise<EmulatedProvider> {
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      github: {
        users: [{ login: "octocat", name: "Octo Cat", email: "octocat@github.test" }],
        repos: [{ owner: "octocat", name: "hello-world", description: "First", auto_init: true }],
        oauth_apps: [
          {
            client_id: CLIENT.id,
            client_secret: CLIENT.secret,
            name: "Chief",
            redirect_uris: [...redirectUris],
          },
        ],
      },
    },
  });
  const front = await serveFront(emulator.url, {
    tokenPath: "/login/oauth/access_token",
    own: (good) => async (request, response) => {
      if (request.method !== "DELETE" || request.url !== `/applications/${CLIENT.id}/grant`) return false;
      const pair = Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString("base64");
      const isClient = request.headers.authorization === `Basic ${pair}`;
      if (isClient) good.clear();
      response.writeHead(isClient ? 204 : 401).end();
      return true;
    },
  });
  const github = known("github");
  return {
    url: front.url,
    provider: {
      ...github,
      baseUrl: front.url,
      allowPrivateNetwork: true,
      server: {
        ...github.server,
        authorizationUrl: `${front.url}/login/oauth/authorize`,
        tokenUrl: `${front.url}/login/oauth/access_token`,
        ...(github.server.revocation
          ? {
              revocation: {
                ...github.server.revocation,
                url: `${front.url}/applications/{{client_id}}/grant`,
              },
            }
          : {}),
      },
    },
    consent: agree,
    goodTokens: front.good,
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}

const oauthApp = (redirectUris: readonly string[]) => ({
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  name: "Chief",
  redirect_uris: [...redirectUris],
});

type Service = "linear" | "slack" | "microsoft";

/** A provider whose emulator has all that is needed, at its own paths below one address. */
async function startEmulated(of: {
  readonly service: Service;
  readonly provider: string;
  readonly seed: Record<string, unknown>;
  readonly tokenPath: string;
  readonly authorizePath: string;
  readonly toEmulator?: (request: IncomingMessage) => void;
  readonly refusal?: readonly [status: number, body: string];
}): Promise<EmulatedProvider> {
  const emulator = await createEmulator({ service: of.service, port: 0, seed: { [of.service]: of.seed } });
  const provider = known(of.provider);
  const revokePath = provider.server.revocation && new URL(provider.server.revocation.url).pathname;
  const front = await serveFront(emulator.url, {
    tokenPath: of.tokenPath,
    ...(of.refusal ? { refusal: of.refusal } : {}),
    own: (good) => async (request) => {
      if (request.url === revokePath) good.clear();
      of.toEmulator?.(request);
      return false;
    },
  });
  const { revocation } = provider.server;
  return {
    url: front.url,
    provider: {
      ...provider,
      baseUrl: front.url,
      allowPrivateNetwork: true,
      server: {
        ...provider.server,
        authorizationUrl: front.url + of.authorizePath,
        tokenUrl: front.url + of.tokenPath,
        ...(revocation ? { revocation: { ...revocation, url: front.url + revokePath } } : {}),
      },
    },
    consent: agree,
    goodTokens: front.good,
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}

export const startLinear = (redirectUris: readonly string[]) =>
  startEmulated({
    service: "linear",
    provider: "linear",
    ...{ tokenPath: "/oauth/token", authorizePath: "/oauth/authorize" },
    seed: {
      users: [{ email: "ada@example.test", name: "Ada", admin: true }],
      teams: [{ key: "ENG", name: "Engineering", states: [{ name: "Todo", type: "unstarted" }] }],
      issues: [{ team: "ENG", title: "Broken checkout", state: "Todo" }],
      oauth_apps: [{ ...oauthApp(redirectUris), scopes: ["read", "write", "issues:create"], actor: "user" }],
      strict_scopes: true,
    },
  });

export const startSlackApi = (redirectUris: readonly string[]) =>
  startEmulated({
    service: "slack",
    provider: "slack",
    // Slack takes its methods by GET, too, and refuses with status 200; the emulator does neither.
    toEmulator: (request) => {
      if (request.url?.startsWith("/api/")) request.method = "POST";
    },
    refusal: [200, '{"ok":false,"error":"token_revoked"}'],
    ...{ tokenPath: "/api/oauth.v2.access", authorizePath: "/oauth/v2/authorize" },
    seed: {
      team: { name: "Acme", domain: "acme" },
      users: [{ name: "ada", real_name: "Ada", email: "ada@example.test" }],
      channels: [{ name: "general" }, { name: "launches" }],
      oauth_apps: [{ ...oauthApp(redirectUris), app_id: "A1", scopes: ["channels:read", "users:read"] }],
    },
  });

export const startMicrosoft = (redirectUris: readonly string[]) =>
  startEmulated({
    service: "microsoft",
    provider: "microsoft-365",
    ...{ tokenPath: "/oauth2/v2.0/token", authorizePath: "/oauth2/v2.0/authorize" },
    seed: {
      users: [{ email: "ada@example.test", name: "Ada" }],
      oauth_clients: [oauthApp(redirectUris)],
    },
  });

/** Google's consent, Calendar, Drive and Gmail. */
export async function startGoogle(redirectUris: readonly string[]): Promise<EmulatedProvider> {
  const emulator = await createEmulator({
    service: "google",
    port: 0,
    seed: {
      google: {
        users: [{ email: "ada@example.test", name: "Ada", email_verified: true }],
        oauth_clients: [
          {
            client_id: CLIENT.id,
            client_secret: CLIENT.secret,
            name: "Chief",
            redirect_uris: [...redirectUris],
          },
        ],
      },
    },
  });
  const front = await serveFront(emulator.url, {
    tokenPath: "/oauth2/token",
    own: (good) => async (request) => {
      if (request.url === "/oauth2/revoke") good.clear();
      return false;
    },
  });
  const google = known("google");
  return {
    url: front.url,
    provider: {
      ...google,
      baseUrl: front.url,
      allowPrivateNetwork: true,
      server: {
        ...google.server,
        authorizationUrl: `${front.url}/o/oauth2/v2/auth`,
        tokenUrl: `${front.url}/oauth2/token`,
        issuer: front.url,
        ...(google.server.revocation
          ? { revocation: { ...google.server.revocation, url: `${front.url}/oauth2/revoke` } }
          : {}),
      },
    },
    consent: agree,
    goodTokens: front.good,
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}

const STRIPE_ACCOUNT = "acct_1Octo";

/** Stripe's API, with the OAuth of Stripe Connect before it, which the emulator does not have. */
export async function startStripe(): Promise<EmulatedProvider> {
  const emulator = await createEmulator({ service: "stripe", port: 0 });
  const front = await serveFront(emulator.url, {
    tokenPath: "/oauth/token",
    own: (good) => async (request, response, body) => {
      const form = new URLSearchParams(body);
      const answer = (status: number, json: object) => {
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
        return true;
      };
      switch (request.url) {
        case "/oauth/token": {
          const isClient = form.get("client_secret") === CLIENT.secret && form.get("code") === "ac_1";
          if (!isClient) return answer(400, { error: "invalid_grant", error_description: "no" });
          good.add("sk_test_granted");
          const token = { access_token: "sk_test_granted", refresh_token: "rt_1", token_type: "bearer" };
          return answer(200, {
            ...token,
            scope: "read_only",
            livemode: false,
            stripe_user_id: STRIPE_ACCOUNT,
          });
        }
        case "/oauth/deauthorize": {
          const isRight =
            request.headers.authorization === `Bearer ${CLIENT.secret}` &&
            form.get("client_id") === CLIENT.id &&
            form.get("stripe_user_id") === STRIPE_ACCOUNT;
          if (isRight) good.clear();
          return answer(isRight ? 200 : 401, { stripe_user_id: STRIPE_ACCOUNT });
        }
        default:
          return false;
      }
    },
  });
  const stripe = known("stripe");
  const { revocation } = stripe.server;
  return {
    url: front.url,
    provider: {
      ...stripe,
      baseUrl: front.url,
      allowPrivateNetwork: true,
      server: {
        ...stripe.server,
        authorizationUrl: `${front.url}/oauth/authorize`,
        tokenUrl: `${front.url}/oauth/token`,
        ...(revocation ? { revocation: { ...revocation, url: `${front.url}/oauth/deauthorize` } } : {}),
      },
    },
    async consent(authorizationUrl) {
      const asked = new URL(authorizationUrl).searchParams;
      const back = new URL(asked.get("redirect_uri") ?? "");
      back.searchParams.set("code", "ac_1");
      back.searchParams.set("scope", asked.get("scope") ?? "");
      back.searchParams.set("state", asked.get("state") ?? "");
      return back.href;
    },
    goodTokens: front.good,
    async close() {
      await front.close();
      await emulator.close();
    },
  };
}

/** Opens a consent page and presses the button of its first user. */
async function agree(authorizationUrl: string): Promise<string> {
  const page = await (await fetch(authorizationUrl)).text();
  const form = /<form[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/s.exec(page);
  if (!form) throw new Error(`no consent page: ${page.slice(0, 500)}`);
  const [, action = "", inside = ""] = form;
  const fields = new URLSearchParams();
  for (const [input] of inside.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields.set(name, unescaped(/value="([^"]*)"/.exec(input)?.[1] ?? ""));
  }
  const url = new URL(unescaped(action), authorizationUrl);
  const response = await fetch(url, { method: "POST", body: fields, redirect: "manual" });
  return response.headers.get("location") ?? "";
}

function unescaped(text: string): string {
  return text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");
}

type Own = (request: IncomingMessage, response: ServerResponse, body: string) => Promise<boolean>;

/**
 * A server that answers what `own` takes and passes on the rest, but for tokens that were not given or were ended: the
 * emulator takes any token for its first user's.
 */
async function serveFront(
  target: string,
  {
    tokenPath,
    own,
    refusal = [401, '{"message":"Bad credentials"}'],
  }: {
    tokenPath: string;
    own: (good: Set<string>) => Own;
    refusal?: readonly [status: number, body: string];
  },
) {
  const good = new Set<string>();
  const answer = own(good);
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    if (await answer(request, response, body)) return;
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (token !== undefined && !good.has(token)) {
      response.writeHead(refusal[0], { "content-type": "application/json" }).end(refusal[1]);
      return;
    }
    const passed = await passOn(target, request, body);
    const text = Buffer.from(await passed.arrayBuffer());
    if (request.url === tokenPath) for (const given of tokensIn(text.toString())) good.add(given);
    const {
      "content-encoding": _encoding,
      "content-length": _bytes,
      ...headers
    } = Object.fromEntries(passed.headers);
    response.writeHead(passed.status, { ...headers, "set-cookie": passed.headers.getSetCookie() }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    good,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(target: string, request: IncomingMessage, body: string): Promise<Response> {
  const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
  return fetch(target + request.url, {
    method: request.method ?? "GET",
    headers: headers as Record<string, string>,
    redirect: "manual",
    ...(body === "" ? {} : { body }),
  });
}

function tokensIn(answer: string): string[] {
  const token = /"access_token":\s*"([^"]+)"/.exec(answer)?.[1];
  return token === undefined ? [] : [token];
}
