import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../support/chief/free-port.ts";
import { type Chief, startChief } from "../support/chief.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { ask } from "./talk.ts";

let model: ModelServer;
let chief: Chief;
beforeAll(async () => {
  model = await startModelServer();
  chief = await startChief({ transport: "http", model });
});
afterAll(async () => {
  await chief?.stop();
  await model?.close();
  model?.assertDone({ refusals: 1 });
});

const toolCall = (name: string, args: unknown) => ({
  toolCalls: [{ name, arguments: typeof args === "string" ? args : JSON.stringify(args) }],
});

/** What the tools told the model in its last request. */
function toldToModel(): string {
  return (model.requests.at(-1)?.messages ?? [])
    .filter(({ role }) => role === "tool")
    .map(({ content }) => String(content))
    .join("\n");
}

describe("a language model that does badly ends in one clear sentence", () => {
  it("D2: arguments that are not JSON come back to it, and it may correct itself", async () => {
    const query = { query: "list orders" };
    model
      .conversation("mend your JSON")
      .reply(toolCall("find_actions", '{"query": "list ord'))
      .reply(toolCall("find_actions", query))
      .reply({ text: "Found it." });
    expect(await ask(chief, "Chief, mend your JSON")).toContain("Found it.");
    expect(toldToModel()).toMatch(/not valid JSON[\s\S]*list-orders/);
  });

  it("D2: a wrong argument comes back with what would be accepted, and the corrected call is made", async () => {
    const call = (args: unknown) =>
      toolCall("call_action", { action: "internal-orders-api.get-order", arguments: args });
    model
      .conversation("correct yourself")
      .reply(toolCall("describe_action", { action: "internal-orders-api.get-order" }))
      .reply(call({ id: "seven" }))
      .reply(call({ id: "1042" }))
      .reply({ text: "There it is." });
    expect(await ask(chief, "Chief, correct yourself")).toContain("There it is.");
    expect(toldToModel()).toMatch(/get-order — [\s\S]*id: [\s\S]*id must be [\s\S]*answered 200/);
  });

  it("D2: goes on being wrong a bounded number of times only", async () => {
    const script = model.conversation("never get it right");
    for (let at = 0; at < 8; at++)
      script.reply(
        toolCall("call_action", { action: "internal-orders-api.get-order", arguments: { id: `x${at}` } }),
      );
    expect(await ask(chief, "Chief, never get it right")).toMatch(/I tried 8 times[\s\S]*id must be/);
  });

  it("D2: a tool, an action and an argument that do not exist are named to it with what exists", async () => {
    model
      .conversation("make things up")
      .reply(toolCall("rm_rf", {}))
      .reply(toolCall("call_action", { action: "internal-orders-api.explode-orders", arguments: {} }))
      .reply(toolCall("call_action", { action: "payroll.list-salaries", arguments: {} }))
      .reply(toolCall("call_action", { action: "internal-orders-api.get-order", arguments: { id: "seven" } }))
      .reply(toolCall("query_results", { sql: "SELECT 1" }))
      .reply({ text: "I give up." });
    expect(await ask(chief, "Chief, make things up")).toContain("I give up.");
    const told = toldToModel();
    expect(told).toMatch(/There is no tool “rm_rf”. There are: find_actions/);
    expect(told).toMatch(/no enabled action “explode-orders”/);
    expect(told).toMatch(/no integration “payroll”. Connected are: internal-orders-api, wms-api/);
    expect(told).toMatch(/arguments of get-order are not right: .*id/);
    expect(told).toMatch(/There is no table yet/);
  });

  it("D7: one that does the same over and over is stopped", async () => {
    const again = toolCall("find_actions", { query: "orders" });
    model.conversation("go in circles").reply(again).reply(again).reply(again);
    expect(await ask(chief, "Chief, go in circles")).toContain("I kept trying the same thing");
  });

  it("D7: one that never comes to an end has a budget", async () => {
    for (let at = 0; at < 16; at++) {
      model.conversation("wander about").reply(toolCall("find_actions", { query: `orders ${at}` }));
    }
    expect(await ask(chief, "Chief, wander about")).toContain(
      "used up its budget of 16 questions to the language model",
    );
  });

  it.each([
    ["says nothing", { text: "" }, /it gave no answer/],
    ["is cut off", { text: "", finishReason: "length" }, /its answer was cut off/],
    ["sends a web page", { raw: "<html>Bad gateway</html>" }, /sent something that is not an answer/],
    ["breaks off", { text: "The total is", cutOff: "reset" as const }, /language model/],
    ["refuses the request", { status: 400 }, /did not accept Chief's request/],
  ])("D7: one that %s is told", async (what, step, told) => {
    model.conversation(`one that ${what}`).reply(step);
    expect(await ask(chief, `Chief, one that ${what}`)).toMatch(told);
  });

  it("D3: one that asks for a write it must not make gets no further than the card", async () => {
    const post = { channel: "#ops", text: "psst" };
    model
      .conversation("do not tell anybody")
      .reply(toolCall("post_message", post))
      .reply({ text: "I could not post." });
    await ask(chief, "Chief, do not tell anybody");
    expect(toldToModel()).toContain("did not name #ops");
    expect(await chief.chat.channel("#ops")).toEqual([]);
  });
});

describe("a language model that cannot be asked", () => {
  it("A5 D7: an endpoint that is down, and one that refuses the key, are told apart", async () => {
    const down = { OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` };
    const locked = { OPENAI_API_KEY: "not-the-key" };
    for (const [env, told] of [
      [down, "can't reach the language model"],
      [locked, "refused Chief's key"],
    ] as const) {
      const other = await startChief({ transport: "http", model, env });
      try {
        expect(await ask(other, "Chief, are you there?")).toContain(told);
      } finally {
        await other.stop();
      }
    }
    expect(model.refusals).toEqual([expect.stringContaining("API key")]);
  });
});
