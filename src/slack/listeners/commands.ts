import type { App, RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { plainRequest } from "../incoming-text.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { plainWords } from "../render/untrusted.ts";

/**
 * Hears `/chief …`. A slash command has no message to hang a thread on, so Chief posts one that says who asked
 * what, and answers in its thread.
 */
export function listenToCommands(app: App, deps: ListenerDeps): void {
  app.command("/chief", async ({ ack, command, respond, context }) => {
    await ack();
    const connection = await deps.connections.ofTeam(context);
    const member = connection && (await deps.roster.meet(connection.workspace.id, command.user_id));
    if (!connection || !member?.active) return;
    const text = plainRequest(command.text, connection.identity.botUserId) || "help";
    const rootTs = await announce(connection.client, {
      channel: command.channel_id,
      name: member.name,
      text,
      respond,
    });
    if (!rootTs) return;
    await deps.conversation.receive({
      workspaceId: connection.workspace.id,
      channelId: command.channel_id,
      channelKind: command.channel_name === "directmessage" ? "im" : "channel",
      rootTs,
      ts: rootTs,
      memberId: member.id,
      text: asActionSearch(text),
    });
  });
}

/** `/chief find refunds` looks for actions, whoever plans. */
function asActionSearch(text: string): string {
  return text.replace(/^find\s+(?!(?:me\s+)?(?:an?\s+|the\s+|all\s+)?actions?\b)/i, "find actions: ");
}

/** Posts the message that the thread hangs on. Undefined when Chief may not post there, which the person is told. */
async function announce(
  client: WebClient,
  asked: { channel: string; name: string; text: string; respond: RespondFn },
): Promise<string | undefined> {
  const words = `${asked.name} asked: ${asked.text}`;
  try {
    const posted = await client.chat.postMessage({
      channel: asked.channel,
      text: words.replace(/</g, "&lt;").slice(0, 3000),
      blocks: [plainWords(words.slice(0, 3000))],
      unfurl_links: false,
      unfurl_media: false,
    });
    return posted.ts;
  } catch (error) {
    if (!platformError(error)) throw error;
    await asked.respond({
      response_type: "ephemeral",
      text: "I cannot post here. Invite me with `/invite @chief`, or write to me directly.",
    });
    return undefined;
  }
}
