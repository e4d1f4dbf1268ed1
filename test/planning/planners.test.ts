import { describe, expect, it } from "vitest";
import type { Model, ModelOutcome, ModelRequest } from "../../src/model/index.ts";
import {
  createCommandPlanner,
  createModelPlanner,
  createPlanner,
  type Planner,
  type RunView,
  type Step,
} from "../../src/planning/index.ts";
import { action } from "../support/team.ts";
import { catalogueWith, integrationOf, viewOf } from "./commands/fixtures.ts";

const catalogue = catalogueWith([
  {
    integration: integrationOf("Internal Orders API"),
    actions: Array.from({ length: 60 }, (_, at) => action(`list-orders-${at}`, "GET", `/orders-${at}`)),
  },
]);
const io = { signal: new AbortController().signal };

const answer = (more: Partial<Extract<ModelOutcome, { ok: true }>> = {}): ModelOutcome => ({
  ok: true,
  text: "",
  toolCalls: [],
  usage: { promptTokens: 10, completionTokens: 2, cachedTokens: 0 },
  finishReason: "stop",
  durationMs: 5,
  ...more,
});

/** A model that gives one outcome and keeps what it was asked. */
function modelSaying(outcome: ModelOutcome): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    name: "test",
    asked,
    async complete(request) {
      asked.push(request);
      return outcome;
    },
  };
}

const decided = (id: string, name = "find_actions", given = "{}"): Step => ({
  kind: "assistant",
  by: "model",
  text: "",
  toolCalls: [{ id, name, arguments: given }],
  promptTokens: 1,
  completionTokens: 1,
  durationMs: 1,
});
const result = (toolCallId: string, content = "found"): Step => ({
  kind: "tool",
  toolCallId,
  name: "find_actions",
  ok: true,
  content,
  effect: {},
  durationMs: 1,
});

async function prompt(more: Partial<RunView> = {}): Promise<ModelRequest> {
  const model = modelSaying(answer({ text: "ok" }));
  await createModelPlanner({ model }).next(viewOf("list the orders", catalogue, more), io);
  const [request] = model.asked;
  if (!request) throw new Error("the model was not asked");
  return request;
}

describe("the prompt", () => {
  it("begins with a head that is the same for everybody, so that it can be cached", async () => {
    const [one, other] = [
      await prompt(),
      await prompt({ timeZone: "Asia/Kolkata", asker: { name: "Ada", isAdmin: true } }),
    ];
    expect(one.messages[0]).toEqual(other.messages[0]);
    expect(one.tools).toEqual(other.tools);
    expect(one.messages[1]).not.toEqual(other.messages[1]);
  });

  it("D1: shows a handful of tools and the best matches, not all that could be called", async () => {
    const { tools, messages } = await prompt();
    expect(tools.length).toBeLessThanOrEqual(12);
    const listed = messages[1]?.content.match(/list-orders-\d+/g) ?? [];
    expect(new Set(listed).size).toBeGreaterThan(0);
    expect(new Set(listed).size).toBeLessThanOrEqual(12);
  });

  it("D6: says what time it is for the person who asks", async () => {
    const { messages } = await prompt({ timeZone: "America/New_York" });
    expect(messages[1]?.content).toContain("Wednesday 2026-03-18T08:00:00-04:00 (America/New_York)");
  });

  it("holds the thread so far, then the request, then the steps, in an order that endpoints take", async () => {
    const { messages } = await prompt({
      history: [
        { from: "person", name: "Bob", text: "hello" },
        { from: "chief", name: "Chief", text: "hi" },
        { from: "chief", name: "Chief", text: " " },
      ],
      steps: [decided("a"), result("a"), decided("b"), result("b", "")],
    });
    expect(messages.map(({ role }) => role)).toEqual([
      "system",
      "system",
      "user",
      "assistant",
      "user",
      "assistant",
      "tool",
      "assistant",
      "tool",
    ]);
    expect(messages.every(({ role, content }) => role === "assistant" || content !== "")).toBe(true);
  });

  it("keeps to the last twenty messages of a long thread", async () => {
    const history = Array.from({ length: 100 }, (_, at) => ({
      from: "person" as const,
      name: "Bob",
      text: `m${at}`,
    }));
    const { messages } = await prompt({ history });
    expect(messages.filter(({ role }) => role === "user")).toHaveLength(21);
    expect(JSON.stringify(messages)).not.toContain('m79"');
  });

  it("never sends an empty request", async () => {
    const model = modelSaying(answer({ text: "ok" }));
    await createModelPlanner({ model }).next(viewOf("", catalogue), io);
    expect(model.asked[0]?.messages.at(-1)?.content).not.toBe("");
  });
});

