import { ChiefError, type Clock, type JsonObject } from "../../kernel/index.ts";
import type { Announcements } from "./announcements.ts";
import { newSlackId } from "./ids.ts";
import type { Identity, State, WorkspaceUser } from "./state.ts";

/** A user as the Web API and events show them. */
export type UserWire = (user: WorkspaceUser) => JsonObject;

export function createUserWire(identity: Identity, clock: Clock): UserWire {
  return (user) => ({
    id: user.id,
    team_id: user.foreignTeamId ?? identity.teamId,
    name: user.name,
    real_name: user.realName,
    deleted: user.deleted,
    tz: user.timeZone,
    tz_label: user.timeZone,
    tz_offset: offsetSeconds(user.timeZone, clock()),
    is_admin: user.isAdmin,
    is_owner: user.isOwner,
    is_primary_owner: user.isOwner,
    is_bot: user.isBot,
    is_app_user: false,
    is_restricted: user.isGuest === true,
    is_stranger: user.foreignTeamId !== undefined,
    is_ultra_restricted: false,
    updated: Math.floor(clock().getTime() / 1000),
    profile: {
      real_name: user.realName,
      display_name: user.name,
      ...(user.email !== undefined && { email: user.email }),
      ...(user.isBot && { bot_id: identity.botId, api_app_id: identity.appId }),
      team: identity.teamId,
    },
  });
}

/** A person to put into the workspace. */
export type NewUser = Pick<WorkspaceUser, "name" | "realName" | "timeZone"> & Partial<WorkspaceUser>;

export interface People {
  list(): WorkspaceUser[];
  find(userId: string): WorkspaceUser | undefined;
  /** @throws ChiefError `local.unknown_user` */
  get(userId: string): WorkspaceUser;
  add(user: NewUser): WorkspaceUser;
  /** Changes a person and announces `user_change`: someone is deactivated, or an admin no longer. */
  change(userId: string, patch: Partial<Omit<WorkspaceUser, "id">>): WorkspaceUser;
}

export function createPeople(state: State, announcements: Announcements, wire: UserWire): People {
  const get = (userId: string) => {
    const user = state.users.get(userId);
    if (user !== undefined) return user;
    throw new ChiefError("local.unknown_user", { message: `nobody here has the id ${userId}` });
  };
  return {
    list: () => state.users.values(),
    find: (userId) => state.users.get(userId),
    get,
    add(user) {
      const id = user.id ?? newSlackId("U");
      const plain = { isAdmin: false, isOwner: false, isBot: false, deleted: false };
      return state.users.set(id, { ...plain, ...user, id });
    },
    change(userId, patch) {
      const changed = state.users.set(userId, { ...get(userId), ...patch });
      announcements.announce({ type: "user_change", user: wire(changed) });
      return changed;
    },
  };
}

/** How far `timeZone` is ahead of UTC at `now`, in seconds. */
function offsetSeconds(timeZone: string, now: Date): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    dateStyle: "short",
    timeStyle: "medium",
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
  const local = Date.UTC(
    2000 + part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return Math.round((local - now.getTime()) / 60_000) * 60;
}
