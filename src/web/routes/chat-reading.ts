import type { LocalWorkspace } from "../../local/index.ts";
import type {
  ChatChannel,
  ChatMessage,
  ChatPerson,
  ChatPlace,
  ChatStatus,
} from "../pages/chat/chat-types.ts";
import { readMessage } from "../pages/chat/read-message.ts";

/** What one person sees of the local workspace, in the shapes that the chat page draws. */
export interface ChatReading {
  readonly people: readonly ChatPerson[];
  place(channelId: string, now: Date): ChatPlace;
  channels(): readonly ChatChannel[];
  messages(channelId: string): readonly ChatMessage[];
  thread(
    channelId: string,
    threadTs: string,
  ): { root: ChatMessage; replies: readonly ChatMessage[] } | undefined;
  /** The message with this ts, in the channel or in one of its threads. */
  message(channelId: string, ts: string, threadTs: string | undefined): ChatMessage | undefined;
  status(channelId: string, threadTs: string): ChatStatus | undefined;
}

export function createChatReading(local: LocalWorkspace, user: string): ChatReading {
  const people = local.people
    .list()
    .filter((person) => !person.isBot && !person.deleted)
    .map(
      (person): ChatPerson => ({
        id: person.id,
        name: person.realName,
        role: person.isAdmin ? "admin" : "member",
      }),
    );
  const everyone = [...people, { id: local.identity.botUserId, name: "Chief" }];
  const channels = () =>
    local.reading.channels(user).map(
      (channel): ChatChannel => ({
        id: channel.id,
        name: channel.kind === "im" ? "Chief" : channel.name,
        kind: channel.kind === "im" ? "im" : "channel",
        unread: 0,
      }),
    );
  const read = (wire: Parameters<typeof readMessage>[0]) => readMessage(wire, everyone);
  const thread = (channelId: string, threadTs: string) => {
    const [root, ...replies] = local.reading.thread(user, channelId, threadTs).map(read);
    return root && { root, replies };
  };
  return {
    people,
    channels,
    thread,
    place: (channelId, now) => ({
      channelId,
      people,
      channels: channels(),
      timeZone: local.people.find(user)?.timeZone ?? "UTC",
      shortcuts: local.shortcuts,
      now,
    }),
    messages: (channelId) => local.reading.messages(user, channelId).map(read),
    message(channelId, ts, threadTs) {
      const inThread = threadTs ? thread(channelId, threadTs) : undefined;
      const among = inThread
        ? [inThread.root, ...inThread.replies]
        : local.reading.messages(user, channelId).map(read);
      return among.find((message) => message.ts === ts);
    },
    status(channelId, threadTs) {
      const words = local.reading.status(channelId, threadTs)?.status;
      // As in Slack, the button stands for as long as the session is worked on, whatever else is shown.
      const isWorking = local.reading.session(channelId, threadTs)?.status === "processing";
      if (!words && !isWorking) return undefined;
      return { text: words || "is working on it…", stoppableThreadTs: isWorking ? threadTs : undefined };
    },
  };
}
