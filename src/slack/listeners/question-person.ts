import type { Member } from "../../people/index.ts";
import type { SlackConnection } from "../connection.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { admit } from "./admit.ts";

/** What somebody is told who is no active member of the workspace. */
export const NOT_FOR_YOU = "This is for the people of this workspace.";

/** What of an interaction tells who acts and where. */
export interface Interaction {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team?: { readonly id: string; readonly enterprise_id?: string } | null;
  readonly enterprise?: { readonly id: string } | null;
  readonly view?: { readonly app_installed_team_id?: string };
  readonly channel?: { readonly id: string };
  readonly message?: unknown;
}

/**
 * Who acts on a question, as a member of the workspace that Chief serves. People from outside (Slack Connect) can see a
 * card, but have no say there unless an admin allows it.
 */
export async function actorOf(
  deps: ListenerDeps,
  body: Interaction,
): Promise<{ workspaceId: string; person: Member } | undefined> {
  const connection = await connectionOf(deps, body);
  const person = connection && (await admit(deps, connection, body.user.id))?.member;
  return person && { workspaceId: connection.workspace.id, person };
}

/** The line to the workspace in which something was pressed, whoever pressed it. */
export function connectionOf(
  { connections }: Pick<ListenerDeps, "connections">,
  body: Interaction,
): Promise<SlackConnection | undefined> {
  const teamId = body.view?.app_installed_team_id ?? body.team?.id ?? body.user.team_id;
  return connections.ofTeam({ teamId, enterpriseId: enterpriseOf(body) });
}

const enterpriseOf = ({ enterprise, team }: Interaction) => enterprise?.id ?? team?.enterprise_id;

/** Tells one person something that nobody else sees: beside the card, or in direct messages after a modal. */
export async function whisper(deps: ListenerDeps, body: Interaction, text: string): Promise<void> {
  const channel = body.channel?.id;
  const threadTs = (body.message as { thread_ts?: string } | undefined)?.thread_ts;
  const connection = await connectionOf(deps, body);
  if (!connection) return;
  const { chat } = connection.client;
  try {
    if (channel) {
      const place = { channel, user: body.user.id, ...(threadTs ? { thread_ts: threadTs } : {}) };
      await chat.postEphemeral({ ...place, text });
    } else {
      await chat.postMessage({
        channel: body.user.id,
        text,
        unfurl_links: false,
        unfurl_media: false,
      });
    }
  } catch (error) {
    if (!platformError(error)) throw error;
    deps.logger.warn({ error: platformError(error) }, "a person could not be told privately");
  }
}
