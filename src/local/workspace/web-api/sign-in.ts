import type { Clock } from "../../../kernel/index.ts";
import { newToken } from "../../../kernel/index.ts";
import type { AppSettings } from "../app-settings.ts";
import type { People } from "../people.ts";
import type { Identity } from "../state.ts";
import type { BotTokens } from "./bot-tokens.ts";
import type { ApiMethods } from "./method.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

const CODE_LIFETIME_MS = 10 * 60_000;

/** A person's consent, exchanged once for tokens. */
interface Grant {
  readonly userId: string;
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly at: number;
}

/** OAuth codes and the tokens of people who signed in. */
export interface SignIns {
  /** What the consent page does when `userId` agrees: a code for the redirect back, good once, for ten minutes. */
  consent(userId: string, redirectUri: string, nonce?: string): string;
  /** Uses a code up. @throws ApiRefusal when it is none, was used, is old, or was for another address */
  take(
    code: string,
    redirectUri: string | undefined,
  ): { readonly userId: string; readonly nonce: string | undefined };
  issueToken(userId: string): string;
  knowsCode(code: string): boolean;
  userOf(token: string): string | undefined;
  methods: ApiMethods;
}

interface SignInParts {
  readonly identity: Identity;
  readonly settings: AppSettings;
  readonly people: People;
  readonly clock: Clock;
  readonly tokens: BotTokens;
}

export function createSignIns({ identity, settings, people, clock, tokens }: SignInParts): SignIns {
  const grants = new Map<string, Grant>();
  const userTokens = new Map<string, string>();
  const team = { id: identity.teamId, name: identity.teamName };

  const take = (code: string, redirectUri: string | undefined): Grant => {
    const grant = orRefuse(grants.get(code), "invalid_code");
    grants.delete(code);
    if (clock().getTime() - grant.at > CODE_LIFETIME_MS) throw new ApiRefusal("code_expired");
    if ((redirectUri ?? grant.redirectUri) !== grant.redirectUri) throw new ApiRefusal("bad_redirect_uri");
    return grant;
  };
  const issueToken = (userId: string) => {
    const token = `xoxp-local-${newToken()}`;
    userTokens.set(token, userId);
    return token;
  };

  const agreed = (code: string, redirectUri: string | undefined) => {
    const { userId } = take(code, redirectUri);
    return { ...tokens.issue(), authed_user: { id: userId } };
  };
  const checkClient = (id: string | undefined, secret: string | undefined) => {
    if (!settings.client) return;
    if (id !== settings.client.id) throw new ApiRefusal("invalid_client_id");
    if (secret !== settings.client.secret) throw new ApiRefusal("bad_client_secret");
  };

  return {
    knowsCode: (code) => grants.has(code),
    consent(userId, redirectUri, nonce) {
      const code = newToken();
      grants.set(code, { userId: people.get(userId).id, redirectUri, nonce, at: clock().getTime() });
      return code;
    },
    take,
    issueToken,
    userOf: (token) => userTokens.get(token),
    methods: {
      "oauth.v2.access": {
        token: "none",
        call({ args }) {
          checkClient(args.text("client_id"), args.text("client_secret"));
          const isRenewal = args.text("grant_type") === "refresh_token";
          const issued = isRenewal
            ? { ...tokens.renew(args.required("refresh_token")), authed_user: {} }
            : agreed(args.required("code"), args.text("redirect_uri"));
          return {
            ...issued,
            token_type: "bot",
            scope: settings.scopes.join(","),
            bot_user_id: identity.botUserId,
            app_id: identity.appId,
            team: settings.organisation ? null : team,
            enterprise: settings.organisation ?? null,
            is_enterprise_install: settings.organisation !== undefined,
          };
        },
      },
    },
  };
}
