const EXACT =
  /^(authorization|proxy-authorization|cookie|cookie2|api-?key|apikey|key|token|secret|password|passwd|pwd|pass|jwt|bearer|sig|signature|session|sessionid|sid|credentials?)$/;
const PARTS =
  /(^|-)(api|app|application|access|auth|private|secret|subscription|client|refresh|id|session|csrf|bot|user)-(key|token|secret)$/;
const ENDINGS = /-(token|secret|password|apikey)$/;

/**
 * Whether a header, parameter or member of this name holds a secret: `X-Api-Key`, `access_token`, `Cookie`. An
 * `Idempotency-Key` or a `page_token` does not.
 */
export function isSecretName(name: string): boolean {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[_.]/g, "-")
    .replace(/^x-/, "");
  if (/(^|-)(page|next|cursor|continuation|idempotency|sync)-/.test(plain)) return false;
  return EXACT.test(plain) || PARTS.test(plain) || ENDINGS.test(plain);
}

/** Beginnings that providers give to their keys, JSON Web Tokens, and PEM blocks. */
const KNOWN_SHAPES =
  /^(sk|pk|rk)_(live|test)_|^gh[opusr]_|^github_pat_|^glpat-|^xox[abeprs]-|^AKIA[0-9A-Z]{12}|^ya29\.|^AIza|^eyJ[\w-]{8,}\.|^SG\.|^sk-[\w-]{16,}|^-----BEGIN/;

/** Whether a value is a secret by its looks, whatever it is called. */
export function looksSecret(value: string): boolean {
  return KNOWN_SHAPES.test(value.replace(/^(bearer|token|basic)\s+/i, ""));
}
