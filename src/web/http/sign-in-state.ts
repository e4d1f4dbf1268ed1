import { sha256Hex } from "../../kernel/index.ts";

/**
 * What goes to Slack with a browser that signs in, made of a random token which only that browser has, in a cookie. So
 * what comes back can be checked without storing anything, and fits no other browser.
 */
export interface SignInState {
  /** Holds where to go afterwards, and cannot be made for another place without the token. */
  readonly state: string;
  readonly nonce: string;
}

const hash = (...parts: readonly string[]) => sha256Hex(JSON.stringify(parts));

export function signInState(token: string, returnTo: string): SignInState {
  const place = Buffer.from(returnTo).toString("base64url");
  return { state: `${hash("state", token, place)}.${place}`, nonce: hash("nonce", token) };
}

/** Where to go, if `state` was made with `token`; undefined for any other. */
export function returnToIn(state: string, token: string): string | undefined {
  const [, place = ""] = state.split(".");
  const returnTo = Buffer.from(place, "base64url").toString();
  return signInState(token, returnTo).state === state ? returnTo : undefined;
}
