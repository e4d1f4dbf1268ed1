/** NUL, and any half of a surrogate pair, be it alone or not. */
const MAYBE_UNSTORABLE = /[\0\ud800-\udfff]/;
/** How JSON writes NUL and a half that stands alone. */
const MAYBE_ESCAPED = /\\u(?:0000|d[89a-f])/;

/**
 * `text` as PostgreSQL takes it: without NUL, and with U+FFFD where half a surrogate pair stood. Foreign text may hold
 * both, and a statement that carries them fails.
 */
export function storableText(text: string): string {
  if (!MAYBE_UNSTORABLE.test(text)) return text;
  return Buffer.from(text, "utf8").toString("utf8").replaceAll("\0", "\ufffd");
}

/** The JSON text of `value` with every text in it, names of members included, made storable as `jsonb`. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  return MAYBE_ESCAPED.test(text) ? storableMembers(value) : text;
}

function storableMembers(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === "string") return storableText(member);
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([name, inner]) => [storableText(name), inner]));
  });
}
