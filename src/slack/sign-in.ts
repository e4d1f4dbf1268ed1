/**
 * Sign in with Slack, as OpenID Connect with Slack's claims: https://docs.slack.dev/authentication/sign-in-with-slack
 *
 * The browser is sent to Slack with a `state` and a `nonce` of its own and comes back with a code. The code is exchanged
 * by the client's secret; the ID token must be signed by Slack, for this client, fresh, and carry that nonce. Who it is are
 * Slack's ids of the team and the user, never an address.
 */
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from "jose";
import { type Clock, isJsonObject, type JsonObject, type Secret } from "../kernel/index.ts";

export interface SlackSignIn {
  /** Where the browser is sent. `redirectUri` must be registered with the Slack app. */
  authorizationUrl(ask: { redirectUri: string; state: string; nonce: string; teamId?: string }): string;
  /** Who came back. Never throws. */
  identify(answer: { code: string; redirectUri: string; nonce: string }): Promise<Identified>;
}

/** `message` is for the operator's log; what Slack sent is not in it, but for its error code. */
export type Identified =
  | { readonly ok: true; readonly teamId: string; readonly userId: string }
  | { readonly ok: false; readonly message: string };

interface Options {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Slack's unless given. */
  readonly slackApiUrl?: string | undefined;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

const API_URL = "https://slack.com/api/";
const TIMEOUT_MS = 10_000;
const CLOCK_SKEW_SECONDS = 60;
const TEAM = "https://slack.com/team_id";
const USER = "https://slack.com/user_id";

class NoIdentity extends Error {}

export function createSlackSignIn({
  clientId,
  clientSecret,
  fetch: send,
  clock,
  ...options
}: Options): SlackSignIn {
  const apiUrl = options.slackApiUrl ?? API_URL;
  const issuer = new URL(apiUrl).origin;

  async function ask(url: string, init: RequestInit = {}): Promise<JsonObject> {
    const response = await send(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const body: unknown = JSON.parse(await response.text());
    if (!response.ok || !isJsonObject(body)) throw new NoIdentity(`Slack answered ${response.status}`);
    return body;
  }

  async function exchange({ code, redirectUri }: { code: string; redirectUri: string }): Promise<string> {
    const form = new URLSearchParams({
      ...{ client_id: clientId, client_secret: clientSecret.reveal() },
      ...{ grant_type: "authorization_code", code, redirect_uri: redirectUri },
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const url = new URL("openid.connect.token", apiUrl).href;
    const { ok, error, id_token } = await ask(url, { method: "POST", headers, body: String(form) });
    if (ok !== true || typeof id_token !== "string")
      throw new NoIdentity(`Slack gave no ID token (${String(error).replace(/\W/g, "").slice(0, 60)})`);
    return id_token;
  }

  async function verified(idToken: string): Promise<JsonObject> {
    const keys = await ask(new URL("/openid/connect/keys", issuer).href);
    const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
      ...{ issuer, audience: clientId, algorithms: ["RS256"], requiredClaims: ["exp", "iat", "nonce"] },
      ...{ currentDate: clock(), clockTolerance: CLOCK_SKEW_SECONDS },
    });
    return payload as JsonObject;
  }

  return {
    authorizationUrl({ redirectUri, state, nonce, teamId }) {
      const url = new URL("/openid/connect/authorize", issuer);
      const parameters = { response_type: "code", scope: "openid profile", client_id: clientId };
      for (const [name, value] of Object.entries({ ...parameters, redirect_uri: redirectUri, state, nonce }))
        url.searchParams.set(name, value);
      if (teamId !== undefined) url.searchParams.set("team", teamId);
      return url.href;
    },
    async identify({ code, redirectUri, nonce }) {
      try {
        const claims = await verified(await exchange({ code, redirectUri }));
        const { [TEAM]: teamId, [USER]: userId } = claims;
        if (claims["nonce"] !== nonce) throw new NoIdentity("the ID token is of another sign-in");
        if (typeof teamId !== "string" || typeof userId !== "string")
          throw new NoIdentity("the ID token names no team and user");
        return { ok: true, teamId, userId };
      } catch (error) {
        return { ok: false, message: reasonOf(error) };
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof NoIdentity) return error.message;
  if (error instanceof errors.JOSEError) return `the ID token was refused (${error.code})`;
  return "Slack could not be reached, or answered with something that is not JSON";
}
