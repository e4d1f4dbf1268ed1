/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Headers that decide where a message goes, where it ends, what it does or whom it is trusted as. */
const RESERVED = new Set([
  "accept-encoding",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "metadata",
  "metadata-flavor",
  "origin",
  "range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-original-url",
  "x-real-ip",
  "x-rewrite-url",
]);

const RESERVED_PREFIXES = ["proxy-", "sec-", "x-aws-ec2-metadata-", "x-forwarded-"];

/** Why a credential may not travel in a header of this name, or undefined when it may. */
export function headerNameProblem(name: string): string | undefined {
  if (!TOKEN.test(name)) return "Use a header name: letters, digits and - _ . ! # $ % & ' * + ^ ` | ~";
  const lowerCase = name.toLowerCase();
  const isReserved =
    RESERVED.has(lowerCase) || RESERVED_PREFIXES.some((prefix) => lowerCase.startsWith(prefix));
  return isReserved
    ? `Use another header: ${lowerCase} controls the connection and does not say who is calling`
    : undefined;
}
