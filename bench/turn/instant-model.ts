/** A model endpoint that answers at once: first with one call of the tool named in TOOL, then with a final text. */
import { createServer } from "node:http";

const { PORT = "0", TOOL = "", ARGUMENTS = "{}", TEXT = "" } = process.env;

interface ChatRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly { readonly role: string }[];
}

let calls = 0;

/** One tool call a turn: the next request of the same turn has its answer as the last message. */
function chunksFor(request: ChatRequest): unknown[] {
  calls += 1;
  const base = { id: `chatcmpl-${calls}`, object: "chat.completion.chunk", created: 0, model: request.model };
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason }],
  });
  const usage = {
    ...base,
    choices: [],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  };
  if (request.messages.at(-1)?.role === "tool") {
    const words = TEXT.match(/.{1,16}/gs) ?? [];
    return [...words.map((content) => chunk({ role: "assistant", content })), chunk({}, "stop"), usage];
  }
  const call = { index: 0, id: `call_${calls}`, type: "function", function: { name: TOOL, arguments: "" } };
  return [
    chunk({ role: "assistant", content: null, tool_calls: [call] }),
    chunk({ tool_calls: [{ index: 0, function: { arguments: ARGUMENTS } }] }),
    chunk({}, "tool_calls"),
    usage,
  ];
}

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on("data", (part: Buffer) => parts.push(part));
  request.on("end", () => {
    const body = JSON.parse(Buffer.concat(parts).toString()) as ChatRequest;
    const events = [...chunksFor(body).map((chunk) => JSON.stringify(chunk)), "[DONE]"];
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(events.map((event) => `data: ${event}\n\n`).join(""));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(Number(PORT), "127.0.0.1", () => console.log("ready"));
