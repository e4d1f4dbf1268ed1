/** One port to a language model, and its adapter for OpenAI-compatible Chat Completions endpoints. */

export { createOpenAiEmbedder, type Embedder, type EmbedOutcome } from "./embedder.ts";
export type {
  FinishReason,
  Model,
  ModelAnswer,
  ModelFailure,
  ModelFailureReason,
  ModelMessage,
  ModelOutcome,
  ModelRequest,
  ModelTool,
  ModelUsage,
  ToolCall,
} from "./model.ts";
export { createOpenAiModel, type OpenAiModelOptions } from "./openai-model.ts";
