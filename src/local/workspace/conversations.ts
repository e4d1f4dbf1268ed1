import type { Clock } from "../../kernel/index.ts";
import type { Announcements } from "./announcements.ts";
import type { Changes } from "./changes.ts";
import { newSlackId } from "./ids.ts";
import type { State, WorkspaceChannel } from "./state.ts";

/** Who is where. */
export interface Conversations {
  find(channelId: string): WorkspaceChannel | undefined;
  /** Channels that `userId` may look into: public ones and those they are a member of. */
  listFor(userId: string): WorkspaceChannel[];
  /** The direct messages of `userId` with the app, opened when there are none. */
  openIm(userId: string): WorkspaceChannel;
  add(channel: Pick<WorkspaceChannel, "name" | "kind" | "members">): WorkspaceChannel;
  join(channel: WorkspaceChannel, userId: string): WorkspaceChannel;
  leave(channel: WorkspaceChannel, userId: string): WorkspaceChannel;
  setArchived(channel: WorkspaceChannel, isArchived: boolean): WorkspaceChannel;
}

interface ConversationParts {
  readonly state: State;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly announcements: Announcements;
  readonly botUserId: string;
}

export function createConversations(parts: ConversationParts): Conversations {
  const { state, changes, clock, announcements, botUserId } = parts;
  const put = (channel: WorkspaceChannel) => {
    state.channels.set(channel.id, channel);
    changes.emit({ type: "channel_changed", channel: channel.id });
    return channel;
  };
  const add: Conversations["add"] = (channel) =>
    put({
      ...channel,
      id: newSlackId(channel.kind === "im" ? "D" : "C"),
      isArchived: false,
      created: Math.floor(clock().getTime() / 1000),
    });
  return {
    find: (channelId) => state.channels.get(channelId),
    listFor: (userId) =>
      state.channels.values().filter(({ kind, members }) => kind === "public" || members.includes(userId)),
    openIm(userId) {
      const isTheirs = ({ kind, name }: WorkspaceChannel) => kind === "im" && name === userId;
      return (
        state.channels.values().find(isTheirs) ??
        add({ name: userId, kind: "im", members: [userId, botUserId] })
      );
    },
    add,
    join(channel, userId) {
      if (channel.members.includes(userId)) return channel;
      const joined = put({ ...channel, members: [...channel.members, userId] });
      announcements.announceIn(joined, { type: "member_joined_channel", user: userId, channel: channel.id });
      return joined;
    },
    leave: (channel, userId) =>
      put({ ...channel, members: channel.members.filter((member) => member !== userId) }),
    setArchived: (channel, isArchived) => put({ ...channel, isArchived }),
  };
}
