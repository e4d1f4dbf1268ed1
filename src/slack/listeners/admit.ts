import { getWorkspace, type Member } from "../../people/index.ts";
import type { SlackConnection } from "../connection.ts";
import type { ListenerDeps } from "../listener-deps.ts";

/** A person whom Chief works for, or in words why it does not; undefined for bots and people who left. */
export type Admission =
  | { readonly member: Member; readonly why?: undefined }
  | { readonly member?: undefined; readonly why: string };

const OUTSIDERS = {
  guest: "you are a guest of this Slack workspace",
  stranger: "you belong to another organisation than this channel's workspace",
} as const;

/**
 * Whether somebody in a workspace may use Chief. Guests, and people of other organisations in a shared channel (Slack
 * Connect), may only where an admin allows it: tools act with the credentials of the workspace.
 */
export async function admit(
  { db, roster }: Pick<ListenerDeps, "db" | "roster">,
  { workspace }: Pick<SlackConnection, "workspace">,
  slackUserId: string,
): Promise<Admission | undefined> {
  const member = await roster.meet(workspace.id, slackUserId);
  if (!member?.active) return undefined;
  if (member.outside === null || (await getWorkspace(db, workspace.id)).allowsOutsiders) return { member };
  return {
    why: `I may not work for you here: ${OUTSIDERS[member.outside]}, and its admins have not allowed that. One of them can, on my dashboard under *Settings*, “People from outside”.`,
  };
}
