import { type App, RespondError, type RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { postOnce, readSaid } from "../delivery/post-once.ts";
import { plainRequest } from "../incoming-text.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { plainWords } from "../render/untrusted.ts";
import { admit } from "./admit.ts";

/**
 * Hears `/chief …`. A slash command has no message to hang a thread on, so Chief posts one that says who asked
 * what, and answers in its thread.
 */
export function listenToCommands(app: App, deps: ListenerDeps): void {
  app.command("/chief", async ({ ack, command, respond, context }) => {
    await ack();
    const connection = await deps.connections.ofTeam(context);
    const admitted = connection && (await admit(deps, connection, command.user_id));
    if (admitted?.why) await respond({ response_type: "ephemeral", text: admitted.why });
    if (!connection || !admitted?.member) return;
    const { member } = admitted;
    const { workspace, identity } = connection;
    const plain = plainRequest(command.text, identity.botUserId) || "help";
    const text = await deps.names.labelled(workspace.id, plain);
    const key = `command.${command.trigger_id}`;
    const mayBeThere = context["isRepeated"] === true;
    const rootTs = await announce(connection.client, {
      key,
      mayBeThere,
      channel: command.channel_id,
      user: command.user_id,
      name: member.name,
      text: await deps.names.shown(workspace.id, text),
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
  asked: {
    key: string;
    mayBeThere: boolean;
    channel: string;
    user: string;
    name: string;
    text: string;
    respond: RespondFn;
  },
): Promise<string | undefined> {
  const { key } = asked;
  const words = `${asked.name} asked: ${asked.text}`.slice(0, 3000);
  const message = { text: words.replace(/</g, "&lt;"), blocks: [plainWords(words)] };
  const place = { channelId: asked.channel, threadTs: null };
  try {
    const there = asked.mayBeThere ? (await readSaid(client, place)).get(key) : undefined;
    return there ?? (await postOnce(client, place, { message, key }));
  } catch (error) {
    if (!platformError(error)) throw error;
    await tellPrivately(client, asked);
    return undefined;
  }
}

/** Where the address to answer at has expired, the person is told in direct messages. */
async function tellPrivately(
  client: WebClient,
  { user, respond }: { user: string; respond: RespondFn },
): Promise<void> {
  const text = "I cannot post here. Invite me with `/invite @chief`, or write to me directly.";
  try {
    await respond({ response_type: "ephemeral", text });
  } catch (error) {
    if (!(error instanceof RespondError)) throw error;
    const told = `I could not answer \`/chief\` where you typed it. ${text}`;
    await client.chat.postMessage({ channel: user, text: told, unfurl_links: false, unfurl_media: false });
  }
}
