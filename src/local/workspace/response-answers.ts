import { isJsonObject, type JsonObject } from "../../kernel/index.ts";
import type { Conversations } from "./conversations.ts";
import type { Messages } from "./messages.ts";
import type { ResponseTarget, ResponseUrls } from "./response-urls.ts";
import type { Identity, WorkspaceMessage } from "./state.ts";
import { createArguments } from "./web-api/arguments.ts";
import { readContent } from "./web-api/content.ts";
import { ApiRefusal } from "./web-api/refusal.ts";

interface ResponseAnswerParts {
  readonly responseUrls: ResponseUrls;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly identity: Identity;
}

/** Takes what the app posts to a response URL. Gives undefined when it was taken, or Slack's error. */
export type AnswerResponseUrl = (
  token: string,
  body: unknown,
) => { status: number; error: string } | undefined;

/**
 * `delete_original` and `replace_original` mean the clicked message; anything else becomes a new message,
 * ephemeral unless `in_channel`. Response URLs know no `markdown_text`.
 */
export function createResponseAnswers(parts: ResponseAnswerParts): AnswerResponseUrl {
  return (token, body) => {
    const target = parts.responseUrls.redeem(token);
    if (typeof target === "string") return { status: 404, error: target };
    if (!isJsonObject(body)) return { status: 400, error: "invalid_payload" };
    try {
      carryOut(parts, target, body);
      return undefined;
    } catch (error) {
      if (error instanceof ApiRefusal) return { status: 400, error: error.error };
      throw error;
    }
  };
}

function carryOut(parts: ResponseAnswerParts, target: ResponseTarget, body: JsonObject): void {
  const { messages, conversations, identity } = parts;
  const channel = conversations.find(target.channel);
  if (channel === undefined) throw new ApiRefusal("channel_not_found");
  const original = target.messageTs === undefined ? undefined : messages.find(channel.id, target.messageTs);
  if (body["delete_original"] === true) {
    if (original !== undefined) messages.remove(original);
    return;
  }
  const { markdown_text: _, ...understood } = body;
  const content = readContent(createArguments(understood));
  if (body["replace_original"] === true && original !== undefined) {
    messages.change(original, { ...withoutContent(original), ...content });
    return;
  }
  const threadTs = typeof body["thread_ts"] === "string" ? body["thread_ts"] : target.threadTs;
  messages.post(channel, {
    user: identity.botUserId,
    bot_id: identity.botId,
    app_id: identity.appId,
    ...content,
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(body["response_type"] !== "in_channel" && { visibleTo: target.user }),
  });
}

function withoutContent(message: WorkspaceMessage): WorkspaceMessage {
  const { blocks: _, attachments: __, ...rest } = message;
  return rest;
}
