import type { Profile } from "../people/index.ts";
import type { SlackConnection } from "./connection.ts";

interface SlackUser {
  readonly name?: string;
  readonly real_name?: string;
  readonly tz?: string;
  readonly is_admin?: boolean;
  readonly is_owner?: boolean;
  readonly deleted?: boolean;
  readonly is_bot?: boolean;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_stranger?: boolean;
  readonly team_id?: string;
  readonly enterprise_user?: { readonly enterprise_id?: string };
  readonly profile?: { readonly display_name?: string; readonly real_name?: string };
}

/** Whose people are at home: the workspace's team, and its organisation where it is in one. */
export interface HomeTeam {
  readonly slackTeamId: string;
  readonly enterpriseId: string | null;
}

/**
 * What matters of a Slack user, seen from a workspace. Bots and deleted people are not active; a time zone Node does not
 * know is UTC.
 */
export function profileOf(user: SlackUser, home: HomeTeam): Profile {
  const { profile } = user;
  return {
    name: profile?.display_name || user.real_name || profile?.real_name || user.name || "somebody",
    isAdmin: (user.is_admin === true || user.is_owner === true) && user.deleted !== true,
    timeZone: knownTimeZone(user.tz),
    active: user.deleted !== true && user.is_bot !== true,
    outside: outsideOf(user, home),
  };
}

function outsideOf(user: SlackUser, home: HomeTeam): Profile["outside"] {
  const isOfOrganisation =
    home.enterpriseId !== null && user.enterprise_user?.enterprise_id === home.enterpriseId;
  const isOfTeam = user.team_id === undefined || user.team_id === home.slackTeamId || isOfOrganisation;
  if (user.is_stranger === true || !isOfTeam) return "stranger";
  return user.is_restricted === true || user.is_ultra_restricted === true ? "guest" : undefined;
}

function knownTimeZone(name: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** Asks Slack about a person; undefined when it does not know the id. */
export async function fetchProfile(
  { client, workspace }: Pick<SlackConnection, "client" | "workspace">,
  slackUserId: string,
): Promise<Profile | undefined> {
  try {
    const { user } = await client.users.info({ user: slackUserId });
    return user && profileOf(user as SlackUser, workspace);
  } catch (error) {
    if (platformError(error) === "user_not_found") return undefined;
    throw error;
  }
}

/** The `error` of a Web API answer, when that is what was thrown. */
export function platformError(error: unknown): string | undefined {
  const answer = (error as { data?: { error?: unknown } } | undefined)?.data?.error;
  return typeof answer === "string" ? answer : undefined;
}
