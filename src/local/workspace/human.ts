import type { Clock, JsonObject } from "../../kernel/index.ts";
import {
  createHumanInteractions,
  type HumanInteractionParts,
  type HumanInteractions,
} from "./human-interactions.ts";
import { createHumanMessages, type HumanMessages, placeFinder } from "./human-messages.ts";
import { createHumanViews, type HumanViews } from "./human-views.ts";
import { streamStateAt } from "./message-stream.ts";
import { messagesIn } from "./message-wire.ts";
import type { Sessions } from "./sessions.ts";
import type { State } from "./state.ts";

/** Everything a person can do in the workspace. */
export interface Human extends HumanMessages, HumanInteractions, HumanViews {
  /** Opens the app's Home or Messages tab. */
  openAppHome(visit: { readonly user: string; readonly tab: "home" | "messages" }): void;
  /**
   * Presses the stop button of a thread that the agent is working on. False when there is none: Slack shows
   * it only while the session is `processing`.
   */
  stop(press: { readonly user: string; readonly channel: string; readonly threadTs: string }): boolean;
}

interface HumanParts extends HumanInteractionParts {
  readonly state: State;
  readonly sessions: Sessions;
  readonly clock: Clock;
}

export function createHuman(parts: HumanParts): Human {
  const { state, conversations, announcements, sessions, people, nextTimestamp, clock } = parts;
  const place = placeFinder(parts);
  return {
    ...createHumanMessages(parts),
    ...createHumanInteractions(parts),
    ...createHumanViews(parts),

    openAppHome({ user, tab }) {
      const im = conversations.openIm(people.get(user).id);
      const home = state.homes.get(user);
      const view: JsonObject = tab === "home" && home !== undefined ? { view: home } : {};
      const event = { type: "app_home_opened", user, channel: im.id, tab, ...view };
      announcements.announce({ ...event, event_ts: nextTimestamp() });
    },

    stop({ user, channel: channelId, threadTs }) {
      const channel = place.channelOf(user, channelId);
      if (sessions.find(channel.id, threadTs)?.status !== "processing") return false;
      const streaming = messagesIn(state, channel.id, user).filter(
        ({ thread_ts, stream }) =>
          thread_ts === threadTs && stream !== undefined && streamStateAt(stream, clock()) === "in_progress",
      );
      announcements.announce({
        type: "agent_session_stopped",
        channel: channel.id,
        user,
        thread_ts: threadTs,
        streaming_message_ts: streaming.map(({ ts }) => ts),
        event_ts: nextTimestamp(),
      });
      return true;
    },
  };
}
