import { type Refusal, refuse } from "./refusal.ts";

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

// Names by which a request could be framed, routed, trusted or read as another method than the one approved.
const DENIED_NAMES = new Set([
  ..."host connection content-length transfer-encoding upgrade te trailer expect keep-alive http2-settings".split(
    " ",
  ),
  ..."forwarded via max-forwards alt-used early-data true-client-ip client-ip cluster-client-ip".split(" "),
  ..."x-real-ip x-client-ip x-cluster-client-ip x-originating-ip x-remote-ip x-remote-addr x-host".split(" "),
  ..."x-http-host-override x-method-override x-http-method x-original-url x-rewrite-url x-override-url".split(
    " ",
  ),
  ..."cf-connecting-ip fastly-client-ip metadata metadata-flavor x-metadata-token x-envoy-original-path".split(
    " ",
  ),
]);
const DENIED_PREFIXES = [
  ..."proxy- sec- x-forwarded- x-http-method- x-aws-ec2-metadata- x-google-metadata- x-original- x-rewrite-".split(
    " ",
  ),
];

/**
 * What is wrong with one header, or `undefined`. Names are RFC 9110 tokens outside the deny-list, values printable
 * ASCII: what other encodings mean is up to the receiver. The value itself is never quoted.
 */
export function headerFault(name: string, value: string): Refusal | undefined {
  if (!NAME.test(name)) return refuse("header", `${JSON.stringify(name)} is not a header name`);
  if (isRoutingHeader(name)) return refuse("header", `the header ${name} may not be set: Chief decides it`);
  if (!PRINTABLE_ASCII.test(value)) {
    return refuse("header", `the header ${name} may only hold printable ASCII characters`);
  }
  return undefined;
}

/** Headers as they will leave, in lower case, or what is wrong with them. Compression is never asked for. */
export function admitHeaders(
  headers: Readonly<Record<string, string>>,
): { readonly ok: true; readonly headers: Record<string, string> } | Refusal {
  const admitted = new Map([["user-agent", "Chief"]]);
  const seen = new Set<string>();
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    const fault = headerFault(given, value);
    if (fault) return fault;
    if (seen.has(name)) return refuse("header", `the header ${name} is set twice`);
    seen.add(name);
    admitted.set(name, value);
  }
  admitted.set("accept-encoding", "identity");
  return { ok: true, headers: Object.fromEntries(admitted) };
}

function isRoutingHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return DENIED_NAMES.has(lower) || DENIED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}
