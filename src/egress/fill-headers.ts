import { headerFault } from "./admit-headers.ts";
import { joinPieces } from "./fill-query.ts";
import { type Cut, Unfillable } from "./placeholders.ts";
import type { RequestTemplate } from "./request-template.ts";

const NEVER_IN_TEMPLATES = ["authorization", "cookie", "accept-encoding"];

/**
 * Fills headers, names in lower case. One whose input is absent is left out. A header that is the credential's, or that
 * decides where and how a request goes, may not be set at all.
 */
export function fillHeaders(template: RequestTemplate, cut: Cut): Record<string, string> {
  const reserved = [...NEVER_IN_TEMPLATES, ...(template.credentialHeaders ?? [])].map((name) =>
    name.toLowerCase(),
  );
  const filled = new Map<string, string>();
  for (const { name, value } of template.headers) {
    const where = `headers.${name}`;
    const text = joinPieces(where, cut(where, value));
    if (text === undefined) continue;
    const lower = name.toLowerCase();
    const fault = reserved.includes(lower)
      ? `the header ${name} is set by Chief, not by an action`
      : filled.has(lower)
        ? `the header ${name} stands twice`
        : headerFault(name, text)?.message;
    if (fault !== undefined) throw new Unfillable(where, "header", fault);
    filled.set(lower, text);
  }
  return Object.fromEntries(filled);
}
