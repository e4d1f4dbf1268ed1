import { type Clock, newToken } from "../../../kernel/index.ts";
import type { Identity } from "../state.ts";
import { ApiRefusal } from "./refusal.ts";

/** The app's bot tokens in this team: one that lasts, or short-lived ones that are renewed. */
export interface BotTokens {
  /** What an install or a renewal gives, as `oauth.v2.access` names it. */
  issue(): { access_token: string; refresh_token?: string; expires_in?: number };
  /** The same for a refresh token, which is good once. @throws ApiRefusal `invalid_refresh_token` */
  renew(refreshToken: string): ReturnType<BotTokens["issue"]>;
  /** Whether this is or was a bot's token. @throws ApiRefusal `token_expired`, `account_inactive` */
  isBot(token: string): boolean;
  knows(token: string): boolean;
  knowsRefresh(token: string): boolean;
  /** The app was removed: no token of before works any more. */
  revokeAll(): void;
  /** How often a refresh token was asked for, good or not. */
  renewals(): number;
}

/** Without `lifetimeSeconds`, the token of the identity lasts until the app is removed. */
export function createBotTokens(
  identity: Identity,
  clock: Clock,
  lifetimeSeconds: number | undefined,
): BotTokens {
  const ends = new Map<string, number>([[identity.botToken, Number.POSITIVE_INFINITY]]);
  const refreshTokens = new Map<string, "fresh" | "used">();
  let asked = 0;
  const issue = () => {
    if (lifetimeSeconds === undefined) {
      const access_token =
        ends.has(identity.botToken) && ends.get(identity.botToken) !== 0
          ? identity.botToken
          : `xoxb-local-${newToken()}`;
      ends.set(access_token, Number.POSITIVE_INFINITY);
      return { access_token };
    }
    const access_token = `xoxe.xoxb-local-${newToken()}`;
    const refresh_token = `xoxe-1-${newToken()}`;
    ends.set(access_token, clock().getTime() + lifetimeSeconds * 1000);
    refreshTokens.set(refresh_token, "fresh");
    return { access_token, refresh_token, expires_in: lifetimeSeconds };
  };
  return {
    issue,
    renew(token) {
      asked += 1;
      if (refreshTokens.get(token) !== "fresh") throw new ApiRefusal("invalid_refresh_token");
      refreshTokens.set(token, "used");
      return issue();
    },
    isBot(token) {
      const end = ends.get(token);
      if (end === undefined) return false;
      if (end === 0) throw new ApiRefusal("account_inactive");
      if (end <= clock().getTime()) throw new ApiRefusal("token_expired");
      return true;
    },
    knows: (token) => ends.has(token),
    knowsRefresh: (token) => refreshTokens.has(token),
    revokeAll() {
      for (const token of ends.keys()) ends.set(token, 0);
      refreshTokens.clear();
    },
    renewals: () => asked,
  };
}
