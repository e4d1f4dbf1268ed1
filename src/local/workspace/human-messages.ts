import { ChiefError, type JsonObject } from "../../kernel/index.ts";
import type { Announcements } from "./announcements.ts";
import { compose } from "./composer.ts";
import type { Conversations } from "./conversations.ts";
import type { Files } from "./files.ts";
import { newSlackId } from "./ids.ts";
import type { MessageWire } from "./message-wire.ts";
import { asEvent, type Messages } from "./messages.ts";
import type { People } from "./people.ts";
import type { Identity, WorkspaceChannel, WorkspaceMessage } from "./state.ts";

/** Where and as whom something is said. `channel` is a channel's id, or `app` for direct messages with the app. */
export interface Saying {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string;
  readonly text: string;
}

export interface Upload extends Saying {
  readonly name: string;
  readonly content: Uint8Array;
}

export interface OnMessage {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
}

/** What people do with messages. All throw ChiefError `local.…` for ids that are not there. */
export interface HumanMessages {
  /** Says something; in a public channel the person joins first, as Slack asks of them. */
  say(saying: Saying): WorkspaceMessage;
  /** Says something with a file: subtype `file_share`. */
  upload(upload: Upload): WorkspaceMessage;
  /** Rewrites the person's own message. */
  edit(message: OnMessage & { readonly text: string }): WorkspaceMessage;
  /** Takes the person's own message away. */
  unsay(message: OnMessage): void;
  /** Adds a reaction; twice the same is once. */
  react(reaction: OnMessage & { readonly name: string }): void;
}

export interface HumanMessageParts {
  readonly identity: Identity;
  readonly people: People;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly files: Files;
  readonly announcements: Announcements;
  readonly wire: MessageWire;
}

export function createHumanMessages(parts: HumanMessageParts): HumanMessages {
  const { people, conversations, messages, files, announcements } = parts;
  const place = placeFinder(parts);
  const write = (typed: string) =>
    compose(typed, { users: people.list(), channels: conversations.listFor(parts.identity.botUserId) });

  const post = (saying: Saying, extra: Partial<WorkspaceMessage>) => {
    const channel = conversations.join(place.channelOf(saying.user, saying.channel), saying.user);
    const threadTs = place.threadOf(channel, saying.threadTs);
    const { text, blocks, mentions } = write(saying.text);
    const message = messages.post(channel, {
      user: saying.user,
      text,
      client_msg_id: crypto.randomUUID(),
      ...(blocks.length > 0 && { blocks }),
      ...(threadTs !== undefined && { thread_ts: threadTs }),
      ...extra,
    });
    if (channel.kind !== "im" && mentions.includes(parts.identity.botUserId)) {
      announcements.announceIn(channel, mentionEvent(parts.wire(message), message));
    }
    return message;
  };

  return {
    say: (saying) => post(saying, {}),
    upload({ name, content, ...saying }) {
      const file = files.add({ name, content, size: content.byteLength, user: saying.user });
      files.share(file, place.channelOf(saying.user, saying.channel).id, undefined);
      return post(saying, { subtype: "file_share", fileIds: [file.id] });
    },
    edit({ text: typed, ...on }) {
      const message = place.ownMessage(on);
      const { text, blocks } = write(typed);
      const edited = { user: on.user, ts: `${Math.floor(Number(message.ts))}.000000` };
      return messages.change(message, { ...message, text, blocks, edited });
    },
    unsay: (on) => messages.remove(place.ownMessage(on)),
    react({ name, ...on }) {
      const { channel, message } = place.messageAt(on);
      const reacted = withReaction(message, name, on.user);
      if (reacted === message) return;
      messages.replace(reacted);
      announcements.announceIn(channel, {
        type: "reaction_added",
        user: on.user,
        reaction: name,
        item: { type: "message", channel: channel.id, ts: message.ts },
        item_user: message.user,
        event_ts: message.ts,
      });
    },
  };
}

/** Finds what a person points at, and refuses what they could not see. */
export function placeFinder({ people, conversations, messages }: HumanMessageParts) {
  const channelOf = (userId: string, channelId: string): WorkspaceChannel => {
    const user = people.get(userId);
    if (user.deleted) throw refusal("deactivated_user", `${user.realName} is deactivated`);
    if (channelId === "app") return conversations.openIm(user.id);
    const channel = conversations.listFor(user.id).find(({ id }) => id === channelId);
    if (channel === undefined) throw refusal("unknown_channel", `${userId} sees no channel ${channelId}`);
    if (channel.isArchived) throw refusal("archived_channel", `#${channel.name} is archived`);
    return channel;
  };
  const messageAt = (on: OnMessage) => {
    const channel = channelOf(on.user, on.channel);
    const message = messages.find(channel.id, on.ts);
    if (message === undefined || (message.visibleTo ?? on.user) !== on.user) {
      throw refusal("unknown_message", `${on.user} sees no message ${on.ts} in ${on.channel}`);
    }
    return { channel, message };
  };
  const threadOf = (channel: WorkspaceChannel, threadTs: string | undefined) => {
    if (threadTs === undefined) return undefined;
    const root = messages.find(channel.id, threadTs);
    if (root === undefined)
      throw refusal("unknown_thread", `there is no message ${threadTs} in ${channel.id}`);
    return root.thread_ts ?? root.ts;
  };
  const ownMessage = (on: OnMessage) => {
    const { message } = messageAt(on);
    if (message.user !== on.user) throw refusal("foreign_message", `message ${on.ts} is not from ${on.user}`);
    return message;
  };
  return { channelOf, messageAt, threadOf, ownMessage };
}

export function refusal(reason: string, message: string): ChiefError {
  return new ChiefError(`local.${reason}`, { message, toldToUser: `That cannot be done: ${message}.` });
}

/** `message` with the reaction of `user`, or the same message when it was there already. */
export function withReaction(message: WorkspaceMessage, name: string, user: string): WorkspaceMessage {
  const reactions = message.reactions ?? [];
  const there = reactions.find((reaction) => reaction.name === name);
  if (there === undefined) return { ...message, reactions: [...reactions, { name, users: [user] }] };
  if (there.users.includes(user)) return message;
  const added = { name, users: [...there.users, user] };
  return { ...message, reactions: reactions.map((reaction) => (reaction === there ? added : reaction)) };
}

/** Slack tells of a mention twice: by `message`, and by `app_mention`, which has no `channel_type`. */
function mentionEvent(wired: JsonObject, message: WorkspaceMessage): JsonObject {
  return {
    ...asEvent(wired, message),
    type: "app_mention",
    client_msg_id: message.client_msg_id ?? newSlackId(""),
  };
}
