import { ChiefError } from "../../kernel/index.ts";
import type { Member } from "../../people/index.ts";
import type { SlackConnection } from "../../slack/index.ts";
import type { WebDeps } from "../web-deps.ts";

/**
 * Begins a request of the visitor's in their direct messages with Chief, as if they had written it there: a message
 * that says where it came from, and the answer in its thread.
 *
 * @throws ChiefError `web.no_direct_message` when Slack gives no such place
 */
export async function beginInDirectMessage(deps: WebDeps, visitor: Member, text: string): Promise<void> {
  const { client } = await deps.slack.connections.to(visitor.workspaceId);
  const opened = await client.conversations.open({ users: visitor.slackUserId });
  const channel = opened.channel?.id;
  const ts = channel && (await announce(client, channel, text));
  if (!channel || !ts) {
    throw new ChiefError("web.no_direct_message", {
      message: "Slack opened no direct message",
      toldToUser: "Chief could not write to you in Slack, so nothing was begun.",
    });
  }
  await deps.conversation.receive({
    workspaceId: visitor.workspaceId,
    channelId: channel,
    channelKind: "im",
    rootTs: ts,
    ts,
    memberId: visitor.id,
    text,
  });
}

async function announce(
  client: SlackConnection["client"],
  channel: string,
  text: string,
): Promise<string | undefined> {
  const elements = [
    { type: "text", text: "You asked on the dashboard: " },
    { type: "text", text, style: { code: true } },
  ] as const;
  const posted = await client.chat.postMessage({
    channel,
    text: "You asked on the dashboard",
    blocks: [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [...elements] }] }],
    unfurl_links: false,
    unfurl_media: false,
  });
  return posted.ts;
}
