import type { OauthV2AccessResponse } from "@slack/web-api";
import type { Queryable, Tx } from "../../database/index.ts";
import { ChiefError, Secret } from "../../kernel/index.ts";
import type { Vault } from "../../vault/index.ts";
import type { Installation } from "./installations-store.ts";

/** A bot's token, and what renews it where tokens expire. */
export interface BotTokens {
  readonly access: string;
  readonly refresh?: string;
}

/** The part of the vault that keeps them: under a key of the installation's own, which goes when Chief is removed. */
export type TokenVault = Pick<Vault, "sealForWorkspace" | "openForWorkspace" | "shredForWorkspace">;

const fieldOf = ({ id, version }: Pick<Installation, "id" | "version">) => ({
  workspaceId: `slack:${id}`,
  field: "bot-tokens",
  version,
  purpose: "slack-installation",
});

export function sealTokens(
  { vault, tx }: { vault: TokenVault; tx: Tx },
  of: Pick<Installation, "id" | "version">,
  tokens: BotTokens,
): Promise<Buffer> {
  return vault.sealForWorkspace(tx, { field: fieldOf(of), value: new Secret(JSON.stringify(tokens)) });
}

/** @throws ChiefError `slack.token_sealed` when no key at hand opens them */
export async function openTokens(
  { vault, db }: { vault: TokenVault; db: Queryable },
  installation: Installation,
): Promise<BotTokens> {
  const opened = await vault.openForWorkspace(db, {
    field: fieldOf(installation),
    sealed: installation.sealed,
  });
  if (opened) return JSON.parse(opened.reveal()) as BotTokens;
  throw new ChiefError("slack.token_sealed", {
    message: `the bot's token of ${installation.id} does not open; install Chief there once more`,
  });
}

/** Makes the tokens of an installation unreadable for good. */
export function shredTokens({ vault, tx }: { vault: TokenVault; tx: Tx }, id: string): Promise<void> {
  return vault.shredForWorkspace(tx, fieldOf({ id, version: 0 }).workspaceId);
}

/** The tokens in an answer of `oauth.v2.access`, and when they end; renewed when half of that time is over. */
export function tokensIn(answer: OauthV2AccessResponse, now: Date) {
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = answer;
  if (!access) throw new ChiefError("slack.no_token", { message: "Slack's answer holds no bot token" });
  const after = (part: number) => (seconds ? new Date(now.getTime() + seconds * 1000 * part) : null);
  return {
    tokens: { access, ...(refresh ? { refresh } : {}) },
    expiresAt: after(1),
    refreshAt: refresh ? after(0.5) : null,
  };
}