describe("what a model proposes", () => {
  const next = (outcome: ModelOutcome, more: Partial<RunView> = {}) =>
    createModelPlanner({ model: modelSaying(outcome) }).next(viewOf("list", catalogue, more), io);

  it("is an answer, or calls, with what it used", async () => {
    const toolCalls = [{ id: "a", name: "find_actions", arguments: "{}" }];
    expect(await next(answer({ text: "Three." }))).toMatchObject({
      kind: "act",
      by: "model",
      text: "Three.",
      promptTokens: 10,
    });
    expect(await next(answer({ toolCalls }))).toMatchObject({ kind: "act", toolCalls });
  });

  it("is cut to a few calls at once", async () => {
    const toolCalls = Array.from({ length: 50 }, (_, at) => ({
      id: `c${at}`,
      name: "find_actions",
      arguments: "{}",
    }));
    const proposal = await next(answer({ toolCalls }));
    expect(proposal.kind === "act" && proposal.toolCalls.length).toBe(8);
  });

  it.each([
    ["stop", "it gave no answer"],
    ["length", "its answer was cut off"],
  ] as const)("that is empty (%s) is a failure in words", async (finishReason, words) => {
    expect(await next(answer({ text: "  ", finishReason }))).toMatchObject({
      kind: "fail",
      code: "planning.empty",
      toldToUser: expect.stringContaining(words),
    });
  });

  it("that failed is told with its reason", async () => {
    const failed: ModelOutcome = {
      ok: false,
      reason: "unauthorized",
      message: "401",
      toldToUser: "The key was refused.",
    };
    expect(await next(failed)).toEqual({
      kind: "fail",
      code: "model.unauthorized",
      toldToUser: "The key was refused.",
    });
  });

  it("D7: over and over ends the run", async () => {
    const same = ["a", "b", "c"].flatMap((id) => [decided(id), result(id)]);
    const other = ["a", "b", "c"].flatMap((id) => [
      decided(id, "find_actions", `{"query":"${id}"}`),
      result(id),
    ]);
    expect(await next(answer({ text: "ok" }), { steps: same })).toMatchObject({
      kind: "fail",
      code: "planning.loop",
    });
    expect(await next(answer({ text: "ok" }), { steps: other })).toMatchObject({ kind: "act" });
  });
});

describe("D8: who plans", () => {
  const named = (name: string): Planner => ({
    next: async () => ({ kind: "fail", code: name, toldToUser: name }),
  });
  const who = async (mode: "auto" | "commands" | "model", text: string, steps: Step[] = []) => {
    const planner = createPlanner({ mode, commands: named("commands"), model: named("model") });
    const proposal = await planner.next(viewOf(text, catalogue, { steps }), io);
    return proposal.kind === "fail" ? proposal.code : proposal;
  };

  it.each([
    ["auto", "Internal Orders API: GET /orders-1", "commands"],
    ["auto", "help", "commands"],
    ["auto", "integrations", "commands"],
    ["auto", "why are orders late?", "model"],
    ["auto", "GET /orders", "model"],
    ["auto", "Internal Orders API: GET /orders-1, average total by status", "commands"],
    ["auto", "Internal Orders API: GET /orders-1, sum of quantity times price", "model"],
    ["auto", "#internal-orders-api.list-orders-1 for yesterday", "commands"],
    ["auto", "#internal-orders-api.list-orders-1 that are open", "model"],
    ["commands", "why are orders late?", "commands"],
    ["model", "help", "model"],
  ] as const)("%s: “%s” is for the %s", async (mode, text, planner) => {
    expect(await who(mode, text)).toBe(planner);
  });

  it("stays with whom a run began with", async () => {
    expect(await who("auto", "Internal Orders API: GET /orders-1", [decided("a")])).toBe("model");
  });

  it("A5: says plainly what the commands do not understand, where there is no model", async () => {
    const planner = createPlanner({ mode: "auto", commands: createCommandPlanner(), model: undefined });
    expect(await planner.next(viewOf("why are orders late?", catalogue), io)).toMatchObject({
      kind: "act",
      toolCalls: [],
      text: expect.stringContaining("Without a language model I need an explicit request"),
    });
  });
});
