import * as oauth from "oauth4webapi";
import { ChiefError, isJsonObject, type JsonObject } from "../../kernel/index.ts";
import type { Quirks } from "./oauth-server.ts";
import { readTokenAnswer, type TokenAnswer, unreadable } from "./read-token-answer.ts";
import type { Granted, TokenFailure, TokenOutcome } from "./token-outcome.ts";

/** What is passed on to `oauth4webapi`. */
export interface AskOptions {
  readonly [oauth.customFetch]: typeof fetch;
  readonly [oauth.allowInsecureRequests]: boolean;
}

interface Seen {
  failure?: TokenFailure;
  whole?: JsonObject;
}

/** Header-safe: no space, no control character. RFC 6750 section 2.1 allows fewer, and some providers more. */
const TOKEN_TEXT = /^[\x21-\x7e]+$/;

/**
 * Asks a token endpoint by `ask`, a request and its answer of `oauth4webapi`, over a guarded `fetch`. Never throws.
 *
 * The answer is read here first: which trouble passes and which is a verdict cannot be told from an exception.
 */
export async function askForToken(
  over: { readonly fetch: typeof fetch; readonly quirks?: Quirks | undefined },
  ask: (options: AskOptions) => Promise<oauth.TokenEndpointResponse>,
): Promise<TokenOutcome> {
  const { quirks = {} } = over;
  const seen: Seen = {};
  try {
    const tokens = await ask({
      [oauth.customFetch]: observed(over.fetch, quirks, seen),
      // The guard decides on plain http: it is refused unless an admin allowed the private network.
      [oauth.allowInsecureRequests]: true,
    });
    return understood(tokens, quirks, seen);
  } catch (error) {
    return seen.failure ?? unreadable("not_a_token", notAToken(error));
  }
}

function observed(send: typeof fetch, quirks: Quirks, seen: Seen): typeof fetch {
  return async (input, init) => {
    const asked = quirks.jsonRequests ? withJsonBody(init) : init;
    const answer = await answerOf(send, [input, asked], seen);
    const read = readTokenAnswer(answer, quirks);
    if (!read.ok) {
      seen.failure = read;
      throw new ChiefError("vault.no_token", { message: read.message });
    }
    seen.whole = read.whole;
    return Response.json(read.body);
  };
}

/** The form of a request as the JSON object that it says the same with. */
function withJsonBody(init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("content-type", "application/json");
  const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : String(init.body));
  return { ...init, headers, body: JSON.stringify(Object.fromEntries(form)) };
}

async function answerOf(
  send: typeof fetch,
  [input, init]: Parameters<typeof fetch>,
  seen: Seen,
): Promise<TokenAnswer> {
  let status: number | undefined;
  try {
    const response = await send(input, { ...init, redirect: "manual" });
    status = response.status;
    return { status, headers: response.headers, text: await response.text() };
  } catch (error) {
    seen.failure = failureToReach(error, status);
    throw error;
  }
}

/** `status` is there when the answer had begun. */
function failureToReach(error: unknown, status: number | undefined): TokenFailure {
  const code = error instanceof ChiefError ? error.code : "";
  const message = error instanceof ChiefError ? error.message : "The token URL could not be reached";
  if (code === "egress.too_large") return unreadable("too-large", message);
  const isCutOff = status !== undefined && status >= 200 && status <= 299;
  return { ok: false, kind: isCutOff ? "cut_off" : "passing", message };
}

function notAToken(error: unknown): string {
  const detail =
    error instanceof oauth.UnsupportedOperationError ? "a token of an unknown type" : "no sound token";
  return `The token URL answered with ${detail}`;
}

function understood(tokens: oauth.TokenEndpointResponse, quirks: Quirks, seen: Seen): TokenOutcome {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in, scope } = tokens;
  if (!TOKEN_TEXT.test(accessToken) || !TOKEN_TEXT.test(refreshToken ?? "-"))
    return unreadable("not_a_token", "The token URL answered with a token that has characters no token has");
  const granted: Granted = {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(expires_in === undefined ? {} : { expiresInSeconds: expires_in }),
    ...(scope === undefined ? {} : { scopes: scopesIn(scope, quirks) }),
    ...keptOf(quirks, seen.whole),
  };
  return { ok: true, granted };
}

function scopesIn(scope: string, { commaScopes }: Quirks): string[] {
  return scope.split(commaScopes ? /[\s,]+/ : /\s+/).filter((one) => one !== "");
}

function keptOf({ keep = [] }: Quirks, whole: JsonObject | undefined): Pick<Granted, "kept"> {
  const kept = keep.flatMap((name) => {
    const value = isJsonObject(whole) && Object.hasOwn(whole, name) ? whole[name] : undefined;
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return kept.length === 0 ? {} : { kept: Object.fromEntries(kept) };
}
