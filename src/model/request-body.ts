import type {
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import type { Dialect } from "./dialect.ts";
import type { ModelMessage, ModelRequest, ModelTool } from "./model.ts";

/** The request as the Chat Completions API wants it; an empty list of tools is refused there, so it is left out. */
export function requestBody(
  model: string,
  request: ModelRequest,
  dialect: Dialect,
): ChatCompletionCreateParams {
  return {
    model,
    messages: request.messages.map(wireMessage),
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(wireTool) }),
    ...(request.maxOutputTokens === undefined ? {} : { [dialect.limit]: request.maxOutputTokens }),
    ...(dialect.streams ? { stream: true } : {}),
    ...(dialect.usageInStream ? { stream_options: { include_usage: true } } : {}),
  };
}

function wireMessage(message: ModelMessage): ChatCompletionMessageParam {
  switch (message.role) {
    case "system":
    case "user":
      return { role: message.role, content: message.content };
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
    case "assistant":
      return wireAssistant(message);
  }
}

function wireAssistant(message: Extract<ModelMessage, { role: "assistant" }>): ChatCompletionMessageParam {
  if (message.toolCalls.length === 0) return { role: "assistant", content: message.content };
  return {
    role: "assistant",
    content: message.content === "" ? null : message.content,
    tool_calls: message.toolCalls.map(({ id, name, arguments: text }) => ({
      id,
      type: "function",
      function: { name, arguments: text },
    })),
  };
}

function wireTool(tool: ModelTool) {
  const { name, description, parameters } = tool;
  return { type: "function" as const, function: { name, description, parameters } };
}
