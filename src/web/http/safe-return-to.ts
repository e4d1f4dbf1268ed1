const START = "/";
const LONGEST = 2048;
/** A path, a query and a fragment of unremarkable characters; no dot segment, no empty one. */
const OWN_PATH =
  /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:\/(?=[A-Za-z0-9_~-])|\/?(?=[?#]|$)))*(?:\?[A-Za-z0-9._~=&%+:,@!-]*)?(?:#[A-Za-z0-9._~=&-]*)?$/;
/** Pages that end a session, begin one, or answer another site: nobody wants to come back to them. */
const NOT_A_PAGE =
  /^\/(?:log-?out|log-?in|sign-?out|sign-?in|oauth|auth|api|assets|slack|healthz|readyz|metrics)(?:[/?#]|$)/i;

/**
 * Where a browser goes after signing in: `value` if it is a page of Chief, the start page otherwise.
 *
 * The value comes from an address that anybody can write, so it is matched against what our own addresses look
 * like instead of searched for what is bad in it (CWE-601).
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== "string" || value.length > LONGEST) return START;
  return OWN_PATH.test(value) && !NOT_A_PAGE.test(value) ? value : START;
}
