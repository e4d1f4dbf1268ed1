import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "./model-server.ts";

const HELLO = { model: "m", messages: [{ role: "user", content: "hello" }] };
const CALL = { id: "call_1", type: "function", function: { name: "look_up", arguments: "{}" } };

let server: ModelServer;
beforeEach(async () => {
  server = await startModelServer();
});
afterEach(() => server.close());

async function post(body: unknown, key = server.apiKey) {
  const response = await fetch(`${server.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, json: () => JSON.parse(text) };
}

const withTool = (tool: object) => ({ ...HELLO, tools: [{ type: "function", function: tool }] });
const withParameters = (parameters: object) => withTool({ name: "look_up", parameters });
const withMessages = (...messages: object[]) => ({ ...HELLO, messages });

describe("the scripted model", () => {
  it("answers in one JSON object, or streams when asked to, with usage when asked for", async () => {
    server.script.reply({ text: "Hi there" }).reply({ text: "Hi there" }).reply({ text: "Hi there" });

    const whole = (await post(HELLO)).json();
    const stream = (await post({ ...HELLO, stream: true })).text;
    const counted = (await post({ ...HELLO, stream: true, stream_options: { include_usage: true } })).text;

    expect(whole.choices[0].message).toEqual({ role: "assistant", content: "Hi there" });
    expect(stream.match(/"content":"[^"]+"/g)).toEqual(['"content":"Hi t"', '"content":"here"']);
    expect(stream.endsWith("data: [DONE]\n\n")).toBe(true);
    expect([stream, counted].map((text) => text.includes("prompt_tokens"))).toEqual([false, true]);
    server.assertDone();
  });

  it("keeps conversations apart by what the user said last", async () => {
    server.conversation("apples").reply({ text: "red" });
    server.conversation(/pears?/).reply({ text: "green" });

    const [pears, apples] = await Promise.all(
      ["a pear", "apples?"].map((content) => post(withMessages({ role: "user", content }))),
    );

    expect(pears?.json().choices[0].message.content).toBe("green");
    expect(apples?.json().choices[0].message.content).toBe("red");
    server.assertDone();
  });

  it("gives each request the first unused step that is meant for it", async () => {
    server.script.reply({ when: ({ model }) => model === "big", text: "B" }).reply({ text: "any" });

    const small = await post(HELLO);
    const big = await post({ ...HELLO, model: "big" });

    expect([small.json().choices[0].message.content, big.json().choices[0].message.content]).toEqual([
      "any",
      "B",
    ]);
  });

  it("asks `auto` for what no script answers", async () => {
    server.auto(({ messages }) => ({ text: `${messages.length} message` }));
    expect((await post(HELLO)).json().choices[0].message.content).toBe("1 message");
  });

  it("fails the test on a surprise, a leftover, or a refused request", async () => {
    server.script.reply({ text: "never asked for", when: () => false });
    await post(HELLO);
    await post({ ...HELLO, tools: [] });

    expect(() => server.assertDone()).toThrow(
      /surprise: no step for .*hello[\s\S]*leftover step: .*never asked for[\s\S]*refused: Invalid 'tools': empty array/,
    );
  });

  it("records what was asked", async () => {
    server.auto(() => ({ text: "ok" }));
    await post(HELLO);
    expect(server.requests).toEqual([HELLO]);
  });
});

describe("refuses what the real API refuses:", () => {
  const LONG = "x".repeat(65);
  const user = { role: "user", content: "hello" };
  const called = { role: "assistant", content: null, tool_calls: [CALL] };
  const answered = { role: "tool", tool_call_id: "call_1", content: "42" };
  const cases: [string, unknown, RegExp][] = [
    ["no model", { messages: [user] }, /must provide a model/],
    ["an unknown parameter", { ...HELLO, best: 1 }, /Unknown parameter: 'best'/],
    ["a parameter of the wrong type", { ...HELLO, max_tokens: "9" }, /Invalid type for 'max_tokens'/],
    ["stream options without a stream", { ...HELLO, stream_options: {} }, /only allowed when 'stream'/],
    ["no messages", { model: "m" }, /Missing required parameter: 'messages'/],
    ["an empty list of messages", withMessages(), /too short/],
    ["an unknown role", withMessages({ role: "bot", content: "x" }), /Invalid value: 'bot'/],
    ["an unknown member of a message", withMessages({ ...user, toolCalls: [] }), /messages\[0\]\.toolCalls/],
    ["an empty user message", withMessages({ role: "user", content: "" }), /empty string/],
    [
      "content that is no text",
      withMessages({ role: "user", content: { a: 1 } }),
      /expected one of a string/,
    ],
    ["a message without content", withMessages({ role: "user" }), /got null/],
    ["a tool message out of the blue", withMessages(user, answered), /must be a response to a preceeding/],
    ["an unanswered tool call", withMessages(user, called, user), /did not have response messages: call_1/],
    [
      "an unanswered tool call at the end",
      withMessages(user, called),
      /did not have response messages: call_1/,
    ],
    ["a tool call answered twice", withMessages(user, called, answered, answered), /must be a response/],
    [
      "two tool calls of one id",
      withMessages(user, { ...called, tool_calls: [CALL, CALL] }, answered),
      /Duplicate/,
    ],
    ["an empty list of tool calls", withMessages({ ...called, tool_calls: [] }), /empty array/],
    [
      "a tool call with a long id",
      withMessages({ ...called, tool_calls: [{ ...CALL, id: LONG }] }),
      /too long/,
    ],
    [
      "tool arguments that are an object",
      withMessages({ ...called, tool_calls: [{ ...CALL, function: { name: "a", arguments: {} } }] }),
      /expected a string/,
    ],
    ["an empty list of tools", { ...HELLO, tools: [] }, /empty array/],
    [
      "129 tools",
      {
        ...HELLO,
        tools: Array.from({ length: 129 }, (_, at) => ({ type: "function", function: { name: `t${at}` } })),
      },
      /maximum length 128/,
    ],
    [
      "two tools of one name",
      { ...HELLO, tools: [1, 2].map(() => ({ type: "function", function: { name: "a" } })) },
      /unique/,
    ],
    ["a long tool name", withTool({ name: LONG }), /maximum length 64/],
    ["a tool name with a dot", withTool({ name: "orders.list" }), /does not match pattern/],
    ["a long description", withTool({ name: "a", description: "x".repeat(1025) }), /maximum length 1024/],
    ["parameters that are no object", withParameters({ type: "string" }), /type: "object"/],
    [
      "parameters that are no JSON Schema",
      withParameters({ type: "object", required: "id" }),
      /Invalid schema/,
    ],
    [
      "an array without items",
      withParameters({ type: "object", properties: { ids: { type: "array" } } }),
      /missing items/,
    ],
    [
      "a property name with a dollar",
      withParameters({ type: "object", properties: { $expand: { type: "string" } } }),
      /property keys should match/,
    ],
    [
      "a long property name, deep inside",
      withParameters({ type: "object", properties: { a: { type: "object", properties: { [LONG]: {} } } } }),
      /property keys should match/,
    ],
  ];
  it.each(cases)("%s", async (_, body, said) => {
    const { status, json } = await post(body);
    expect(status).toBe(400);
    expect(json().error).toMatchObject({
      type: "invalid_request_error",
      message: expect.stringMatching(said),
    });
    server.assertDone({ refusals: 1 });
  });

  it("a wrong key", async () => {
    const { status, json } = await post(HELLO, "another");
    expect([status, json().error.code]).toEqual([401, "invalid_api_key"]);
  });

  it("and accepts a whole conversation with tools", async () => {
    server.script.reply({ text: "42" });
    const tools = withParameters({
      type: "object",
      properties: { type: { type: "string" }, ids: { type: "array", items: {} } },
    });
    const { status } = await post({
      ...tools,
      messages: [{ role: "system", content: "s" }, user, called, answered, user],
    });
    expect(status).toBe(200);
    server.assertDone();
  });
});
