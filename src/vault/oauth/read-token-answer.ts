/**
 * What a token endpoint's answer says, made strict before `oauth4webapi` looks at it.
 *
 * An answer with an `error` and no token is a refusal, whatever its status: some providers refuse with a 200. Empty
 * and null members count as absent, a list of scopes as their text, and a lifetime below 1 s as unknown. Everything else
 * that differs from RFC 6749 must be declared among the provider's quirks.
 */
import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import type { Quirks } from "./oauth-server.ts";
import type { TokenFailure } from "./token-outcome.ts";

export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Read = { readonly ok: true; readonly body: JsonObject; readonly whole: JsonObject } | TokenFailure;

const UNDECIDED_CODES = new Set(["temporarily_unavailable", "server_error", "slow_down"]);

/** Reads an answer: the object with the token, or why there is none. Never throws. */
export function readTokenAnswer(answer: TokenAnswer, quirks: Quirks): Read {
  const { status } = answer;
  if (status >= 300 && status < 400)
    return unreadable("redirect", "The token URL answered with a redirect; enter the URL that it leads to");
  const parsed = bodyOf(answer, quirks);
  if (status < 200 || status > 299) return refusalOf(answer, parsed);
  if (parsed === "cut") return { ok: false, kind: "cut_off", message: "The answer with the token broke off" };
  if (parsed === undefined)
    return unreadable("not_json", "The token URL answered with something that is not JSON");
  const body = tokenObject(parsed, quirks);
  if (!hasToken(body))
    return errorIn(parsed) ?? unreadable("no_token", "The token URL answered without a token");
  const { token_type } = body;
  if (typeof token_type === "string" && quirks.bearerTokenTypes?.includes(token_type.toLowerCase()))
    body["token_type"] = "bearer";
  return { ok: true, body, whole: parsed };
}

/** The body as an object, `cut` when it is JSON that ends too early, undefined when it is something else. */
function bodyOf({ headers, text }: TokenAnswer, quirks: Quirks): JsonObject | "cut" | undefined {
  const plain = text.replace(/^\ufeff/, "").trim();
  const isForm = headers.get("content-type")?.includes("x-www-form-urlencoded") ?? false;
  if (quirks.form && (isForm || !plain.startsWith("{"))) return formOf(plain);
  try {
    const value: unknown = JSON.parse(plain);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return plain.startsWith("{") && !plain.endsWith("}") ? "cut" : undefined;
  }
}

/** A form with each name once; RFC 6749 section 3.2 forbids more. */
function formOf(text: string): JsonObject | undefined {
  const pairs = [...new URLSearchParams(text)];
  const names = new Set(pairs.map(([name]) => name));
  const isSound = names.size === pairs.length && (names.has("access_token") || names.has("error"));
  return isSound ? Object.fromEntries(pairs) : undefined;
}

/** A copy of the members that count. `Object.entries` makes `__proto__` of an answer a member like any other. */
function tokenObject(whole: JsonObject, quirks: Quirks): JsonObject {
  const path = quirks.tokenPath?.split(".") ?? [];
  const at = path.reduce<unknown>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    whole,
  );
  const members = Object.entries(isJsonObject(at) ? at : {}).filter(
    ([name, value]) =>
      name !== "__proto__" && value !== null && value !== "" && !(quirks.dropIdToken && name === "id_token"),
  );
  const body: JsonObject = Object.fromEntries(members);
  if (quirks.defaultTokenType) body["token_type"] ??= quirks.defaultTokenType;
  if (quirks.scopeMember) body["scope"] ??= body[quirks.scopeMember] ?? null;
  if (body["scope"] === null) delete body["scope"];
  if (Array.isArray(body["scope"])) body["scope"] = body["scope"].join(" ");
  if (!(Number(body["expires_in"] ?? 1) >= 1)) delete body["expires_in"];
  return body;
}

function hasToken(body: JsonObject): boolean {
  return Object.hasOwn(body, "access_token");
}

/** An answer that is no success. Without an error code of its own nothing was decided about the grant. */
function refusalOf(answer: TokenAnswer, parsed: ReturnType<typeof bodyOf>): TokenFailure {
  const { status, headers } = answer;
  const said = typeof parsed === "object" ? errorIn(parsed) : undefined;
  const isPassing = status >= 500 || status === 429 || status === 408;
  if (!isPassing && said && !(said.kind === "refused" && UNDECIDED_CODES.has(said.code))) return said;
  if (!isPassing && !said)
    return unreadable("no_error_code", `The token URL answered ${status} without saying why`);
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return {
    ok: false,
    kind: "passing",
    message: `The token URL answered ${status}`,
    ...(seconds >= 0 ? { retryAfterSeconds: seconds } : {}),
  };
}

/** The error that an answer names, in OAuth's form or as `{"error": {"code"|"type": …}}`. */
function errorIn(body: JsonObject): TokenFailure | undefined {
  const { error } = body;
  const code = isJsonObject(error) ? (error["code"] ?? error["type"]) : error;
  if (typeof code !== "string" || code === "") return undefined;
  const shown = code.replace(/[^\x21-\x7e]/g, "").slice(0, 80);
  return { ok: false, kind: "refused", code: shown, message: `It was refused (${shown})` };
}

export function unreadable(code: string, message: string): TokenFailure {
  return { ok: false, kind: "unreadable", code, message };
}
