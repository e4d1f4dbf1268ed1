import type { JsonObject } from "../kernel/index.ts";

/** One tool call that a model asks for. */
export interface ToolCall {
  /** Unique in its conversation; the `tool` message that answers the call repeats it. */
  readonly id: string;
  readonly name: string;
  /** JSON text as the model wrote it, `{}` where it wrote nothing. Not checked: it may not even parse. */
  readonly arguments: string;
}

export type ModelMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: "tool"; readonly toolCallId: string; readonly content: string };

/** A tool that the model may call: name of at most 64 `[a-zA-Z0-9_-]`, `parameters` a JSON Schema of type object. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

export interface ModelRequest {
  readonly messages: readonly ModelMessage[];
  readonly tools: readonly ModelTool[];
  /** Ends the call with reason `aborted`, also while it waits to try again. */
  readonly signal?: AbortSignal;
  /** Hears the text while it is being written. It must not throw. */
  readonly onText?: (delta: string) => void;
  readonly maxOutputTokens?: number;
}

/** Tokens as the endpoint counted them; characters / 4 where it did not say. */
export interface ModelUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The part of `promptTokens` that the endpoint had cached. */
  readonly cachedTokens: number;
}

/**
 * Why an answer ended. `tool_calls` exactly when there are some and the model was not cut short; with `length` the
 * last tool call's arguments may be half a JSON text.
 */
export type FinishReason = "stop" | "tool_calls" | "length" | "content_filter";

/**
 * Why there is no answer.
 *
 * - `unreachable`: no connection · `timeout`: no first byte, or silence between two, for too long
 * - `unauthorized`: the key was refused (401, 403) · `rate_limited`: 429, also for a used-up quota
 * - `context_too_long`: the conversation does not fit · `bad_request`: any other refusal that will not change
 * - `server_error`: 5xx, or an answer that broke off · `nonsense`: an answer that is not a chat completion
 * - `aborted`: by the caller's signal
 */
export type ModelFailureReason =
  | "unreachable"
  | "unauthorized"
  | "rate_limited"
  | "timeout"
  | "context_too_long"
  | "bad_request"
  | "server_error"
  | "nonsense"
  | "aborted";

export interface ModelFailure {
  readonly ok: false;
  readonly reason: ModelFailureReason;
  /** For the operator's log; quotes the endpoint, never the key. */
  readonly message: string;
  /** A sentence that may be shown in the thread. */
  readonly toldToUser: string;
  /** When the endpoint said how long to wait. */
  readonly retryAfterSeconds?: number;
}

export interface ModelAnswer {
  readonly ok: true;
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: ModelUsage;
  readonly finishReason: FinishReason;
  /** From the call to the last byte, retries included. */
  readonly durationMs: number;
}

/** What came of a call to a model. A failure is a value: the run has to go on without it. */
export type ModelOutcome = ModelAnswer | ModelFailure;

/** A language model: a conversation and tools in, one assistant message out. */
export interface Model {
  /** As the endpoint knows it, for receipts and logs. */
  readonly name: string;
  complete(request: ModelRequest): Promise<ModelOutcome>;
}
