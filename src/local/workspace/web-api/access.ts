import type { Conversations } from "../conversations.ts";
import type { Messages } from "../messages.ts";
import type { WorkspaceChannel, WorkspaceMessage } from "../state.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

/** What the app may reach. Private channels that it is not in do not exist for it. */
export interface Access {
  /** @throws ApiRefusal `channel_not_found` */
  visible(channelId: string): WorkspaceChannel;
  /** @throws ApiRefusal `channel_not_found`, `not_in_channel` */
  member(channelId: string): WorkspaceChannel;
  /** Where the app may post; a person's id means their direct messages. Also refuses `is_archived`. */
  writable(channelId: string): WorkspaceChannel;
  /** @throws ApiRefusal `message_not_found`, or as `member` */
  message(channelId: string, ts: string): WorkspaceMessage;
}

interface AccessParts {
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly botUserId: string;
  readonly scopes: readonly string[];
  readonly isPerson: (userId: string) => boolean;
}

export function createAccess(parts: AccessParts): Access {
  const { conversations, messages, botUserId, scopes, isPerson } = parts;
  const isMember = (channel: WorkspaceChannel) => channel.members.includes(botUserId);
  const visible = (channelId: string) => {
    const channel = orRefuse(conversations.find(channelId), "channel_not_found");
    if (channel.kind === "public" || isMember(channel)) return channel;
    throw new ApiRefusal("channel_not_found");
  };
  const member = (channelId: string) => {
    const channel = visible(channelId);
    if (!isMember(channel)) throw new ApiRefusal("not_in_channel");
    return channel;
  };
  return {
    visible,
    member,
    writable(channelId) {
      const channel = isPerson(channelId) ? conversations.openIm(channelId) : visible(channelId);
      const mayPost = isMember(channel) || scopes.includes("chat:write.public");
      if (!mayPost) throw new ApiRefusal("not_in_channel");
      if (channel.isArchived) throw new ApiRefusal("is_archived");
      return channel;
    },
    message(channelId, ts) {
      const message = messages.find(member(channelId).id, ts);
      if (message === undefined || message.visibleTo !== undefined) throw new ApiRefusal("message_not_found");
      return message;
    },
  };
}
