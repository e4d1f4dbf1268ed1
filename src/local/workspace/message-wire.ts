import type { Clock, JsonObject } from "../../kernel/index.ts";
import type { FileWire } from "./files.ts";
import { streamStateAt } from "./message-stream.ts";
import type { Identity, State, WorkspaceMessage } from "./state.ts";

/** A message as the Web API and events show it. */
export type MessageWire = (message: WorkspaceMessage) => JsonObject;

interface MessageWireParts {
  readonly state: State;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly fileWire: FileWire;
}

export function createMessageWire({ state, identity, clock, fileWire }: MessageWireParts): MessageWire {
  return (message) => {
    const {
      channel: _,
      fileIds,
      visibleTo,
      stream,
      reactions,
      edited,
      blocks,
      attachments,
      ...rest
    } = message;
    const files = (fileIds ?? []).flatMap((id) => state.files.get(id) ?? []);
    return {
      type: "message",
      team: identity.teamId,
      ...rest,
      ...(blocks !== undefined && { blocks: [...blocks] }),
      ...(attachments !== undefined && { attachments: [...attachments] }),
      ...(edited !== undefined && { edited: { ...edited } }),
      ...(files.length > 0 && { files: files.map(fileWire), upload: false }),
      ...(reactions !== undefined && {
        reactions: reactions.map(({ name, users }) => ({ name, users: [...users], count: users.length })),
      }),
      ...(stream !== undefined && { streaming_state: streamStateAt(stream, clock()) }),
      ...(visibleTo !== undefined && { is_ephemeral: true }),
    };
  };
}

/** The replies of the thread that starts with `root`, oldest first, as `viewer` sees them. */
export function repliesOf(state: State, root: WorkspaceMessage, viewer: string): WorkspaceMessage[] {
  return messagesIn(state, root.channel, viewer).filter(
    ({ thread_ts, ts }) => thread_ts === root.ts && ts !== root.ts,
  );
}

/** All messages of a channel, oldest first, without ephemeral ones for other people. */
export function messagesIn(state: State, channelId: string, viewer: string): WorkspaceMessage[] {
  return state.messages
    .values()
    .filter(({ channel, visibleTo }) => channel === channelId && (visibleTo ?? viewer) === viewer);
}

/** The messages that start threads or stand alone, each with its replies; order is kept. */
export function rootsWithReplies(
  messages: readonly WorkspaceMessage[],
): readonly (readonly [WorkspaceMessage, readonly WorkspaceMessage[]])[] {
  const roots = messages.filter(({ thread_ts, ts }) => thread_ts === undefined || thread_ts === ts);
  const replies = new Map<string, WorkspaceMessage[]>(roots.map(({ ts }) => [ts, []]));
  for (const message of messages) {
    if (message.thread_ts !== message.ts) replies.get(message.thread_ts ?? "")?.push(message);
  }
  return roots.map((root) => [root, replies.get(root.ts) ?? []] as const);
}

/** What a message that has `replies` says about its thread. */
export function threadSummary(root: WorkspaceMessage, replies: readonly WorkspaceMessage[]): JsonObject {
  const latest = replies.at(-1);
  if (latest === undefined) return {};
  const users = [...new Set(replies.map(({ user }) => user))];
  return {
    thread_ts: root.ts,
    reply_count: replies.length,
    reply_users: users,
    reply_users_count: users.length,
    latest_reply: latest.ts,
  };
}
