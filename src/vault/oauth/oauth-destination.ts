import type { Destination, FetchLimits } from "../../egress/index.ts";

/** Where requests to an authorization server may go: the scheme and port of `url`, and private addresses if allowed. */
export function oauthDestination(url: string, allowPrivateNetwork: boolean): Destination {
  const { protocol, port } = new URL(url);
  return {
    allowHttp: protocol === "http:" && allowPrivateNetwork,
    allowPrivateNetwork,
    ...(port === "" ? {} : { allowedPorts: [Number(port)] }),
  };
}

/** A refresh and its one repetition must end before the lease on it does. */
export const TOKEN_LIMITS: FetchLimits = { timeoutMs: 8_000, maxBytes: 256 * 1024 };
