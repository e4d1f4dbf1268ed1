import type { TokenRow } from "./tokens-store.ts";

/**
 * What to do about a connection's token:
 *
 * 1. A dead grant is told at once; nobody is asked.
 * 2. A token that was just refused by the API (`refusedVersion`) is renewed, unless it was renewed since.
 * 3. A token that is not due is used.
 * 4. Due, or without a token: renewed, unless the last renewal failed and its rest is not over. A token that is due and
 *    not yet expired is used meanwhile.
 */
export type TokenPlan =
  | { readonly kind: "use" }
  | { readonly kind: "renew"; readonly mayUseMeanwhile: boolean }
  | { readonly kind: "dead" }
  | { readonly kind: "resting"; readonly retryAt: Date };

type Known = Pick<TokenRow, "state" | "version" | "expiresAt" | "refreshAt" | "retryAt"> & {
  readonly sealed: unknown;
};

export function planToken(row: Known, now: Date, refusedVersion?: number): TokenPlan {
  if (row.state === "reconnect") return { kind: "dead" };
  const isRefused = refusedVersion === row.version;
  const hasToken = row.sealed !== null && !isRefused;
  const isDue = row.refreshAt !== null && row.refreshAt <= now;
  if (hasToken && !isDue) return { kind: "use" };
  const isAlive = hasToken && (row.expiresAt === null || row.expiresAt > now);
  if (row.retryAt !== null && row.retryAt > now)
    return isAlive ? { kind: "use" } : { kind: "resting", retryAt: row.retryAt };
  return { kind: "renew", mayUseMeanwhile: isAlive };
}
