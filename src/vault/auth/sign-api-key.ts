import type { CredentialOf } from "../credential.ts";
import { type SignableRequest, type SignedRequest, withHeader } from "./signable-request.ts";

type Keys = CredentialOf<"api_key">["keys"];

/** Each key in the header or query parameter it is named for, in place of any other of that name. */
export function signApiKey({ keys }: { keys: Keys }, request: SignableRequest): SignedRequest {
  const signed = keys.reduce<SignableRequest>(
    (soFar, { in: place, name, value }) =>
      place === "header" ? withHeader(soFar, name.toLowerCase(), value) : withQuery(soFar, name, value),
    request,
  );
  const inHeaders = keys.filter((key) => key.in === "header");
  return { ...signed, credentialHeaders: inHeaders.map(({ name }) => name.toLowerCase()) };
}

/**
 * The other parameters keep their exact text: `URLSearchParams` would rewrite them (`%20` to `+`), and what is sent
 * would not be what was approved.
 */
function withQuery(request: SignableRequest, name: string, value: string): SignableRequest {
  const url = new URL(request.url);
  const pairs = url.search.slice(1).split("&");
  const others = pairs.filter((pair) => pair !== "" && nameOf(pair) !== name);
  url.search = [...others, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join("&");
  return { ...request, url: url.href };
}

function nameOf(pair: string): string | undefined {
  return new URLSearchParams(pair).keys().next().value;
}
