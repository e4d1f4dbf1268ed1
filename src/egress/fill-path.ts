import { type Cut, percentEncode, type Slot, scalarText, Unfillable } from "./placeholders.ts";

const WHERE = "path";

/**
 * Fills a path. A value cannot add a segment where one is expected, nor be a dot segment; that is looked at after
 * everything is put together, because `{{a}}{{b}}` may make one out of two harmless values.
 */
export function fillPath(template: string, cut: Cut): string {
  if (template !== "" && !template.startsWith("/")) throw broken("the path must start with a slash");
  if (/[?#]/.test(template)) throw broken("the path may not hold ? or #; give query parameters separately");
  const path = cut(WHERE, template)
    .map((piece) => (typeof piece === "string" ? piece : pathText(piece)))
    .join("");
  for (const [index, segment] of path.split("/").slice(1).entries()) requirePlain(segment, index);
  if (/\/\//.test(path)) throw broken("the path may not hold an empty segment");
  return path;
}

function pathText(slot: Slot): string {
  const text = scalarText(WHERE, slot.name, slot.value);
  if (slot.kind !== "encoded" && slot.kind !== "path") return segmentText(slot.name, text);
  const segments = text.split("/").map((segment) => segmentText(slot.name, segment));
  return segments.join(slot.kind === "path" ? "/" : "%2F");
}

function segmentText(name: string, text: string): string {
  if (text === "")
    throw new Unfillable(WHERE, "missing", `${name} is empty, which would call another address`);
  if (/[\\/]|%[0-9a-f]{2}/i.test(text)) {
    throw new Unfillable(
      WHERE,
      "characters",
      `${name} may not hold a slash, a backslash or a percent code; give it unencoded`,
    );
  }
  return percentEncode(text);
}

function requirePlain(segment: string, index: number): void {
  const decoded = decodeFully(segment);
  // Servers disagree about what `..;a=b` is, and some decode `%2f` and `%3b` before they look for dots, or a proxy does for them.
  const isDots = decoded.split(/[\\/]/).some((part) => /^\.{1,2}(?:;|$)/.test(part));
  if (isDots) throw broken("the path may not hold . or .. as a segment");
  if (/[\p{Cc}\\]/u.test(decoded))
    throw broken(`segment ${index + 1} of the path holds a control character or backslash`);
}

/** Decodes until nothing changes, as a chain of proxies might. */
function decodeFully(segment: string): string {
  const decoded = decodedOnce(segment);
  return decoded === segment ? decoded : decodeFully(decoded);
}

/** What is no valid code stays as it is, while a lenient server decodes the rest. */
function decodedOnce(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  }
}

function broken(message: string): Unfillable {
  return new Unfillable(WHERE, "path", message);
}
