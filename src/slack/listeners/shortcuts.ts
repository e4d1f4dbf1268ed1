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
  app.shortcut<MessageShortcut>("ask_about_message", async ({ ack, shortcut, client }) => {
    await ack();
    const message = shortcut.message as { ts: string; thread_ts?: string; text?: string };
    const about: About = {
      channel: shortcut.channel.id,
      rootTs: message.thread_ts ?? message.ts,
      text: (message.text ?? "").slice(0, 1_500),
    };
    await client.views.open({ trigger_id: shortcut.trigger_id, view: askView(about) });
  });
  app.view(ASK_VIEW, async ({ ack, view, body }) => {
    const about = JSON.parse(view.private_metadata) as About;
    const question = view.state.values["question"]?.["text"]?.value ?? "";
    const teamId = body.team?.id ?? body.user.team_id;
    const workspace = teamId ? await deps.connection.workspaceOfTeam(teamId) : undefined;
    const member = workspace && (await deps.roster.meet(workspace.id, body.user.id));
    const { botUserId } = await deps.connection.identity();
    if (workspace && member?.active) {
      await deps.conversation.receive({
        workspaceId: workspace.id,
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
