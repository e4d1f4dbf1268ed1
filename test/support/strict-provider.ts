/**
 * A provider on loopback that takes exactly what its documentation says and refuses the rest: a parameter that it does not
 * know, a client that says who it is in another way, a body of another type, a code, verifier or redirect URL that is not
 * the one. It stands in for providers that have no emulator.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { newToken } from "../../src/kernel/index.ts";

export interface ApiRequest {
  /** What stands in the braces of its route. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly grantedScopes: readonly string[];
}
export type Reply = readonly [status: number, json: unknown];

/** What a provider's documentation says, as data. */
export interface Documented {
  readonly client: { readonly id: string; readonly secret: string };
  /** Where it may send browsers back to; not looked at when absent. */
  readonly redirectUris: readonly string[];
  readonly authorizePath: string;
  readonly tokenPath: string;
  /** Parameters of its consent page beside those of every provider, with the value that it wants. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The scopes that the client is registered for; none where a person chooses on the page. */
  readonly scopes: readonly string[];
  readonly pkce: "S256" | "unknown";
  readonly clientAuth: "basic" | "post";
  readonly requests: "json" | "form";
  /** The members of its answer beside both tokens. */
  granted(scopes: readonly string[]): Readonly<Record<string, unknown>>;
  readonly revocation?: {
    readonly path: string;
    readonly requests: "json" | "form";
    /** The members it takes beside the client's. */
    readonly members: readonly string[];
    readonly clientAuth: "basic" | "post" | "none";
  };
  /** Headers that every request to the API must have. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly refusal: unknown;
  /** `GET /v1/pages/{page}` and what it answers. */
  readonly api: Readonly<Record<string, (request: ApiRequest) => Reply>>;
}

interface Consent {
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly scopes: readonly string[];
}

export interface StrictProvider {
  readonly url: string;
  /** What a person does who agrees: opens the page, and is sent back. */
  consent(authorizationUrl: string): Promise<string>;
  readonly goodTokens: Set<string>;
  /** The requests of its API that came with a good token, as `GET /v1/pages/p1`. */
  readonly seen: string[];
  close(): Promise<void>;
}

class Refused extends Error {}

function insist(isRight: boolean, what: string): asserts isRight {
  if (!isRight) throw new Refused(what);
}

