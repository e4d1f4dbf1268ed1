import type { JsonObject } from "../../kernel/index.ts";
import type { Announcements } from "./announcements.ts";
import type { Changes } from "./changes.ts";
import type { NextTimestamp } from "./ids.ts";
import type { MessageWire } from "./message-wire.ts";
import type { State, WorkspaceChannel, WorkspaceMessage } from "./state.ts";

export type MessageDraft = Omit<WorkspaceMessage, "channel" | "ts">;

/** Writes messages, tells the page, and tells the app. */
export interface Messages {
  find(channelId: string, ts: string): WorkspaceMessage | undefined;
  post(channel: WorkspaceChannel, draft: MessageDraft): WorkspaceMessage;
  /** Replaces a message and announces `message_changed`. */
  change(message: WorkspaceMessage, next: WorkspaceMessage): WorkspaceMessage;
  /** Replaces a message for the page only: a stream grows, a reaction comes. */
  replace(next: WorkspaceMessage): WorkspaceMessage;
  remove(message: WorkspaceMessage): void;
}

interface MessageParts {
  readonly state: State;
  readonly changes: Changes;
  readonly announcements: Announcements;
  readonly nextTimestamp: NextTimestamp;
  readonly wire: MessageWire;
}

export function createMessages(parts: MessageParts): Messages {
  const { state, changes, announcements, nextTimestamp, wire } = parts;

  const announceHidden = (message: WorkspaceMessage, event: JsonObject) => {
    const channel = state.channels.get(message.channel);
    if (channel === undefined || message.visibleTo !== undefined) return;
    const ts = nextTimestamp();
    const hidden = { type: "message", hidden: true, channel: channel.id, ts, event_ts: ts };
    announcements.announceIn(channel, { ...hidden, ...event });
  };

  return {
    find: (channelId, ts) => state.messages.get(keyOf(channelId, ts)),

    post(channel, draft) {
      const message: WorkspaceMessage = { ...draft, channel: channel.id, ts: nextTimestamp() };
      state.messages.set(keyOf(channel.id, message.ts), message);
      if (message.visibleTo !== undefined) {
        changes.emit({ type: "ephemeral_posted", user: message.visibleTo, ...placeOf(message) });
        return message;
      }
      changes.emit({ type: "message_posted", ...placeOf(message) });
      announcements.announceIn(channel, asEvent(wire(message), message));
      return message;
    },

    change(before, next) {
      state.messages.set(keyOf(next.channel, next.ts), next);
      changes.emit({ type: "message_changed", ...placeOf(next) });
      announceHidden(next, {
        subtype: "message_changed",
        message: wire(next),
        previous_message: wire(before),
      });
      return next;
    },

    replace(next) {
      state.messages.set(keyOf(next.channel, next.ts), next);
      changes.emit({ type: "message_changed", ...placeOf(next) });
      return next;
    },

    remove(message) {
      const previous_message = wire(message);
      state.messages.delete(keyOf(message.channel, message.ts));
      changes.emit({ type: "message_deleted", ...placeOf(message) });
      announceHidden(message, { subtype: "message_deleted", deleted_ts: message.ts, previous_message });
    },
  };
}

/** The `message` event of a new message. */
export function asEvent(wired: JsonObject, message: WorkspaceMessage): JsonObject {
  return { ...wired, channel: message.channel, event_ts: message.ts };
}

function keyOf(channelId: string, ts: string): string {
  return `${channelId}:${ts}`;
}

function placeOf(message: WorkspaceMessage) {
  const { channel, ts, thread_ts } = message;
  return thread_ts === undefined ? { channel, ts } : { channel, ts, threadTs: thread_ts };
}
