import type { JsonObject } from "../../kernel/index.ts";
import type { Conversations } from "./conversations.ts";
import type { FileContent, Files } from "./files.ts";
import { type MessageWire, messagesIn, repliesOf, rootsWithReplies, threadSummary } from "./message-wire.ts";
import type { Sessions, ThreadStatus } from "./sessions.ts";
import type { AgentSession, State, SuggestedPrompts, WorkspaceChannel, WorkspaceView } from "./state.ts";
import type { Views } from "./views.ts";

/** What the chat page shows. Messages are as Slack's Web API shows them; ephemeral ones have `is_ephemeral`. */
export interface Reading {
  /** Channels of `user`, the direct messages with the app included. */
  channels(user: string): readonly WorkspaceChannel[];
  /** The messages of a channel that start threads or stand alone, oldest first, with their reply counts. */
  messages(user: string, channel: string): readonly JsonObject[];
  /** A message and its replies, oldest first; empty when there is no such message. */
  thread(user: string, channel: string, threadTs: string): readonly JsonObject[];
  home(user: string): WorkspaceView | undefined;
  modal(user: string): WorkspaceView | undefined;
  status(channel: string, threadTs: string): ThreadStatus | undefined;
  session(channel: string, threadTs: string): AgentSession | undefined;
  prompts(channel: string): SuggestedPrompts | undefined;
  /** A file that `user` uploaded or that was shared where they are, when it is complete. */
  file(user: string, fileId: string): FileContent | undefined;
}

interface ReadingParts {
  readonly state: State;
  readonly conversations: Conversations;
  readonly sessions: Sessions;
  readonly views: Views;
  readonly files: Files;
  readonly wire: MessageWire;
}

export function createReading({ state, conversations, sessions, views, files, wire }: ReadingParts): Reading {
  const isOpenTo = (user: string, channel: string) =>
    conversations.listFor(user).some(({ id }) => id === channel);
  return {
    channels: (user) => conversations.listFor(user),
    messages(user, channel) {
      if (!isOpenTo(user, channel)) return [];
      const all = messagesIn(state, channel, user);
      return rootsWithReplies(all).map(([root, replies]) => ({
        ...wire(root),
        ...threadSummary(root, replies),
      }));
    },
    thread(user, channel, threadTs) {
      const root = state.messages.get(`${channel}:${threadTs}`);
      if (root === undefined || !isOpenTo(user, channel)) return [];
      const replies = repliesOf(state, root, user);
      return [{ ...wire(root), ...threadSummary(root, replies) }, ...replies.map(wire)];
    },
    home: (user) => state.homes.get(user),
    modal: (user) => views.top(user),
    status: (channel, threadTs) => sessions.shownStatus(channel, threadTs),
    session: (channel, threadTs) => sessions.find(channel, threadTs),
    prompts: (channel) => sessions.suggestions(channel),
    file(user, fileId) {
      const file = files.find(fileId);
      const isTheirs = file?.user === user || file?.channels.some((channel) => isOpenTo(user, channel));
      return isTheirs === true ? files.read(fileId) : undefined;
    },
  };
}
