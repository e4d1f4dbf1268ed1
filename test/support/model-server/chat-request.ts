import type { JsonObject } from "../../../src/kernel/index.ts";

/** A Chat Completions request that passed `findFault`. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { readonly function: ChatTool }[];
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
}

export interface ChatMessage {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content?: string | readonly { readonly text: string }[] | null;
  readonly tool_calls?: readonly ChatToolCall[];
  readonly tool_call_id?: string;
}

interface ChatToolCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

interface ChatTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: JsonObject;
}

/** The text of the newest user message, by which a test tells its conversations apart. */
export function lastUserText(request: ChatRequest): string {
  const content = request.messages.findLast((message) => message.role === "user")?.content ?? "";
  return typeof content === "string" ? content : content.map((part) => part.text).join("");
}
