import type { JsonObject } from "../../../kernel/index.ts";
import type { Conversations } from "../conversations.ts";
import { type MessageWire, messagesIn, repliesOf, rootsWithReplies, threadSummary } from "../message-wire.ts";
import type { State, WorkspaceChannel, WorkspaceMessage } from "../state.ts";
import type { Access } from "./access.ts";
import type { ApiArguments } from "./arguments.ts";
import { type ApiCall, type ApiMethods, page } from "./method.ts";
import { ApiRefusal } from "./refusal.ts";

interface ConversationMethodParts {
  readonly state: State;
  readonly access: Access;
  readonly conversations: Conversations;
  readonly wire: MessageWire;
  readonly isPerson: (userId: string) => boolean;
  readonly botUserId: string;
}

const READ = ["channels:read", "groups:read", "im:read", "mpim:read"];
const HISTORY = ["channels:history", "groups:history", "im:history", "mpim:history"];
const PAGE = { otherwise: 100, max: 1000 };

export function conversationMethods(parts: ConversationMethodParts): ApiMethods {
  const { access, conversations, botUserId } = parts;
  const info = (channel: WorkspaceChannel) => ({ channel: channelWire(channel, botUserId) });
  return {
    "conversations.list": { token: "bot", scopes: READ, call: (call) => list(parts, call) },
    "conversations.info": {
      token: "bot",
      scopes: READ,
      call: ({ args }) => info(access.visible(args.required("channel"))),
    },
    "conversations.members": {
      token: "bot",
      scopes: READ,
      call(call) {
        const { members } = access.visible(call.args.required("channel"));
        const { items, metadata } = page(members, call, PAGE);
        return { members: [...items], ...metadata };
      },
    },
    "conversations.open": {
      token: "bot",
      scopes: ["im:write", "mpim:write"],
      call: (call) => open(parts, call),
    },
    "conversations.join": {
      token: "bot",
      scopes: ["channels:join"],
      call({ args }) {
        const channel = access.visible(args.required("channel"));
        if (channel.kind !== "public") throw new ApiRefusal("method_not_supported_for_channel_type");
        if (channel.isArchived) throw new ApiRefusal("is_archived");
        return info(conversations.join(channel, botUserId));
      },
    },
    "conversations.history": { token: "bot", scopes: HISTORY, call: (call) => history(parts, call) },
    "conversations.replies": { token: "bot", scopes: HISTORY, call: (call) => replies(parts, call) },
  };
}

function list({ conversations, botUserId }: ConversationMethodParts, call: ApiCall): JsonObject {
  const kinds = { public_channel: "public", private_channel: "private", im: "im", mpim: undefined };
  const types = (call.args.text("types") ?? "public_channel").split(",").map((type) => type.trim());
  const unknown = types.find((type) => !Object.hasOwn(kinds, type));
  if (unknown !== undefined) throw new ApiRefusal("invalid_types", [`unknown type ${unknown}`]);
  const wanted = types.map((type) => kinds[type as keyof typeof kinds]);
  const channels = conversations
    .listFor(botUserId)
    .filter(({ kind }) => wanted.includes(kind))
    .filter(({ isArchived }) => !isArchived || !call.args.flag("exclude_archived"));
  const { items, metadata } = page(channels, call, PAGE);
  return { channels: items.map((channel) => channelWire(channel, botUserId)), ...metadata };
}

function open(parts: ConversationMethodParts, { args }: ApiCall): JsonObject {
  const users = (args.text("users") ?? "").split(",").filter((user) => user !== "");
  const [user] = users;
  if (user === undefined) {
    const channel = parts.access.member(args.required("channel"));
    return { channel: channelWire(channel, parts.botUserId) };
  }
  if (users.length > 1) throw new ApiRefusal("method_not_supported_for_channel_type");
  if (!parts.isPerson(user)) throw new ApiRefusal("user_not_found");
  const channel = parts.conversations.openIm(user);
  return { channel: args.flag("return_im") ? channelWire(channel, parts.botUserId) : { id: channel.id } };
}

function history({ state, access, wire, botUserId }: ConversationMethodParts, call: ApiCall): JsonObject {
  const { id } = access.member(call.args.required("channel"));
  const roots = rootsWithReplies(messagesIn(state, id, botUserId))
    .filter(([root]) => isWithin(root, call.args))
    .reverse();
  const { items, metadata, hasMore } = page(roots, call, PAGE);
  const messages = items.map(([root, answers]) => ({ ...wire(root), ...threadSummary(root, answers) }));
  return { messages: withoutMetadata(messages, call.args), has_more: hasMore, ...metadata };
}

function replies({ state, access, wire, botUserId }: ConversationMethodParts, call: ApiCall): JsonObject {
  const { id } = access.member(call.args.required("channel"));
  const asked = state.messages.get(`${id}:${call.args.required("ts")}`);
  const root = asked?.thread_ts === undefined ? asked : state.messages.get(`${id}:${asked.thread_ts}`);
  if (root === undefined) throw new ApiRefusal("thread_not_found");
  const answers = repliesOf(state, root, botUserId);
  const within = answers.filter((reply) => isWithin(reply, call.args));
  const thread = [{ ...wire(root), ...threadSummary(root, answers) }, ...within.map(wire)];
  const { items, metadata, hasMore } = page(thread, call, PAGE);
  return { messages: withoutMetadata(items, call.args), has_more: hasMore, ...metadata };
}

/** `oldest` and `latest` bound the answer, themselves left out unless `inclusive`. */
function isWithin({ ts }: WorkspaceMessage, args: ApiArguments): boolean {
  const inclusive = args.flag("inclusive");
  const oldest = args.text("oldest") ?? "0";
  const latest = args.text("latest") ?? "";
  const isLate = Number(ts) > Number(oldest) || (inclusive && ts === oldest);
  const isEarly = latest === "" || Number(ts) < Number(latest) || (inclusive && ts === latest);
  return isLate && isEarly;
}

function withoutMetadata(messages: readonly JsonObject[], args: ApiArguments): JsonObject[] {
  if (args.flag("include_all_metadata")) return [...messages];
  return messages.map(({ metadata: _, ...message }) => message);
}

function channelWire(channel: WorkspaceChannel, botUserId: string): JsonObject {
  const isIm = channel.kind === "im";
  const common = { id: channel.id, created: channel.created, is_im: isIm, is_archived: channel.isArchived };
  if (isIm) return { ...common, user: channel.name, is_open: true, is_user_deleted: false };
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "public",
    is_group: channel.kind === "private",
    is_private: channel.kind === "private",
    is_mpim: false,
    is_general: channel.name === "general",
    is_member: channel.members.includes(botUserId),
    num_members: channel.members.length,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}
