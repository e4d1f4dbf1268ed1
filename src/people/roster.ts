import type { Db } from "../database/index.ts";
import type { Clock, Logger } from "../kernel/index.ts";
import { messageOf } from "../kernel/index.ts";
import { findMember, getMember, type Member, saveMember } from "./people-store.ts";

/** What Slack knows about a person. */
export interface Profile {
  readonly name: string;
  readonly isAdmin: boolean;
  readonly timeZone: string;
  readonly active: boolean;
  /** A guest of the workspace, or a person of another organisation; absent for its own people. */
  readonly outside?: "guest" | "stranger" | undefined;
}

/** Asks Slack about a person; undefined when Slack does not know the id. */
export type ProfileSource = (workspaceId: string, slackUserId: string) => Promise<Profile | undefined>;

/** Knows who a Slack user is, and keeps that knowledge fresh enough to decide on. */
export interface Roster {
  /**
   * The member with this id, as known at most ten seconds ago. Good for names and time zones; who may approve is
   * asked of the database at that moment.
   *
   * @throws ChiefError `people.no_member`
   */
  member(workspaceId: string, memberId: string): Promise<Member>;
  /** The member behind a Slack user id, or undefined when neither Chief nor Slack knows the person. */
  meet(workspaceId: string, slackUserId: string): Promise<Member | undefined>;
  /** Takes over what Slack just announced about a person (`user_change`). */
  note(workspaceId: string, slackUserId: string, profile: Profile): Promise<void>;
}

const FRESH_MS = 60 * 60 * 1000;
const REMEMBERED_MS = 10_000;
const MOST_REMEMBERED = 10_000;

/**
 * A roster that asks Slack at most once an hour per person. Between those, a demotion arrives by `user_change`.
 * When Slack cannot be reached, what was last known holds: refusing everybody would turn a blip into an outage.
 */
export function createRoster(deps: {
  db: Db;
  profileOf: ProfileSource;
  clock: Clock;
  logger: Logger;
}): Roster {
  const { db, profileOf, clock, logger } = deps;

  async function note(workspaceId: string, slackUserId: string, profile: Profile): Promise<Member> {
    return saveMember(db, {
      workspaceId,
      slackUserId,
      name: profile.name,
      role: profile.isAdmin && !profile.outside ? "admin" : "member",
      timeZone: profile.timeZone,
      active: profile.active,
      outside: profile.outside ?? null,
      profileAt: clock(),
    });
  }

  async function refreshed(workspaceId: string, slackUserId: string, known: Member | undefined) {
    try {
      const profile = await profileOf(workspaceId, slackUserId);
      return profile ? await note(workspaceId, slackUserId, profile) : known;
    } catch (error) {
      if (!known) throw error;
      logger.warn(
        { slackUserId, error: messageOf(error) },
        "could not refresh a profile; the last one holds",
      );
      return known;
    }
  }

  const remembered = new Map<string, { member: Member; at: number }>();
  function remember(member: Member): Member {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(`${member.workspaceId} ${member.id}`, { member, at: clock().getTime() });
    return member;
  }

  return {
    async member(workspaceId, memberId) {
      const known = remembered.get(`${workspaceId} ${memberId}`);
      if (known && clock().getTime() - known.at < REMEMBERED_MS) return known.member;
      return remember(await getMember(db, workspaceId, memberId));
    },
    async meet(workspaceId, slackUserId) {
      const known = await findMember(db, workspaceId, slackUserId);
      const isFresh = known && clock().getTime() - known.profileAt.getTime() < FRESH_MS;
      const member = isFresh ? known : await refreshed(workspaceId, slackUserId, known);
      return member && remember(member);
    },
    async note(workspaceId, slackUserId, profile) {
      await note(workspaceId, slackUserId, profile);
    },
  };
}
