import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Secret } from "../../src/kernel/index.ts";
import {
  createOpenAiModel,
  type ModelMessage,
  type ModelRequest,
  type OpenAiModelOptions,
} from "../../src/model/index.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";

const LOOK_UP = {
  name: "look_up",
  description: "Looks an order up.",
  parameters: { type: "object", properties: { id: { type: "integer" } }, required: ["id"] },
};
const HELLO: ModelRequest = { messages: [{ role: "user", content: "hello" }], tools: [] };

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

function modelAt(options: Partial<OpenAiModelOptions> = {}) {
  return createOpenAiModel({
    apiKey: new Secret(server.apiKey),
    baseUrl: server.baseUrl,
    model: "test-model",
    timeoutMs: 5_000,
    maxRetries: 2,
    ...options,
  });
}

const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

describe("a model's answer", () => {
  it("A5: is streamed text with the endpoint's own token count", async () => {
    server.script.reply({ text: "Twelve orders.", usage: { prompt: 1200, completion: 7, cached: 1024 } });
    const heard: string[] = [];

    const outcome = await modelAt().complete({ ...HELLO, onText: (delta) => heard.push(delta) });

    expect(outcome).toMatchObject({
      ok: true,
      text: "Twelve orders.",
      toolCalls: [],
      finishReason: "stop",
      usage: { promptTokens: 1200, completionTokens: 7, cachedTokens: 1024 },
    });
    expect(heard).toEqual(["Twelve ", "orders."]);
    expect(server.requests[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    server.assertDone();
  });

  it("may be several tool calls, which the next request answers", async () => {
    const toolCalls = [1042, 1234].map((id) => ({ id: `call_${id}`, name: "look_up", arguments: { id } }));
    server.script.reply({ toolCalls }).reply({ text: "Both are paid." });
    const model = modelAt();

    const first = await model.complete({ ...HELLO, tools: [LOOK_UP] });
    if (!first.ok) throw new Error(first.message);
    const answers: ModelMessage[] = first.toolCalls.map(({ id }) => ({
      role: "tool",
      toolCallId: id,
      content: "paid",
    }));
    const asked: ModelMessage = { role: "assistant", content: first.text, toolCalls: first.toolCalls };
    const second = await model.complete({
      messages: [...HELLO.messages, asked, ...answers],
      tools: [LOOK_UP],
    });

    expect(first).toMatchObject({ text: "", finishReason: "tool_calls" });
    expect(first.toolCalls).toEqual([
      { id: "call_1042", name: "look_up", arguments: '{"id":1042}' },
      { id: "call_1234", name: "look_up", arguments: '{"id":1234}' },
    ]);
    expect(second).toMatchObject({ ok: true, text: "Both are paid." });
    server.assertDone();
  });

  it("says when it was cut short by the output limit", async () => {
    server.script.reply({ text: "One, two", finishReason: "length" });
    const outcome = await modelAt().complete({ ...HELLO, maxOutputTokens: 3 });
    expect(outcome).toMatchObject({ ok: true, finishReason: "length" });
    expect(server.requests[0]?.max_completion_tokens).toBe(3);
  });

  it("is estimated at four characters a token when the endpoint does not count", async () => {
    server.script.reply({ raw: [chunk({ content: "12345678" }), chunk({}, "stop"), "data: [DONE]\n\n"] });
    const outcome = await modelAt().complete(HELLO);
    const asked = JSON.stringify(HELLO.messages).length + "[]".length;
    expect(outcome).toMatchObject({
      usage: { promptTokens: Math.ceil(asked / 4), completionTokens: 2, cachedTokens: 0 },
    });
  });

  it("is understood however its packets are cut, whatever its line ends", async () => {
    const stream = `: keep-alive\r\n\r\n${chunk({ content: "naïve – 数" })}${chunk({}, "stop")}data: [DONE]\n\n`;
    const raw = [...stream.replaceAll("}\n\n", "}\r\n\r\n")];
    server.script.reply({ raw });
    expect(await modelAt().complete(HELLO)).toMatchObject({ ok: true, text: "naïve – 数" });
  });
});

describe("an endpoint that differs from OpenAI's", () => {
  const refusal = (message: string) => ({ status: 400, raw: JSON.stringify({ error: { message } }) });

  it("may refuse usage in the stream: it is asked without, then and later", async () => {
    server.script
      .reply(refusal("Extra inputs are not permitted: stream_options"))
      .reply({ text: "a" })
      .reply({ text: "b" });
    const model = modelAt();
    const outcomes = [await model.complete(HELLO), await model.complete(HELLO)];
    expect(outcomes).toMatchObject([{ text: "a" }, { text: "b" }]);
    expect(server.requests.map((request) => request.stream_options !== undefined)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("may refuse to stream", async () => {
    server.script
      .reply(refusal("stream is not supported for this model"))
      .reply({ toolCalls: [{ name: "look_up" }] });
    const outcome = await modelAt().complete(HELLO);
    expect(outcome).toMatchObject({ ok: true, finishReason: "tool_calls", toolCalls: [{ name: "look_up" }] });
    expect(server.requests[1]?.stream).toBeUndefined();
  });

  it("may know only the older name of the output limit", async () => {
    server.script
      .reply(refusal("Unrecognized request argument: max_completion_tokens"))
      .reply({ text: "ok" });
    expect(await modelAt().complete({ ...HELLO, maxOutputTokens: 9 })).toMatchObject({ ok: true });
    expect(server.requests[1]).toMatchObject({ max_tokens: 9 });
    expect(server.requests[1]?.max_completion_tokens).toBeUndefined();
  });

  it("may send one JSON object although a stream was asked for", async () => {
    const message = { role: "assistant", content: [{ type: "text", text: "whole" }] };
    const body = {
      choices: [{ message, finish_reason: "stop" }],
      usage: { prompt_tokens: 5, completion_tokens: 1 },
    };
    server.script.reply({ raw: JSON.stringify(body), headers: { "content-type": "application/json" } });
    const heard: string[] = [];
    const outcome = await modelAt().complete({ ...HELLO, onText: (delta) => heard.push(delta) });
    expect(outcome).toMatchObject({
      ok: true,
      text: "whole",
      usage: { promptTokens: 5, completionTokens: 1 },
    });
    expect(heard).toEqual(["whole"]);
  });

  it("may leave out the finish reason, or the end mark", async () => {
    server.script.reply({ raw: [chunk({ content: "a" }), "data: [DONE]\n\n"] });
    server.script.reply({ raw: [chunk({ content: "b" }, "stop")] });
    const model = modelAt();
    expect([await model.complete(HELLO), await model.complete(HELLO)]).toMatchObject([
      { text: "a" },
      { text: "b" },
    ]);
  });

  it("may break the connection, or keep it open, after the end of its answer", async () => {
    const half = 'data: {"usage":';
    server.script.reply({ raw: [chunk({ content: "a" }), chunk({}, "stop"), half, "", ""], cutOff: "reset" });
    server.script.reply({ raw: [chunk({ content: "b" }), "data: [DONE]\n\n", "", ""], cutOff: "silence" });
    const model = modelAt({ timeoutMs: 500 });
    expect([await model.complete(HELLO), await model.complete(HELLO)]).toMatchObject([
      { text: "a" },
      { text: "b" },
    ]);
  });
});

describe("no answer, with its reason:", () => {
  const cases: [string, Parameters<ModelServer["script"]["reply"]>[0], string][] = [
    ["a refused key", { status: 401 }, "unauthorized"],
    ["a refused permission", { status: 403 }, "unauthorized"],
    ["an unknown model", { status: 404 }, "bad_request"],
    [
      "a used-up quota",
      { status: 429, raw: '{"error":{"message":"quota","code":"insufficient_quota"}}' },
      "rate_limited",
    ],
    ["a broken server", { status: 503 }, "server_error"],
    [
      "a conversation too long",
      { status: 400, raw: '{"error":{"message":"x","code":"context_length_exceeded"}}' },
      "context_too_long",
    ],
    [
      "a conversation too long, as vLLM says it",
      {
        status: 400,
        raw: '{"object":"error","error":{"message":"This model\'s maximum context length is 4096 tokens."}}',
      },
      "context_too_long",
    ],
    [
      "a redirect",
      { status: 308, raw: "moved", headers: { location: "https://elsewhere.test/v1" } },
      "bad_request",
    ],
    [
      "a web page",
      { raw: "<!doctype html><title>Sign in</title>", headers: { "content-type": "text/html" } },
      "nonsense",
    ],
    ["an empty body", { raw: "" }, "nonsense"],
    ["half a JSON object", { raw: '{"choices":' }, "nonsense"],
    ["an event that is not JSON", { raw: "data: {oops}\n\n" }, "nonsense"],
    [
      "a tool call without a name",
      { raw: [chunk({ tool_calls: [{ index: 0, id: "a", function: { arguments: "{}" } }] }, "tool_calls")] },
      "nonsense",
    ],
    [
      "an error in mid-stream",
      { raw: [chunk({ content: "a" }), 'data: {"error":{"message":"overloaded"}}\n\n'] },
      "server_error",
    ],
    ["a stream that ends early", { text: "One, two, three", cutOff: "end" }, "server_error"],
    ["a connection that breaks in mid-stream", { text: "One, two, three", cutOff: "reset" }, "server_error"],
  ];
  it.each(cases)("%s", async (_, step, reason) => {
    server.script.reply(step);
    const outcome = await modelAt({ maxRetries: 0 }).complete(HELLO);
    expect(outcome).toMatchObject({
      ok: false,
      reason,
      message: expect.stringMatching(/\S/),
      toldToUser: expect.stringMatching(/\.$/),
    });
    server.assertDone();
  });

  it("nobody listening", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const outcome = await modelAt({ baseUrl: `http://127.0.0.1:${port}/v1`, maxRetries: 0 }).complete(HELLO);
    expect(outcome).toMatchObject({
      ok: false,
      reason: "unreachable",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("silence before the first byte", async () => {
    server.script.reply({ text: "late", delayMs: 400 });
    expect(await modelAt({ timeoutMs: 60, maxRetries: 0 }).complete(HELLO)).toMatchObject({
      reason: "timeout",
    });
  });

  it("silence in mid-answer", async () => {
    server.script.reply({ text: "One, two, three", cutOff: "silence" });
    const outcome = await modelAt({ timeoutMs: 60 }).complete(HELLO);
    expect(outcome).toMatchObject({
      reason: "timeout",
      message: expect.stringContaining("silent for 60 ms"),
    });
  });

  it("I2: never quotes the key, even where the endpoint does", async () => {
    server.script.reply({
      status: 400,
      raw: JSON.stringify({ error: { message: `bad key ${server.apiKey}` } }),
    });
    const outcome = await modelAt().complete(HELLO);
    expect(outcome).toMatchObject({ ok: false, message: expect.stringContaining("bad key [secret]") });
  });
});

describe("sending again", () => {
  it("waits as long as Retry-After says, then gives the answer", async () => {
    server.script.reply({ status: 429, headers: { "retry-after": "1" } }).reply({ text: "at last" });
    const outcome = await modelAt().complete(HELLO);
    if (!outcome.ok) throw new Error(outcome.message);
    expect(outcome.text).toBe("at last");
    expect(outcome.durationMs).toBeGreaterThanOrEqual(990);
    server.assertDone();
  });

  it("does not wait longer than a person would, but says how long it would be", async () => {
    server.script.reply({ status: 429, headers: { "retry-after": "3600", "x-should-retry": "true" } });
    const outcome = await modelAt().complete(HELLO);
    expect(outcome).toMatchObject({ ok: false, reason: "rate_limited", retryAfterSeconds: 3600 });
    expect(server.requests).toHaveLength(1);
  });

  it("gives up after maxRetries", async () => {
    for (let sends = 0; sends < 2; sends++)
      server.script.reply({ status: 500, headers: { "retry-after-ms": "1" } });
    expect(await modelAt({ maxRetries: 1 }).complete(HELLO)).toMatchObject({ reason: "server_error" });
    server.assertDone();
  });

  it("does not repeat a refusal that will not change", async () => {
    server.script.reply({ status: 401 });
    expect(await modelAt().complete(HELLO)).toMatchObject({ reason: "unauthorized" });
    expect(server.requests).toHaveLength(1);
  });
});

describe("B3: stop", () => {
  const abortWhen = async (isTime: () => boolean) => {
    const controller = new AbortController();
    const outcome = modelAt().complete({ ...HELLO, signal: controller.signal });
    await vi.waitUntil(isTime);
    controller.abort();
    return outcome;
  };

  it("ends a call that is being answered", async () => {
    server.script.reply({ text: "One, two, three", cutOff: "silence" });
    expect(await abortWhen(() => server.requests.length === 1)).toMatchObject({
      ok: false,
      reason: "aborted",
    });
  });

  it("ends a call that waits to be sent again", async () => {
    server.script.reply({ status: 503, headers: { "retry-after": "15" } });
    expect(await abortWhen(() => server.requests.length === 1)).toMatchObject({
      ok: false,
      reason: "aborted",
    });
  });

  it("keeps a call from being sent at all", async () => {
    const outcome = await modelAt().complete({ ...HELLO, signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ ok: false, reason: "aborted" });
    expect(server.requests).toHaveLength(0);
  });
});

it("takes a fetch of the caller's, which sees the key only in the Authorization header", async () => {
  server.script.reply({ text: "through it" });
  const seen: (string | null)[] = [];
  const outcome = await modelAt({
    fetch: (input, init) => {
      seen.push(new Headers(init?.headers).get("authorization"));
      return fetch(input, init);
    },
  }).complete(HELLO);
  expect(outcome).toMatchObject({ ok: true, text: "through it" });
  expect(seen).toEqual([`Bearer ${server.apiKey}`]);
});
