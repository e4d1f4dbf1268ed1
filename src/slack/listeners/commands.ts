import { type App, RespondError, type RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { plainRequest } from "../incoming-text.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { admit } from "./admit.ts";

/** Hears `/chief …`, which is a request in the channel where it was typed. */
export function listenToCommands(app: App, deps: ListenerDeps): void {
  app.command("/chief", async ({ ack, command, respond, context }) => {
    await ack();
    const connection = await deps.connections.ofTeam(context);
    const admitted = connection && (await admit(deps, connection, command.user_id));
    if (!connection || !admitted) return;
    const { client, workspace, identity } = connection;
    if (!admitted.member)
      return tellPrivately(client, { user: command.user_id, respond, text: admitted.why });
    const plain = plainRequest(command.text, identity.botUserId) || "help";
    const text = await deps.names.labelled(workspace.id, plain);
    await deps.requests.begin({
      key: `command.${command.trigger_id}`,
      workspaceId: workspace.id,
      memberId: admitted.member.id,
      text: asActionSearch(text),
      asked: await deps.names.shown(workspace.id, text),
      place: { kind: "channel", channelId: command.channel_id },
    });
  });
}

/** `/chief find refunds` looks for actions, whoever plans. */
function asActionSearch(text: string): string {
  return text.replace(/^find\s+(?!(?:me\s+)?(?:an?\s+|the\s+|all\s+)?actions?\b)/i, "find actions: ");
}

/** Where the address to answer at has expired, the person is told in direct messages. */
async function tellPrivately(
  client: WebClient,
  { user, respond, text }: { user: string; respond: RespondFn; text: string },
): Promise<void> {
  try {
    await respond({ response_type: "ephemeral", text });
  } catch (error) {
    if (!(error instanceof RespondError)) throw error;
    await client.chat.postMessage({ channel: user, text, unfurl_links: false, unfurl_media: false });
  }
}
