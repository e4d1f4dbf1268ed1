import type { CredentialOwner } from "../credentials-store.ts";
import { open, type SealingKey, seal } from "../seal.ts";
import type { SealContext } from "../seal-context.ts";
import type { TokenSet } from "./token-outcome.ts";

/** A token is sealed for one version of it: an older row put back does not open. */
function tokenContext({ workspaceId, integrationId }: CredentialOwner, version: number): SealContext {
  return { workspaceId, connection: integrationId, field: "token", version, purpose: "sign-request" };
}

export function sealTokens(
  dataKey: SealingKey,
  { accessToken, refreshToken, kept }: TokenSet,
  at: CredentialOwner & { version: number },
): Buffer {
  const plain = Buffer.from(JSON.stringify({ accessToken, refreshToken, kept }), "utf8");
  const sealed = seal(dataKey, plain, tokenContext(at, at.version));
  plain.fill(0);
  return sealed;
}

/** Undefined when it was altered, or sealed for another connection or version. */
export function openTokens(
  dataKey: SealingKey,
  sealed: Buffer,
  at: CredentialOwner & { version: number },
): TokenSet | undefined {
  const plain = open(dataKey, sealed, tokenContext(at, at.version));
  if (!plain) return undefined;
  const tokens: TokenSet = JSON.parse(plain.toString("utf8"));
  plain.fill(0);
  return tokens;
}

/** The texts of `tokens` that must never show up anywhere. */
export function secretsInTokens({ accessToken, refreshToken }: TokenSet): string[] {
  return refreshToken === undefined ? [accessToken] : [accessToken, refreshToken];
}
