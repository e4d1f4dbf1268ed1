import type { McpFailure } from "./failure.ts";

const LONGEST_SCOPES = 500;

/** The scopes that a refused request says it needs (RFC 6750 section 3.1), as one text; undefined where it names none. */
export function neededScopes({
  status,
  headers,
}: Pick<Extract<McpFailure, { kind: "http" }>, "status" | "headers">): string | undefined {
  const challenge = status === 403 ? new Headers(headers).get("www-authenticate") : null;
  if (!challenge || !/^bearer\s/i.test(challenge)) return undefined;
  if (parameterOf(challenge, "error") !== "insufficient_scope") return undefined;
  return parameterOf(challenge, "scope")
    ?.replace(/[^\x20-\x7e]/g, "")
    .slice(0, LONGEST_SCOPES);
}

/** A parameter of a challenge, quoted or not (RFC 9110 section 11.2). */
function parameterOf(challenge: string, name: "error" | "scope"): string | undefined {
  const [, quoted, bare] = new RegExp(`[\\s,]${name}=(?:"([^"]+)"|([^\\s,"]+))`, "i").exec(challenge) ?? [];
  return quoted ?? bare;
}
