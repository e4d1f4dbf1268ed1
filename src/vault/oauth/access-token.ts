/**
 * The access token of a connection, the same for every replica.
 *
 *   none ──▶ live ──(80 % of its life, or a 401)──▶ being renewed ──▶ live, one version on
 *                                                    │        └──(invalid_grant)──▶ reconnect
 *                                                    └──(trouble)──▶ live, resting
 *
 * Being renewed is a lease in the row: of all who find a token due, one sends a request, outside any transaction and
 * with less time than the lease has. The others use the old token while it lives, or wait for the next version. What a
 * renewal gave is stored before anybody uses it, and only if the version is still the one that was renewed.
 *
 * A process that dies between the provider's answer and the store loses a rotated refresh token. When its lease has
 * ended, the next one tries the old token: a provider with a grace takes it, another one ends the grant, and it says so.
 */

import type { Db } from "../../database/index.ts";
import { newId, sleep } from "../../kernel/index.ts";
import type { CredentialOwner } from "../credentials-store.ts";
import type { KnownValues } from "../known-values.ts";
import type { SealingKey } from "../seal.ts";
import type { GrantDeps, KnownClient } from "./grants.ts";
import { planToken } from "./plan-token.ts";
import { isRenewable, renewGrant } from "./renew-grant.ts";
import type { TokenCredential } from "./token-credential.ts";
import type { TokenSet } from "./token-outcome.ts";
import { openTokens, sealTokens, secretsInTokens } from "./token-seal.ts";
import { retryAtAfter, timesOf } from "./token-times.ts";
import {
  claimRenewal,
  coolDown,
  findToken,
  markForReconnect,
  saveRenewed,
  type TokenRow,
} from "./tokens-store.ts";

export interface AccessTokenDeps extends GrantDeps {
  readonly db: Db;
  readonly knownValues: KnownValues;
  readonly clock: () => Date;
}

export interface AccessTokenAsk {
  readonly owner: CredentialOwner;
  readonly credential: TokenCredential;
  readonly credentialVersion: number;
  readonly dataKey: SealingKey;
  /** Undefined when the operator's client for the provider was removed. */
  readonly client: KnownClient | undefined;
  /** A version of the token that the API has just refused. */
  readonly refusedVersion?: number | undefined;
}

/** `message` is one sentence without its full stop. */
export type AccessToken =
  | {
      readonly ok: true;
      readonly accessToken: string;
      readonly version: number;
      readonly isRenewable: boolean;
    }
  | { readonly ok: false; readonly reason: "reconnect" | "no_token"; readonly message: string };

const WAIT_MS = 30_000;
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 400;

/** A token to sign with, renewed if it is due, or why there is none. */
export async function getAccessToken(deps: AccessTokenDeps, ask: AccessTokenAsk): Promise<AccessToken> {
  const givesUpAt = performance.now() + WAIT_MS;
  for (
    let pollMs = FIRST_POLL_MS;
    performance.now() < givesUpAt;
    pollMs = Math.min(pollMs * 2, LONGEST_POLL_MS)
  ) {
    const row = await findToken(deps.db, ask.owner);
    if (row?.credentialVersion !== ask.credentialVersion) return NEVER_GRANTED;
    const answer = await step(deps, ask, row);
    if (answer) return answer;
    await sleep(pollMs * (0.5 + Math.random()));
  }
  return {
    ok: false,
    reason: "no_token",
    message: "its access is being renewed, and that takes long. Try again",
  };
}

const NEVER_GRANTED: AccessToken = {
  ok: false,
  reason: "reconnect",
  message: "nobody has given consent to it yet",
};

/** What one look at the row leads to; undefined when somebody else is renewing it, and it has to be looked at again. */
async function step(
  deps: AccessTokenDeps,
  ask: AccessTokenAsk,
  row: TokenRow,
): Promise<AccessToken | undefined> {
  const now = deps.clock();
  const plan = planToken(row, now, ask.refusedVersion);
  switch (plan.kind) {
    case "use":
      return tokenOf(deps, ask, row);
    case "dead":
      return { ok: false, reason: "reconnect", message: lowerFirst(row.note ?? "it needs a new consent") };
    case "resting": {
      const seconds = Math.ceil((plan.retryAt.getTime() - now.getTime()) / 1000);
      const why = lowerFirst(row.note ?? "its access could not be renewed");
      return { ok: false, reason: "no_token", message: `${why} (the next attempt is in ${seconds} s)` };
    }
    case "renew": {
      const me = newId("lease", now);
      const claimed = await claimRenewal(deps.db, row, me);
      if (claimed) return renew(deps, ask, { row: claimed, me }, plan.mayUseMeanwhile);
      return plan.mayUseMeanwhile ? tokenOf(deps, ask, row) : undefined;
    }
  }
}

async function renew(
  deps: AccessTokenDeps,
  ask: AccessTokenAsk,
  lease: { row: TokenRow; me: string },
  mayUseOld: boolean,
): Promise<AccessToken | undefined> {
  const { credential, client } = ask;
  const tokens = openedTokens(deps, ask, lease.row);
  const now = deps.clock();
  const renewal = await renewGrant(deps, { credential, client, tokens, now });
  switch (renewal.kind) {
    case "renewed":
      // Whether this was stored or somebody else was faster, the row now has the token to use.
      await saveGranted(deps, ask, lease, renewal.granted);
      return undefined;
    case "dead":
      await markForReconnect(deps.db, lease, renewal.note);
      return undefined;
    case "trouble": {
      const { note, retryAfterSeconds } = renewal;
      const rest = { retryAfterSeconds, random: Math.random() };
      await coolDown(deps.db, lease, {
        note,
        retryAt: retryAtAfter(lease.row.failures + 1, deps.clock(), rest),
      });
      return mayUseOld ? tokenOf(deps, ask, lease.row) : undefined;
    }
  }
}

async function saveGranted(
  deps: AccessTokenDeps,
  ask: AccessTokenAsk,
  lease: { row: TokenRow; me: string },
  granted: TokenSet & { readonly expiresInSeconds?: number },
): Promise<void> {
  const sealed = sealTokens(ask.dataKey, granted, { ...ask.owner, version: lease.row.version + 1 });
  deps.knownValues.remember(knownAs(ask.owner), sealed, secretsInTokens(granted));
  const times = timesOf(granted.expiresInSeconds, deps.clock(), Math.random());
  await saveRenewed(deps.db, lease, { sealed, ...times });
}

function tokenOf(deps: AccessTokenDeps, ask: AccessTokenAsk, row: TokenRow): AccessToken {
  const tokens = openedTokens(deps, ask, row);
  if (!tokens)
    return { ok: false, reason: "reconnect", message: "its stored token cannot be opened. Reconnect it" };
  const { accessToken } = tokens;
  return { ok: true, accessToken, version: row.version, isRenewable: isRenewable(ask.credential, tokens) };
}

function openedTokens(
  { knownValues }: Pick<AccessTokenDeps, "knownValues">,
  { owner, dataKey }: Pick<AccessTokenAsk, "owner" | "dataKey">,
  { sealed, version }: Pick<TokenRow, "sealed" | "version">,
): TokenSet | undefined {
  if (!sealed) return undefined;
  const tokens = openTokens(dataKey, sealed, { ...owner, version });
  if (tokens) knownValues.remember(knownAs(owner), sealed, secretsInTokens(tokens));
  return tokens;
}

/** The tokens of a connection are remembered beside its credential. */
export function knownAs({ integrationId }: CredentialOwner): string {
  return `${integrationId}/token`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
