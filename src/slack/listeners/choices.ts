import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { KnownBlock } from "@slack/types";
import { kindOfId } from "../channel-kind.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { SAYS, withoutChoices } from "../render/choices.ts";
import { actorOf, NOT_FOR_YOU, whisper } from "./question-person.ts";

type Press = BlockAction<ButtonAction>;

interface PressedMessage {
  readonly ts: string;
  readonly thread_ts?: string;
  readonly text?: string;
  readonly blocks?: readonly KnownBlock[];
}

/** Hears the buttons under an answer that say something: it is as if the person had written it in that thread. */
export function listenToChoices(app: App, deps: ListenerDeps): void {
  app.action<Press>(new RegExp(`^${SAYS}\\d+$`), async ({ ack, body, action }) => {
    await ack();
    const actor = await actorOf(deps, body);
    const message = body.message as PressedMessage | undefined;
    const channel = body.channel?.id;
    if (!actor?.person.active) return whisper(deps, body, NOT_FOR_YOU);
    if (!message || !channel || !action.value) return;
    await deps.conversation.receive({
      workspaceId: actor.workspaceId,
      channelId: channel,
      channelKind: kindOfId(channel),
      rootTs: message.thread_ts ?? message.ts,
      // Of all presses under one answer, the first counts.
      ts: `press-${message.ts}`,
      memberId: actor.person.id,
      text: action.value,
    });
    await takeAway(deps, actor.workspaceId, {
      channel,
      message,
      chosen: { by: actor.person.name, label: action.text.text },
    });
  });
}

/** Takes the buttons away, so that everybody sees that they were answered. */
async function takeAway(
  { connections, logger }: ListenerDeps,
  workspaceId: string,
  on: { channel: string; message: PressedMessage; chosen: { by: string; label: string } },
): Promise<void> {
  const { channel, message, chosen } = on;
  const { ts, text = "", blocks = [] } = message;
  const { client } = await connections.to(workspaceId);
  try {
    await client.chat.update({ channel, ts, text, blocks: withoutChoices(blocks, chosen) });
  } catch (error) {
    if (!platformError(error)) throw error;
    logger.warn({ ts, error: platformError(error) }, "the buttons of an answer could not be taken away");
  }
}
