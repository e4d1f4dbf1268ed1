/**
 * Bot tokens that expire, renewed before they do.
 *
 *   due (half of its time is over) ──▶ leased by one replica ──▶ Slack asked once ──▶ stored, version + 1 ──▶ used
 *                                            │ Slack failed: put off; refused: logged, until somebody installs anew
 *
 * A refresh token is good once. So one replica asks, what came is stored before it is used, and nobody waits for it on
 * the way to an acknowledgement: only a token that has ended already is waited for.
 */
import { WebClient } from "@slack/web-api";
import type { Db } from "../../database/index.ts";
import { type Clock, type Logger, messageOf, newId, type Secret, sleep } from "../../kernel/index.ts";
import { type ClientSettings, clientOptions } from "../connection.ts";
import { platformError } from "../profile.ts";
import { openTokens, sealTokens, type TokenVault, tokensIn } from "./bot-tokens.ts";
import {
  claimRenewal,
  findInstallation,
  type Installation,
  listDueInstallations,
  putOffRenewal,
  saveRenewal,
} from "./installations-store.ts";

/** Who Chief is as an app of Slack. */
export interface SlackClient {
  readonly id: string;
  readonly secret: Secret;
}

export interface InstallDeps {
  readonly db: Db;
  readonly vault: TokenVault;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly slackClient: SlackClient;
  readonly client: ClientSettings;
}

export interface Renewals {
  /** Renews what is due, one after another. */
  renewDue(): Promise<void>;
  /** The installation with a token that is good now: renewed, or waited for, when it has ended. */
  live(installation: Installation): Promise<Installation>;
}

const PUT_OFF_MS = 60_000;
const LOOK_EVERY_MS = 100;
const MOST_LOOKS = 50;
/** A token that ends within this is as good as ended: a call takes its time, too. */
const MARGIN_MS = 30_000;

export function createRenewals(deps: InstallDeps): Renewals {
  const { db, clock, logger } = deps;
  const owner = newId("renewal");
  const underWay = new Map<string, Promise<void>>();

  /** Once at a time for each installation in this process; the lease sees to the other replicas. */
  function renewOnce(installation: Installation): Promise<void> {
    const known = underWay.get(installation.id);
    if (known) return known;
    const renewing = renew(deps, installation, owner).finally(() => underWay.delete(installation.id));
    underWay.set(installation.id, renewing);
    return renewing;
  }

  return {
    async renewDue() {
      for (const id of await listDueInstallations(db, clock())) {
        const found = await findInstallation(db, { teamId: id });
        if (found)
          await renewOnce(found).catch((error) =>
            logger.error({ installation: id, error: messageOf(error) }, "a Slack token could not be renewed"),
          );
      }
    },
    async live(installation) {
      const hasEnded = (of: Installation) =>
        of.expiresAt !== null && of.expiresAt.getTime() - MARGIN_MS < clock().getTime();
      if (!hasEnded(installation)) return installation;
      await renewOnce(installation);
      for (let looks = 0; looks < MOST_LOOKS; looks++) {
        const now = await findInstallation(db, { teamId: installation.id });
        if (!now || !hasEnded(now)) return now ?? installation;
        await sleep(LOOK_EVERY_MS);
      }
      return installation;
    },
  };
}

async function renew(deps: InstallDeps, installation: Installation, owner: string): Promise<void> {
  const { db, vault, clock, slackClient, client } = deps;
  const claimed = await claimRenewal(db, installation, owner);
  if (!claimed) return;
  const { refresh } = await openTokens({ db, vault }, claimed);
  if (!refresh) return;
  try {
    const answer = await new WebClient(undefined, clientOptions(client)).oauth.v2.access({
      client_id: slackClient.id,
      client_secret: slackClient.secret.reveal(),
      grant_type: "refresh_token",
      refresh_token: refresh,
    });
    const { tokens, ...times } = tokensIn(answer, clock());
    await db.transaction(async (tx) => {
      const of = { id: claimed.id, version: claimed.version + 1 };
      await saveRenewal(tx, claimed, { ...times, sealed: await sealTokens({ vault, tx }, of, tokens) });
    });
  } catch (error) {
    await putOffRenewal(db, claimed, new Date(clock().getTime() + PUT_OFF_MS));
    deps.logger.error(
      { installation: claimed.id, error: platformError(error) ?? messageOf(error) },
      "Slack did not renew a bot token; it is tried again, and installing Chief there anew mends it",
    );
  }
}
