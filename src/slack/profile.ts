import type { WebClient } from "@slack/web-api";
import type { Profile } from "../people/index.ts";

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
  readonly profile?: { readonly display_name?: string; readonly real_name?: string };
}

/** What matters of a Slack user. Bots and deleted people are not active; a time zone Node does not know is UTC. */
export function profileOf(user: SlackUser): Profile {
  const { profile } = user;
  return {
    name: profile?.display_name || user.real_name || profile?.real_name || user.name || "somebody",
    isAdmin: (user.is_admin === true || user.is_owner === true) && user.deleted !== true,
    timeZone: knownTimeZone(user.tz),
    active: user.deleted !== true && user.is_bot !== true,
  };
}

function knownTimeZone(name: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** Asks Slack about a person; undefined when it does not know the id. */
export async function fetchProfile(client: WebClient, slackUserId: string): Promise<Profile | undefined> {
  try {
    const { user } = await client.users.info({ user: slackUserId });
    return user && profileOf(user as SlackUser);
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
