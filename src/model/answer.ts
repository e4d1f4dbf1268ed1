import { isJsonObject, type Json, type JsonObject } from "../kernel/index.ts";
import { AnswerError } from "./answer-error.ts";
import { reasonOfRefusal } from "./failure-reason.ts";
import type { FinishReason, ModelUsage, ToolCall } from "./model.ts";
import { createToolCallAssembly } from "./tool-call-assembly.ts";

/** A whole answer, as far as the endpoint told it. */
export interface Answer {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason;
  readonly usage: ModelUsage | undefined;
}

/** Builds one answer from `chat.completion.chunk`s, or from one `chat.completion`: they differ in one key. */
export interface AnswerBuilder {
  /** @throws AnswerError when the chunk reports an error */
  add(chunk: Json): void;
  /** The stream's `[DONE]`: what came is all there is. */
  markDone(): void;
  isDone(): boolean;
  /** @throws AnswerError when the answer broke off, or there was none */
  finish(): Answer;
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  length: "length",
  max_tokens: "length",
  content_filter: "content_filter",
  safety: "content_filter",
};

export function createAnswerBuilder(onText: (delta: string) => void): AnswerBuilder {
  const toolCalls = createToolCallAssembly();
  let text = "";
  let saidWhy = "";
  let usage: ModelUsage | undefined;
  let hasChoice = false;
  let done = false;

  const addChoice = (choice: JsonObject) => {
    hasChoice = true;
    const message = messageOfChoice(choice);
    const delta = textOfContent(message["content"]) + textOfContent(message["refusal"]);
    if (delta !== "") {
      text += delta;
      onText(delta);
    }
    toolCalls.add(message["tool_calls"]);
    if (typeof choice["finish_reason"] === "string") saidWhy ||= choice["finish_reason"].toLowerCase();
  };
  return {
    add(chunk) {
      if (!isJsonObject(chunk)) throw new AnswerError("nonsense", "the answer is JSON, but not an object");
      throwIfError(chunk);
      usage = readUsage(chunk["usage"]) ?? usage;
      const choice = Array.isArray(chunk["choices"]) ? chunk["choices"][0] : undefined;
      if (isJsonObject(choice)) addChoice(choice);
    },
    markDone: () => {
      done = true;
    },
    isDone: () => done || saidWhy !== "",
    finish() {
      if (!hasChoice) throw new AnswerError("nonsense", "the answer has no choices");
      if (!done && saidWhy === "")
        throw new AnswerError("server_error", "the answer broke off before its end");
      const calls = toolCalls.finish();
      const finishReason = FINISH_REASONS[saidWhy] ?? (calls.length > 0 ? "tool_calls" : "stop");
      return { text, toolCalls: calls, finishReason, usage };
    },
  };
}

function messageOfChoice(choice: JsonObject): JsonObject {
  const message = choice["delta"] ?? choice["message"];
  return isJsonObject(message) ? message : {};
}

/** Text, or the text parts of a list: some servers send parts. */
function textOfContent(content: Json | undefined): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => (isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : ""))
    .join("");
}

function throwIfError(chunk: JsonObject): void {
  const error = chunk["error"];
  if (error === undefined || error === null) return;
  const details = isJsonObject(error) ? error : { message: error };
  const message = typeof details["message"] === "string" ? details["message"] : JSON.stringify(error);
  throw new AnswerError(
    reasonOfRefusal(details) ?? "server_error",
    `the endpoint reported an error: ${message}`,
  );
}

function readUsage(usage: Json | undefined): ModelUsage | undefined {
  if (!isJsonObject(usage)) return undefined;
  const promptTokens = usage["prompt_tokens"];
  const completionTokens = usage["completion_tokens"];
  if (typeof promptTokens !== "number" || typeof completionTokens !== "number") return undefined;
  const details = usage["prompt_tokens_details"];
  const cached = isJsonObject(details) ? details["cached_tokens"] : undefined;
  return { promptTokens, completionTokens, cachedTokens: typeof cached === "number" ? cached : 0 };
}
