import type { ServerResponse } from "node:http";
import { sleep } from "../../../src/kernel/index.ts";
import type { ChatRequest } from "./chat-request.ts";
import { errorBody } from "./fault.ts";
import type { Reply } from "./script.ts";

/** Sends `reply` the way `request` asked for it: as an event stream, or as one JSON object. */
export async function sendReply(response: ServerResponse, reply: Reply, request: ChatRequest): Promise<void> {
  if (reply.delayMs !== undefined) await sleep(reply.delayMs);
  const isStream = request.stream === true && reply.status === undefined;
  const contentType = isStream ? "text/event-stream; charset=utf-8" : "application/json";
  response.writeHead(reply.status ?? 200, { "content-type": contentType, ...reply.headers });
  await sendPieces(response, piecesOf(reply, request, isStream), reply.cutOff);
}

function piecesOf(reply: Reply, request: ChatRequest, isStream: boolean): readonly string[] {
  if (reply.raw !== undefined) return typeof reply.raw === "string" ? [reply.raw] : reply.raw;
  if (reply.status !== undefined && reply.status >= 400) return [JSON.stringify(scriptedError(reply.status))];
  return isStream ? events(reply, request) : [JSON.stringify(wholeAnswer(reply, request))];
}

async function sendPieces(
  response: ServerResponse,
  pieces: readonly string[],
  cutOff: Reply["cutOff"],
): Promise<void> {
  const shown = cutOff ? pieces.slice(0, Math.ceil(pieces.length / 2)) : pieces;
  for (const piece of shown) {
    await new Promise((resolve) => response.write(piece, resolve));
    // Lets the piece leave in a packet of its own.
    await new Promise(setImmediate);
  }
  if (cutOff === "reset") response.socket?.resetAndDestroy();
  else if (cutOff !== "silence") response.end();
}

function scriptedError(status: number) {
  return errorBody({ status, message: `scripted error ${status}`, param: null, code: null });
}

const wireCalls = (reply: Reply) =>
  (reply.toolCalls ?? []).map((call, at) => ({
    id: call.id ?? `call_${at}_${Math.random().toString(36).slice(2, 10)}`,
    type: "function",
    function: {
      name: call.name,
      arguments: typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments ?? {}),
    },
  }));

const finishReasonOf = (reply: Reply) => reply.finishReason ?? (reply.toolCalls ? "tool_calls" : "stop");

function usageOf(reply: Reply) {
  const { prompt, completion, cached = 0 } = reply.usage ?? { prompt: 100, completion: 20 };
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

const envelope = (object: string, request: ChatRequest) => ({
  id: "chatcmpl-1",
  object,
  created: 1,
  model: request.model,
});

function wholeAnswer(reply: Reply, request: ChatRequest) {
  const calls = wireCalls(reply);
  const message = {
    role: "assistant",
    content: reply.text ?? null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  return {
    ...envelope("chat.completion", request),
    choices: [{ index: 0, message, finish_reason: finishReasonOf(reply) }],
    usage: usageOf(reply),
  };
}

function events(reply: Reply, request: ChatRequest): string[] {
  const base = envelope("chat.completion.chunk", request);
  const event = (delta: object, finish_reason: string | null = null) =>
    line({ ...base, choices: [{ index: 0, delta, finish_reason }], usage: null });
  const usage = line({ ...base, choices: [], usage: usageOf(reply) });
  return [
    event({ role: "assistant", content: reply.toolCalls ? null : "" }),
    ...halves(reply.text ?? "").map((content) => event({ content })),
    ...wireCalls(reply).flatMap((call, index) =>
      callDeltas(call, index).map((delta) => event({ tool_calls: [delta] })),
    ),
    event({}, finishReasonOf(reply)),
    ...(request.stream_options?.include_usage ? [usage] : []),
    "data: [DONE]\n\n",
  ];
}

const line = (chunk: object) => `data: ${JSON.stringify(chunk)}\n\n`;

function callDeltas(call: ReturnType<typeof wireCalls>[number], index: number): object[] {
  const start = {
    index,
    id: call.id,
    type: "function",
    function: { name: call.function.name, arguments: "" },
  };
  return [
    start,
    ...halves(call.function.arguments).map((text) => ({ index, function: { arguments: text } })),
  ];
}

/** Two pieces, so that nobody takes the first for the whole. */
function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== "");
}
