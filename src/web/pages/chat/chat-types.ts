import { type JsonObject, sha256Hex } from "../../../kernel/index.ts";
import type { Choice } from "../../blocks/surface.ts";

/** Somebody who can be spoken as in the local workspace. */
export interface ChatPerson extends Choice {
  readonly role: "admin" | "member";
}

export interface ChatChannel extends Choice {
  /** A channel is written `#general`; a direct message carries the name of the other one. */
  readonly kind: "channel" | "im";
  readonly topic?: string | undefined;
  readonly unread: number;
}

/** A message as the local workspace holds it. */
export interface ChatMessage {
  /** Slack's id of a message in its channel, `1764000000.000100`. */
  readonly ts: string;
  readonly author: { readonly id: string; readonly name: string; readonly isApp: boolean };
  readonly at: Date;
  /** mrkdwn; shown where there are no blocks. */
  readonly text: string;
  readonly blocks?: readonly JsonObject[] | undefined;
  /** Standard Markdown instead of `text`, from `markdown_text`. */
  readonly markdown?: string | undefined;
  /** Shown to one person only, and gone with the next load. */
  readonly isEphemeral?: boolean;
  readonly isEdited?: boolean;
  /** More is coming: the message is being streamed. */
  readonly isStreaming?: boolean;
  readonly reactions?: readonly { readonly name: string; readonly count: number }[];
  readonly files?: readonly { readonly name: string; readonly href: string }[];
  /** Replies in the thread that this message began. */
  readonly replies?: number;
}

/**
 * What a page shows of a channel and a thread, short enough for an address: it changes with every message, and with every
 * change of one, such as a card whose question was answered while the page was not connected.
 */
export function seenOf(
  messages: readonly ChatMessage[],
  thread?: { readonly replies: readonly ChatMessage[] },
): string {
  return sha256Hex(JSON.stringify([messages, thread?.replies])).slice(0, 16);
}

/** What Chief is doing, such as `is thinking…`, and the thread in which it can be stopped. */
export interface ChatStatus {
  readonly text: string;
  readonly stoppableThreadTs?: string | undefined;
}

/** Something of the app's that stands in a menu: below each message, or at the head of the page. */
export interface ChatShortcut {
  readonly name: string;
  readonly type: "message" | "global";
  readonly callbackId: string;
}

/** What the parts of the page need to know about where they are. */
export interface ChatPlace {
  readonly shortcuts: readonly ChatShortcut[];
  readonly channelId: string;
  readonly people: readonly ChatPerson[];
  readonly channels: readonly ChatChannel[];
  /** Where the person is, as their profile says. */
  readonly timeZone: string;
  readonly now: Date;
}
