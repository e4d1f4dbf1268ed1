import type { Clock, JsonObject } from "../../../kernel/index.ts";
import { streamStateAt } from "../message-stream.ts";
import type { MessageWire } from "../message-wire.ts";
import type { Messages } from "../messages.ts";
import type { Sessions } from "../sessions.ts";
import type { Identity, WorkspaceChannel, WorkspaceMessage } from "../state.ts";
import type { Access } from "./access.ts";
import type { ApiArguments } from "./arguments.ts";
import { readContent, readMetadata } from "./content.ts";
import type { ApiCall, ApiMethods } from "./method.ts";
import { ApiRefusal } from "./refusal.ts";

export interface ChatParts {
  readonly access: Access;
  readonly messages: Messages;
  readonly sessions: Sessions;
  readonly wire: MessageWire;
  readonly identity: Identity;
  readonly clock: Clock;
}

const WRITE = ["chat:write"];

export function chatMethods(parts: ChatParts): ApiMethods {
  const { access, identity } = parts;
  return {
    "chat.postMessage": { token: "bot", scopes: WRITE, call: (call) => postMessage(parts, call) },
    "chat.postEphemeral": { token: "bot", scopes: WRITE, call: (call) => postEphemeral(parts, call) },
    "chat.update": { token: "bot", scopes: WRITE, call: (call) => update(parts, call) },
    "chat.delete": { token: "bot", scopes: WRITE, call: (call) => remove(parts, call) },
    "chat.getPermalink": {
      token: "bot",
      call({ args }) {
        const { channel, ts } = access.message(args.required("channel"), args.required("message_ts"));
        const permalink = `https://${identity.teamDomain}.slack.com/archives/${channel}/p${ts.replace(".", "")}`;
        return { channel, permalink };
      },
    },
  };
}

function postMessage(parts: ChatParts, { args }: ApiCall): JsonObject {
  const channel = parts.access.writable(args.required("channel"));
  const threadTs = threadOf(parts, channel, args);
  const metadata = readMetadata(args);
  const message = parts.messages.post(channel, {
    ...authorOf(parts.identity, args),
    ...readContent(args),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(metadata !== undefined && { metadata }),
  });
  if (threadTs !== undefined) parts.sessions.clearStatus(channel.id, threadTs);
  return { channel: channel.id, ts: message.ts, message: parts.wire(message) };
}

function postEphemeral(parts: ChatParts, { args }: ApiCall): JsonObject {
  const channel = parts.access.writable(args.required("channel"));
  const visibleTo = args.required("user");
  if (!channel.members.includes(visibleTo)) throw new ApiRefusal("user_not_in_channel");
  const threadTs = threadOf(parts, channel, args);
  const message = parts.messages.post(channel, {
    ...authorOf(parts.identity, args),
    ...readContent(args),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    visibleTo,
  });
  return { message_ts: message.ts };
}

function update(parts: ChatParts, { args }: ApiCall): JsonObject {
  const before = ownMessage(parts, args, "cant_update_message");
  const { blocks, attachments, stream, ...kept } = before;
  if (stream !== undefined && streamStateAt(stream, parts.clock()) === "in_progress") {
    throw new ApiRefusal("streaming_state_conflict");
  }
  const metadata = readMetadata(args);
  const next = parts.messages.change(before, {
    ...kept,
    ...(blocks !== undefined && !isCleared(args, "blocks") && { blocks }),
    ...(attachments !== undefined && !isCleared(args, "attachments") && { attachments }),
    ...readContent(args),
    ...(metadata !== undefined && { metadata }),
    edited: { user: parts.identity.botUserId, ts: `${Math.floor(parts.clock().getTime() / 1000)}.000000` },
  });
  return { channel: next.channel, ts: next.ts, text: next.text, message: parts.wire(next) };
}

/** Slack keeps blocks and attachments that an update does not mention; an empty list takes them away. */
function isCleared(args: ApiArguments, name: string): boolean {
  return args.list(name, "invalid_arguments")?.length === 0;
}

function remove(parts: ChatParts, { args }: ApiCall): JsonObject {
  const message = ownMessage(parts, args, "cant_delete_message");
  parts.messages.remove(message);
  return { channel: message.channel, ts: message.ts };
}

/** The app may change its own messages only. */
function ownMessage(
  { access, identity }: ChatParts,
  args: ApiArguments,
  otherwise: string,
): WorkspaceMessage {
  const message = access.message(args.required("channel"), args.required("ts"));
  if (message.bot_id !== identity.botId) throw new ApiRefusal(otherwise);
  return message;
}

/**
 * The thread that a message goes to. Slack files an answer to a reply under the reply's thread.
 *
 * @throws ApiRefusal `thread_not_found`
 */
export function threadOf(
  { messages }: Pick<ChatParts, "messages">,
  channel: WorkspaceChannel,
  args: ApiArguments,
): string | undefined {
  const threadTs = args.text("thread_ts");
  if (threadTs === undefined || threadTs === "") return undefined;
  const root = messages.find(channel.id, threadTs);
  if (root === undefined) throw new ApiRefusal("thread_not_found");
  return root.thread_ts ?? root.ts;
}

export function authorOf(identity: Identity, args: ApiArguments) {
  const username = args.text("username");
  const emoji = args.text("icon_emoji");
  return {
    user: identity.botUserId,
    bot_id: identity.botId,
    app_id: identity.appId,
    ...(username !== undefined && { username }),
    ...(emoji !== undefined && { icons: { emoji } }),
  };
}
