import type { App } from "@slack/bolt";
import type { SlackConnection } from "../connection.ts";
import type { ListenerDeps } from "../listener-deps.ts";
import { platformError } from "../profile.ts";
import { admit } from "./admit.ts";

/** What Slack says when somebody presses the stop button of a thread. Bolt's types do not know it yet. */
interface Stopped {
  readonly channel: string;
  readonly thread_ts: string;
  readonly user: string;
  readonly streaming_message_ts?: readonly string[];
}

/** Hears Slack's own stop button: it ends what runs in the thread, as the word does. */
export function listenToStopButton(app: App, deps: ListenerDeps): void {
  app.event("agent_session_stopped" as "message", async ({ event, context }) => {
    const stopped = event as unknown as Stopped;
    const connection = await deps.connections.ofTeam(context);
    const member = connection && (await admit(deps, connection, stopped.user))?.member;
    if (!member) return;
    const place = {
      workspaceId: connection.workspace.id,
      channelId: stopped.channel,
      rootTs: stopped.thread_ts,
    };
    if ((await deps.conversation.stop(place, member)) === 0) await tidyUp(deps, connection, stopped);
  });
}

/** Nothing runs there any more: what still looks as if it did is put right. */
async function tidyUp(
  { logger }: ListenerDeps,
  { client }: SlackConnection,
  stopped: Stopped,
): Promise<void> {
  const { channel, thread_ts, streaming_message_ts: streams = [] } = stopped;
  try {
    for (const ts of streams) await client.chat.stopStream({ channel, ts });
    await client.agents.sessions.setStatus({ channel_id: channel, thread_ts, status: "active" });
  } catch (error) {
    if (!platformError(error)) throw error;
    logger.debug({ error: platformError(error) }, "a thread that was stopped could not be tidied up");
  }
}
