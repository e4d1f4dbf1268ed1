import type { AppSettings } from "../app-settings.ts";
import type { People, UserWire } from "../people.ts";
import type { Identity } from "../state.ts";
import { type ApiMethods, page } from "./method.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

interface IdentityParts {
  readonly identity: Identity;
  readonly settings: AppSettings;
  readonly people: People;
  readonly userWire: UserWire;
  readonly openConnection: () => string | undefined;
}

const PAGE = { otherwise: 200, max: 1000 };
const USERS = ["users:read"];

/** Who the app, the team and the people are. */
export function identityMethods(parts: IdentityParts): ApiMethods {
  return { ...appMethods(parts), ...userMethods(parts) };
}

function appMethods({ identity, settings, openConnection }: IdentityParts): ApiMethods {
  const { teamId, teamName, teamDomain, botId, botUserId, appId } = identity;
  return {
    "api.test": {
      token: "none",
      call({ args }) {
        const error = args.text("error");
        if (error !== undefined) throw new ApiRefusal(error);
        return { args: {} };
      },
    },
    "auth.test": {
      token: "bot",
      call: () => ({
        url: `https://${teamDomain}.slack.com/`,
        team: teamName,
        user: settings.name,
        team_id: teamId,
        user_id: botUserId,
        bot_id: botId,
        is_enterprise_install: false,
      }),
    },
    "apps.connections.open": {
      token: "app",
      call: () => ({ url: orRefuse(openConnection(), "socket_mode_not_enabled") }),
    },
    "team.info": {
      token: "bot",
      scopes: ["team:read"],
      call: () => ({ team: { id: teamId, name: teamName, domain: teamDomain, icon: {} } }),
    },
    "bots.info": {
      token: "bot",
      scopes: USERS,
      call({ args }) {
        if ((args.text("bot") ?? botId) !== botId) throw new ApiRefusal("bot_not_found");
        const bot = { id: botId, name: settings.name, app_id: appId, user_id: botUserId, deleted: false };
        return { bot };
      },
    },
  };
}

function userMethods({ people, userWire }: IdentityParts): ApiMethods {
  return {
    "users.info": {
      token: "bot",
      scopes: USERS,
      call: ({ args }) => ({
        user: userWire(orRefuse(people.find(args.required("user")), "user_not_found")),
      }),
    },
    "users.list": {
      token: "bot",
      scopes: USERS,
      call(call) {
        const { items, metadata } = page(people.list(), call, PAGE);
        return { members: items.map(userWire), ...metadata };
      },
    },
    "users.lookupByEmail": {
      token: "bot",
      scopes: ["users:read.email"],
      call({ args }) {
        const email = args.required("email").toLowerCase();
        const found = people.list().find((user) => user.email === email && !user.deleted);
        return { user: userWire(orRefuse(found, "users_not_found")) };
      },
    },
  };
}