export async function startStrictProvider(documented: Documented): Promise<StrictProvider> {
  const { client } = documented;
  const codes = new Map<string, Consent>();
  const refreshTokens = new Map<string, readonly string[]>();
  const scopesOf = new Map<string, readonly string[]>();
  const goodTokens = new Set<string>();
  const seen: string[] = [];

  function authorize(query: URLSearchParams): string {
    const { parameters = {}, pkce, scopes, redirectUris } = documented;
    const asked = Object.fromEntries(query);
    insist([...query].length === Object.keys(asked).length, "a parameter twice");
    const { client_id, redirect_uri = "", response_type, state = "", scope = "", ...others } = asked;
    insist(client_id === client.id && response_type === "code" && state !== "", "client or response type");
    insist(redirectUris.includes(redirect_uri), `redirect URL ${redirect_uri}`);
    const { code_challenge, code_challenge_method, ...fixed } = others;
    insist(isDeepStrictEqual(fixed, { ...parameters }), `parameters ${JSON.stringify(fixed)}`);
    const isMethod = code_challenge_method === (pkce === "S256" ? "S256" : undefined);
    insist(isMethod && (code_challenge !== undefined) === (pkce === "S256"), "proof of possession");
    const wanted = scope === "" ? [] : scope.split(" ");
    insist(
      wanted.every((one) => scopes.includes(one)) && wanted.length > 0 === scopes.length > 0,
      `scope ${scope}`,
    );
    const code = newToken();
    codes.set(code, { redirectUri: redirect_uri, challenge: code_challenge, scopes: wanted });
    const back = new URL(redirect_uri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", state);
    return back.href;
  }

  function exchange(given: Record<string, unknown>): Record<string, unknown> {
    const { grant_type, code, redirect_uri, code_verifier, refresh_token, ...others } = given;
    insist(Object.keys(others).length === 0, `members ${Object.keys(others)}`);
    if (grant_type === "refresh_token") {
      const scopes = refreshTokens.get(String(refresh_token));
      insist(scopes !== undefined, "refresh token");
      refreshTokens.delete(String(refresh_token));
      return issue(scopes);
    }
    const consent = codes.get(String(code));
    codes.delete(String(code));
    insist(grant_type === "authorization_code" && consent !== undefined, "code");
    insist(consent.redirectUri === redirect_uri, "redirect URL");
    const proof =
      code_verifier === undefined
        ? undefined
        : createHash("sha256").update(String(code_verifier)).digest("base64url");
    insist(proof === consent.challenge, "verifier");
    return issue(consent.scopes);
  }

  function issue(scopes: readonly string[]): Record<string, unknown> {
    const [access_token, refresh_token] = [`at-${newToken()}`, `rt-${newToken()}`];
    goodTokens.add(access_token);
    scopesOf.set(access_token, scopes);
    refreshTokens.set(refresh_token, scopes);
    return { access_token, refresh_token, ...documented.granted(scopes) };
  }

  /** The members of a request by the client, which said who it is in the way that is wanted. */
  function fromClient(
    request: IncomingMessage,
    text: string,
    wanted: { readonly requests: "json" | "form"; readonly clientAuth: "basic" | "post" | "none" },
  ): Record<string, unknown> {
    const type = wanted.requests === "json" ? "application/json" : "application/x-www-form-urlencoded";
    insist(
      (request.headers["content-type"] ?? "").startsWith(type),
      `type ${request.headers["content-type"]}`,
    );
    const members: Record<string, unknown> =
      wanted.requests === "json" ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    const { client_id, client_secret, ...others } = members;
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString("base64")}`;
    const isThere = {
      basic: request.headers.authorization === basic && client_id === undefined,
      post: client_id === client.id && client_secret === client.secret && !request.headers.authorization,
      none: client_id === undefined,
    };
    insist(isThere[wanted.clientAuth], "client");
    return others;
  }

  function callApi(request: IncomingMessage, url: URL, text: string): Reply {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    if (!goodTokens.has(token)) return [401, documented.refusal];
    for (const [name, value] of Object.entries(documented.headers ?? {}))
      insist(request.headers[name.toLowerCase()] === value, `header ${name}`);
    for (const [route, answer] of Object.entries(documented.api)) {
      const [method, pattern = ""] = route.split(" ");
      const path = method === request.method && matched(pattern, url.pathname);
      if (!path) continue;
      seen.push(`${request.method} ${decodeURIComponent(url.pathname)}`);
      const query = Object.fromEntries(url.searchParams);
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      return answer({ path, query, body, grantedScopes: scopesOf.get(token) ?? [] });
    }
    return [404, { message: `no such thing: ${request.method} ${url.pathname}` }];
  }

  function answerTo(request: IncomingMessage, url: URL, text: string): Reply | { location: string } {
    const { revocation } = documented;
    const route = `${request.method} ${url.pathname}`;
    if (route === `GET ${documented.authorizePath}`) return { location: authorize(url.searchParams) };
    if (route === `POST ${documented.tokenPath}`)
      return [200, exchange(fromClient(request, text, documented))];
    if (revocation && route === `POST ${revocation.path}`) {
      const given = fromClient(request, text, revocation);
      insist(isDeepStrictEqual(Object.keys(given).sort(), [...revocation.members].sort()), "members");
      const isKnown = Object.values(given).some(
        (one) => refreshTokens.has(String(one)) || goodTokens.has(String(one)),
      );
      insist(isKnown, "token");
      goodTokens.clear();
      refreshTokens.clear();
      return [200, {}];
    }
    return callApi(request, url, text);
  }

  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const json = { "content-type": "application/json" };
    try {
      const answer = answerTo(request, new URL(request.url ?? "/", "http://provider.test"), text);
      if ("location" in answer) return void response.writeHead(302, { location: answer.location }).end();
      response.writeHead(answer[0], json).end(JSON.stringify(answer[1]));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const refused = { error: "invalid_request", error_description: `not as documented: ${error.message}` };
      response.writeHead(400, json).end(JSON.stringify(refused));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    goodTokens,
    seen,
    async consent(authorizationUrl) {
      const answer = await fetch(authorizationUrl, { redirect: "manual" });
      const location = answer.headers.get("location");
      if (!location) throw new Error(`no way back: ${answer.status} ${await answer.text()}`);
      return location;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What stands in the braces of `pattern`, or undefined where `pathname` is another path. */
function matched(pattern: string, pathname: string): Record<string, string> | undefined {
  const names = [...pattern.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const values = new RegExp(`^${pattern.replace(/\{\w+\}/g, "([^/]+?)")}$`).exec(pathname);
  return values
    ? Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at + 1] ?? "")]))
    : undefined;
}
