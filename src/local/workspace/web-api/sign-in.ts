import type { Clock } from "../../../kernel/index.ts";
import { newToken } from "../../../kernel/index.ts";
import type { AppSettings } from "../app-settings.ts";
import type { People } from "../people.ts";
import type { Identity } from "../state.ts";
import type { ApiMethods } from "./method.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

const CODE_LIFETIME_MS = 10 * 60_000;

/** A person's consent, exchanged once for tokens. */
interface Grant {
  readonly userId: string;
  readonly redirectUri: string;
  readonly at: number;
}

/** OAuth codes and the tokens of people who signed in. */
export interface SignIns {
  /** What the consent page does when `userId` agrees: a code for the redirect back, good once, for ten minutes. */
  consent(userId: string, redirectUri: string): string;
  userOf(token: string): string | undefined;
  methods: ApiMethods;
}

interface SignInParts {
  readonly identity: Identity;
  readonly settings: AppSettings;
  readonly people: People;
  readonly clock: Clock;
}

export function createSignIns({ identity, settings, people, clock }: SignInParts): SignIns {
  const grants = new Map<string, Grant>();
  const userTokens = new Map<string, string>();
  const team = { id: identity.teamId, name: identity.teamName };

  const exchange = (code: string, redirectUri: string | undefined): Grant => {
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

  return {
    consent(userId, redirectUri) {
      const code = newToken();
      grants.set(code, { userId: people.get(userId).id, redirectUri, at: clock().getTime() });
      return code;
    },
    userOf: (token) => userTokens.get(token),
    methods: {
      "openid.connect.token": {
        token: "none",
        call({ args }) {
          const { userId } = exchange(args.required("code"), args.text("redirect_uri"));
          return { access_token: issueToken(userId), token_type: "Bearer" };
        },
      },
      "openid.connect.userInfo": {
        token: "user",
        call({ userId }) {
          const user = people.get(userId);
          return {
            sub: user.id,
            name: user.realName,
            ...(user.email !== undefined && { email: user.email, email_verified: true }),
            "https://slack.com/user_id": user.id,
            "https://slack.com/team_id": identity.teamId,
            "https://slack.com/team_name": identity.teamName,
            "https://slack.com/team_domain": identity.teamDomain,
          };
        },
      },
      "oauth.v2.access": {
        token: "none",
        call({ args }) {
          const { userId } = exchange(args.required("code"), args.text("redirect_uri"));
          return {
            access_token: identity.botToken,
            token_type: "bot",
            scope: settings.scopes.join(","),
            bot_user_id: identity.botUserId,
            app_id: identity.appId,
            team,
            enterprise: null,
            is_enterprise_install: false,
            authed_user: { id: userId },
          };
        },
      },
    },
  };
}
