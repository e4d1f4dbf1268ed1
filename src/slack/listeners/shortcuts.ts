import type { App, MessageShortcut } from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { plainRequest } from "../incoming-text.ts";
import type { ListenerDeps } from "../listener-deps.ts";

const ASK_VIEW = "ask_about_message_view";

interface About {
  readonly channel: string;
  readonly rootTs: string;
  readonly text: string;
}

/** Hears the message shortcut “Ask Chief about this”: a modal asks what, and the answer comes in that thread. */
export function listenToShortcuts(app: App, deps: ListenerDeps): void {
  app.shortcut<MessageShortcut>("ask_about_message", async ({ ack, shortcut, context }) => {
    await ack();
    const connection = await deps.connections.ofTeam(context);
    if (!connection) return;
    const message = shortcut.message as { ts: string; thread_ts?: string; text?: string };
    const about: About = {
      channel: shortcut.channel.id,
      rootTs: message.thread_ts ?? message.ts,
      text: (message.text ?? "").slice(0, 1_500),
    };
    await connection.client.views.open({ trigger_id: shortcut.trigger_id, view: askView(about) });
  });
  app.view(ASK_VIEW, async ({ ack, view, body, context }) => {
    const about = JSON.parse(view.private_metadata) as About;
    const question = view.state.values["question"]?.["text"]?.value ?? "";
    const connection = await deps.connections.ofTeam(context);
    const member = connection && (await deps.roster.meet(connection.workspace.id, body.user.id));
    if (connection && member?.active) {
      const { botUserId } = connection.identity;
      await deps.conversation.receive({
        workspaceId: connection.workspace.id,
        channelId: about.channel,
        channelKind: about.channel.startsWith("D") ? "im" : "channel",
        rootTs: about.rootTs,
        ts: `view-${view.id}`,
        memberId: member.id,
        text: `${plainRequest(question, botUserId)}\n\nThis is about the message: “${plainRequest(about.text, botUserId)}”`,
      });
    }
    await ack();
  });
}

function askView(about: About): ModalView {
  return {
    type: "modal",
    callback_id: ASK_VIEW,
    private_metadata: JSON.stringify(about),
    title: { type: "plain_text", text: "Ask Chief" },
    submit: { type: "plain_text", text: "Ask" },
    blocks: [
      {
        type: "input",
        block_id: "question",
        label: { type: "plain_text", text: "What should Chief do with this message?" },
        element: { type: "plain_text_input", action_id: "text", multiline: true, max_length: 2_000 },
      },
    ],
  };
}
