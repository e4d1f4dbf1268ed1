import type { Answer } from "./answer.ts";
import type { ModelRequest, ModelUsage } from "./model.ts";

const CHARACTERS_PER_TOKEN = 4;

/** Tokens by the rule of thumb for English and JSON, for endpoints that do not count. */
export function estimateUsage(request: ModelRequest, answer: Answer): ModelUsage {
  const asked = JSON.stringify(request.messages).length + JSON.stringify(request.tools).length;
  const calls = answer.toolCalls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
  return {
    promptTokens: Math.ceil(asked / CHARACTERS_PER_TOKEN),
    completionTokens: Math.ceil((answer.text.length + calls) / CHARACTERS_PER_TOKEN),
    cachedTokens: 0,
  };
}
