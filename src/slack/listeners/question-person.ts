import type { Member } from "../../people/index.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";

/** What of an interaction tells who acts and where. */
export interface Interaction {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team?: { readonly id: string } | null;
  readonly channel?: { readonly id: string };
  readonly message?: unknown;
}

/** Who acts on a question, as a member of the workspace that Chief serves. */
export async function actorOf(
  deps: ListenerDeps,
  body: Interaction,
): Promise<{ workspaceId: string; person: Member } | undefined> {
  // A person of another workspace (Slack Connect) can see a card, but has no say here.
  const teamId = body.user.team_id ?? body.team?.id;
  const workspace = teamId && (await deps.connection.workspaceOfTeam(teamId));
  const person = workspace && (await deps.roster.meet(workspace.id, body.user.id));
  return workspace && person ? { workspaceId: workspace.id, person } : undefined;
}

/** Tells one person something that nobody else sees: beside the card, or in direct messages after a modal. */
export async function whisper(deps: ListenerDeps, body: Interaction, text: string): Promise<void> {
  const channel = body.channel?.id;
  const threadTs = (body.message as { thread_ts?: string } | undefined)?.thread_ts;
  try {
    if (channel) {
      const place = { channel, user: body.user.id, ...(threadTs ? { thread_ts: threadTs } : {}) };
      await deps.connection.client.chat.postEphemeral({ ...place, text });
    } else {
      await deps.connection.client.chat.postMessage({
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
