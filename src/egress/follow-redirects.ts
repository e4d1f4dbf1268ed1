import { admitUrl, isAmbiguous, parseWebUrl } from "./admit-url.ts";
import type { Destination } from "./destination.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** One request of a chain. Header names are in lower case. */
export interface Hop {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly credentialHeaders: readonly string[];
  readonly body?: string | Uint8Array;
  /** How many redirects led here. */
  readonly redirects: number;
}

const MOST_REDIRECTS = 3;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
const HEADERS_FOR_STRANGERS = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "user-agent",
  "range",
]);

/** Whether an answer asks to be looked for elsewhere. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return location !== undefined && REDIRECT_STATUSES.has(status);
}

/**
 * The request that a redirect leads to, or why it is not followed.
 *
 * Only GET and HEAD without a body are: a write was approved for one URL and is never sent to another. At most three
 * times, within the origin unless the destination allows others, never from https to http. To another origin no header
 * goes along but a few harmless ones, since any header may hold a credential; they do not come back later in the chain.
 */
export function followRedirect(hop: Hop, location: string, destination: Destination): Hop | Refusal {
  const target = parseLocation(location, hop.url);
  const fault = target
    ? redirectFault(hop, target, destination)
    : " to something that cannot be read as a web URL";
  if (!target || fault) return refuse("redirect", `${hop.url.hostname} answered with a redirect${fault}`);
  const admitted = admitUrl(target.href, destination);
  if (!admitted.ok) {
    return {
      ...admitted,
      message: `${hop.url.hostname} answered with a redirect that is refused: ${admitted.message}`,
    };
  }
  return {
    method: hop.method,
    url: admitted.url,
    headers: target.origin === hop.url.origin ? hop.headers : harmless(hop),
    credentialHeaders: hop.credentialHeaders,
    redirects: hop.redirects + 1,
  };
}

/** Resolves a Location, by the rules for any URL here: `http:evil.com` or `/\\evil.com` mean different things to different parsers. */
function parseLocation(location: string, from: URL): URL | undefined {
  const isAbsolute = /^[a-z][a-z0-9+.-]*:/i.test(location);
  const isPlain = isAbsolute ? parseWebUrl(location).ok : !isAmbiguous(location);
  if (!isPlain || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  target.hash = "";
  return target;
}

function redirectFault(hop: Hop, target: URL, destination: Destination): string | undefined {
  if ((hop.method !== "GET" && hop.method !== "HEAD") || hop.body !== undefined) {
    return `, and a ${hop.method} is never sent to another URL; correct the URL of this action`;
  }
  if (hop.redirects >= MOST_REDIRECTS) return ` more than ${MOST_REDIRECTS} times`;
  if (hop.url.protocol === "https:" && target.protocol === "http:")
    return " from https to http, which is not followed";
  const crossesOrigin = target.origin !== hop.url.origin;
  if (!crossesOrigin || destination.allowCrossOriginRedirects) return undefined;
  return " to another host, which this integration does not allow; correct its base URL";
}

function harmless({ headers, credentialHeaders }: Hop): Hop["headers"] {
  const isHarmless = (name: string) => HEADERS_FOR_STRANGERS.has(name) && !credentialHeaders.includes(name);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isHarmless(name)));
}
