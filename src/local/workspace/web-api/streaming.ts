import type { JsonObject } from "../../../kernel/index.ts";
import { validateBlocks } from "../../../slack/index.ts";
import {
  appendChunks,
  type MessageStream,
  parseChunks,
  renderStream,
  type StreamChunk,
  streamStateAt,
} from "../message-stream.ts";
import type { WorkspaceMessage } from "../state.ts";
import { parseSessionStatus } from "./agents.ts";
import type { ApiArguments } from "./arguments.ts";
import { authorOf, type ChatParts, threadOf } from "./chat.ts";
import { readBlocks, readMarkdown, readMetadata } from "./content.ts";
import type { ApiCall, ApiMethods } from "./method.ts";
import { ApiRefusal, orRefuse } from "./refusal.ts";

const WRITE = ["chat:write"];
type Streaming = WorkspaceMessage & { readonly stream: MessageStream };

export function streamingMethods(parts: ChatParts): ApiMethods {
  return {
    "chat.startStream": { token: "bot", scopes: WRITE, call: (call) => start(parts, call) },
    "chat.appendStream": { token: "bot", scopes: WRITE, call: (call) => append(parts, call) },
    "chat.stopStream": { token: "bot", scopes: WRITE, call: (call) => stop(parts, call) },
  };
}

function start(parts: ChatParts, { args }: ApiCall): JsonObject {
  const { access, messages, identity, clock, sessions } = parts;
  const channel = access.writable(args.required("channel"));
  args.required("thread_ts");
  const thread_ts = orRefuse(threadOf(parts, channel, args), "thread_not_found");
  if (channel.kind !== "im") requireRecipient(args, channel.members);
  const opened: MessageStream = {
    state: "in_progress",
    startedAt: clock().getTime(),
    mode: readMode(args),
    parts: [],
  };
  const stream = orTooLong(appendChunks(opened, readChunks(args)));
  const message = messages.post(channel, {
    ...authorOf(identity, args),
    ...renderStream(stream),
    thread_ts,
    stream,
  });
  sessions.clearStatus(channel.id, thread_ts);
  return { channel: channel.id, ts: message.ts };
}

function append(parts: ChatParts, { args }: ApiCall): JsonObject {
  const message = streamingMessage(parts, args);
  const chunks = readChunks(args);
  if (chunks.length === 0) throw new ApiRefusal("no_text");
  const stream = orTooLong(appendChunks(message.stream, chunks));
  parts.messages.replace({ ...message, ...renderStream(stream), stream });
  return { channel: message.channel, ts: message.ts };
}

function stop(parts: ChatParts, { args }: ApiCall): JsonObject {
  const message = streamingMessage(parts, args);
  const blocks = readBlocks(args.list("blocks", "invalid_blocks_format") ?? []);
  const status = args.text("session_status");
  const sessionStatus = status === undefined ? undefined : parseSessionStatus(status);
  const metadata = readMetadata(args);
  const closing: readonly StreamChunk[] = blocks.length > 0 ? [{ kind: "blocks", blocks }] : [];
  const stream = {
    ...orTooLong(appendChunks(message.stream, [...readChunks(args), ...closing])),
    state: "completed" as const,
  };
  const stopped = {
    ...message,
    ...renderStream(stream),
    stream,
    ...(metadata !== undefined && { metadata }),
  };
  parts.messages.change(message, stopped);
  if (sessionStatus !== undefined) closeSession(parts, message, sessionStatus);
  return { channel: message.channel, ts: message.ts, message: parts.wire(stopped) };
}

function closeSession(
  { sessions }: ChatParts,
  message: WorkspaceMessage,
  status: ReturnType<typeof parseSessionStatus>,
): void {
  const threadTs = message.thread_ts ?? message.ts;
  sessions.setStatus({ channel: message.channel, threadTs, status, title: undefined, initiator: undefined });
}

/** The message that is meant, while its stream still takes chunks. */
function streamingMessage({ access, clock }: ChatParts, args: ApiArguments): Streaming {
  const message = access.message(args.required("channel"), args.required("ts"));
  const { stream } = message;
  if (stream === undefined || streamStateAt(stream, clock()) !== "in_progress") {
    throw new ApiRefusal("message_not_in_streaming_state");
  }
  return { ...message, stream };
}

function readChunks(args: ApiArguments): readonly StreamChunk[] {
  const given = args.list("chunks", "invalid_chunks");
  const markdown = args.text("markdown_text");
  if (markdown !== undefined && markdown !== "") {
    if (given !== undefined && given.length > 0) {
      throw new ApiRefusal("invalid_arguments", ["give either markdown_text or chunks, not both"]);
    }
    return [{ kind: "text", text: readMarkdown(markdown).text }];
  }
  const chunks = parseChunks(given ?? []);
  if ("refused" in chunks) throw new ApiRefusal("invalid_chunks", [chunks.refused]);
  return chunks;
}

/** @throws ApiRefusal what Slack says of a message that would have such blocks */
function orTooLong(stream: MessageStream): MessageStream {
  const [problem] = validateBlocks(renderStream(stream).blocks);
  if (problem) throw new ApiRefusal(problem.code, [`${problem.message} [json-pointer:${problem.pointer}]`]);
  return stream;
}

function readMode(args: ApiArguments): MessageStream["mode"] {
  const mode = args.text("task_display_mode") ?? "timeline";
  if (mode === "timeline" || mode === "plan") return mode;
  throw new ApiRefusal("invalid_arguments", [`task_display_mode must be timeline or plan, not ${mode}`]);
}

/** Outside direct messages Slack wants to know for whom the stream is. */
function requireRecipient(args: ApiArguments, members: readonly string[]): void {
  if (args.text("recipient_team_id") === undefined) throw new ApiRefusal("missing_recipient_team_id");
  const recipient = args.text("recipient_user_id");
  if (recipient === undefined) throw new ApiRefusal("missing_recipient_user_id");
  if (!members.includes(recipient)) throw new ApiRefusal("user_not_found");
}
