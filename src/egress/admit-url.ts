import { isIP } from "node:net";
import { isPortAllowed } from "./admit-port.ts";
import type { Destination } from "./destination.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isMetadataName, isSpecialName } from "./special-names.ts";
import { vetAddress } from "./vet-address.ts";

type Admitted = { readonly ok: true; readonly url: URL } | Refusal;

// Parsers disagree about these, and a disagreement is what an attacker needs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const AMBIGUOUS = /[\\\s\u0000-\u0020\u007f-\u009f]/;
const WEB_URL = /^https?:\/\/([^/?#]+)/i;
const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/**
 * Parses `text` once, by the WHATWG rules, and decides whether a request may be made to it, as far as can be told
 * without asking the DNS: its form, scheme, port and name, and its address if it is written as one.
 */
export function admitUrl(text: string, destination: Destination): Admitted {
  const parsed = parseWebUrl(text);
  if (!parsed.ok) return parsed;
  const { url } = parsed;
  if (url.protocol === "http:" && !destination.allowHttp) {
    return refuse(
      "scheme",
      `${url.hostname} would be called over plain http; use https, or have an admin allow http`,
    );
  }
  if (!isPortAllowed(url, destination)) {
    return refuse(
      "port",
      `port ${url.port} of ${url.hostname} is not allowed; use the standard port of ${url.protocol}//, or have an admin allow this one`,
    );
  }
  const refused = vetHost(url.hostname, destination);
  return refused ?? parsed;
}

/** Whether `text` holds what URL parsers read differently. */
export function isAmbiguous(text: string): boolean {
  return AMBIGUOUS.test(text);
}

/** The form alone: an absolute `http(s)` URL with a host, without user name, password or ambiguous characters. */
export function parseWebUrl(text: string): Admitted {
  if (isAmbiguous(text))
    return refuse("bad_url", "the URL holds a space, a backslash or a control character");
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^https?:/i.test(text)) {
    return refuse("scheme", "only https:// URLs can be called");
  }
  const authority = WEB_URL.exec(text)?.[1];
  if (authority === undefined) return refuse("bad_url", "the URL must start with https:// and a host");
  if (authority.includes("@")) {
    return refuse(
      "userinfo",
      "the URL holds a user name or password; put it into the integration's credential",
    );
  }
  return URL.canParse(text)
    ? { ok: true, url: new URL(text) }
    : refuse("bad_url", "the URL's host or port cannot be read");
}

function vetHost(hostname: string, destination: Destination): Refusal | undefined {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal)) {
    const vetted = vetAddress(literal, destination);
    return vetted.ok ? undefined : vetted;
  }
  const name = hostname.replace(/\.$/, "");
  if (!HOST_NAME.test(name)) return refuse("bad_url", "the URL's host is not a valid name");
  if (isMetadataName(name)) {
    return refuse("metadata_address", `${name} is a cloud metadata service, which is always refused`);
  }
  if (isSpecialName(name) && !isNameAllowed(name, destination)) {
    return refuse(
      "special_name",
      `${name} is an internal name; an admin can allow private addresses for this integration`,
    );
  }
  return undefined;
}

function isNameAllowed(name: string, destination: Destination): boolean {
  const allowed = destination.allowPrivateNetwork ?? false;
  if (typeof allowed === "boolean") return allowed;
  return (allowed.hosts ?? []).some((host) => host.toLowerCase().replace(/\.$/, "") === name);
}
