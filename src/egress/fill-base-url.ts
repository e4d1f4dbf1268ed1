import { parseWebUrl } from "./admit-url.ts";
import { type Cut, type Slot, scalarText, Unfillable } from "./placeholders.ts";

/** Where an integration lives. `prefix` is `""` or starts with a slash and does not end with one. */
export interface BaseUrl {
  readonly origin: string;
  readonly prefix: string;
}

const WHERE = "baseUrl";
// One letter-digit-hyphen label (RFC 5890), and not one of those reserved for encoded names.
const HOST_LABEL = /^(?!..--)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Fills and takes apart a base URL: scheme, host, port and perhaps a path; no query, no fragment, no user name. */
export function fillBaseUrl(baseUrl: string, cut: Cut): BaseUrl {
  const text = cut(WHERE, baseUrl)
    .map((piece, index, pieces) =>
      typeof piece === "string" ? piece : hostLabel(piece, pieces[index - 1], pieces[index + 1]),
    )
    .join("");
  if (/[?#]/.test(text))
    throw new Unfillable(WHERE, "base_url", "the base URL may not have a query or a fragment");
  const parsed = parseWebUrl(text);
  if (!parsed.ok) throw new Unfillable(WHERE, "base_url", parsed.message);
  const { origin, pathname } = parsed.url;
  const written = text.replace(/^https?:\/\/[^/]*/i, "") || "/";
  if (written !== pathname) {
    throw new Unfillable(
      WHERE,
      "base_url",
      "the path of the base URL must be written plainly, without . or .. in it",
    );
  }
  return { origin, prefix: pathname.replace(/\/$/, "") };
}

function hostLabel(slot: Slot, before: unknown, after: unknown): string {
  if (
    slot.kind !== "host-label" ||
    !/^https?:\/\/([^/]*\.)?$/i.test(String(before)) ||
    !/^\.[^/]/.test(String(after))
  ) {
    throw new Unfillable(
      WHERE,
      "base_url",
      `{{${slot.name}}} must be a host-label placeholder and one whole label of the host`,
    );
  }
  const label = scalarText(WHERE, slot.name, slot.value);
  if (HOST_LABEL.test(label)) return label.toLowerCase();
  throw new Unfillable(
    WHERE,
    "characters",
    `${slot.name} may only hold letters, digits and inner hyphens, at most 63`,
  );
}
