import type {
  ChatCompletionCreateParams,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import type { Dialect } from "./dialect.ts";
import type { ModelMessage, ModelRequest, ModelTool } from "./model.ts";

/** The request as the Chat Completions API wants it, as it goes over the wire. */
export type WireRequest = (model: string, request: ModelRequest, dialect: Dialect) => Uint8Array;

/**
 * Writes requests. The tools are most of one and the same in each, so a list of them is made JSON once for as long as it is
 * used: writing them anew was 6 % of what a turn allocates. An empty list is refused by endpoints, so it is left out.
 */
export function createWireRequests(): WireRequest {
  const written = new WeakMap<ModelRequest["tools"], Buffer>();
  const toolsOf = ({ tools }: ModelRequest): Buffer => {
    const known = written.get(tools) ?? Buffer.from(`,"tools":${JSON.stringify(tools.map(wireTool))}}`);
    written.set(tools, known);
    return known;
  };
  return (model, request, dialect) => {
    const text = JSON.stringify(bodyWithoutTools(model, request, dialect));
    if (request.tools.length === 0) return Buffer.from(text);
    const tools = toolsOf(request);
    const at = Buffer.byteLength(text) - 1;
    const body = Buffer.allocUnsafe(at + tools.length);
    body.write(text, 0, at);
    tools.copy(body, at);
    return body;
  };
}

function bodyWithoutTools(
  model: string,
  request: ModelRequest,
  dialect: Dialect,
): ChatCompletionCreateParams {
  return {
    model,
    messages: request.messages.map(wireMessage),
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
