import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kernel/index.ts";
import { skillStage } from "./stage.ts";

const stage = skillStage();

const writes = (workflow: JsonObject) => ({
  toolCalls: [{ name: "write_workflow", arguments: { description: "Looks an order over", workflow } }],
});
const ORDER_ID = { name: "order_id", type: "integer", description: "Which order" };
const LOOK = { do: "call", id: "order", action: "orders.get-order", with: { id: "{{inputs.order_id}}" } };
const WORDS =
  'save this as a skill called "triage": 1. Look the order over. 2. Work out how upset they sound and say so.';

describe("a skill that the language model writes (F1)", () => {
  it("is asked for where the words are not explicit, and what is wrong goes back until it is right", async () => {
    const talk = await stage.open();
    const think = {
      do: "think",
      id: "mood",
      about: "How upset is this?\n{{order}}",
      one_of: ["calm", "angry"],
    };
    const say = { do: "say", text: "They are {{mood}}." };
    const script = stage.model.conversation("The skill is called triage");
    script
      .reply(writes({ inputs: [ORDER_ID], steps: [{ ...LOOK, action: "orders.nope" }, say] }))
      .reply(writes({ inputs: [ORDER_ID], steps: [LOOK, { ...think, gives: "prose" }, say] }))
      .reply(writes({ inputs: [ORDER_ID], steps: [LOOK, think, say] }));

    const shown = await stage.say(talk, WORDS);

    expect(shown).toContain("The language model wrote this");
    expect(shown).toContain("Call orders.get-order with id = `{{inputs.order_id}}`");
    expect(shown).toContain("Ask the language model for one of calm, angry");
    expect(shown).toContain("asks the language model");
    const [first, second, third] = stage.model.requests
      .slice(-3)
      .map(({ messages }) => JSON.stringify(messages));
    expect(first).toContain("orders.get-order");
    expect(second).toContain("there is no enabled action “orders.nope”");
    expect(third).toContain("workflow.steps.1.gives");
    expect(await stage.say(talk, "save draft 1")).toContain("Saved **triage**, version 1");
    stage.model.assertDone();
  });

  it("is given up after a few tries, with what stayed wrong", async () => {
    const talk = await stage.open();
    const script = stage.model.conversation("The skill is called triage");
    for (let at = 0; at < 4; at++) script.reply(writes({ steps: [{ do: "say", text: "{{order.mood}}" }] }));

    const told = await stage.say(talk, WORDS);

    expect(told).toContain("I cannot make **triage** of that yet");
    expect(told).toContain("nothing called “order” is known at this point");
    stage.model.assertDone();
  });

  it("may be answered with a question of the model instead", async () => {
    const talk = await stage.open();
    stage.model.conversation("The skill is called triage").reply({ text: "Which order is meant?" });
    expect(await stage.say(talk, WORDS)).toContain("Which order is meant?");
  });

  it("posts in no channel that nobody named", async () => {
    const talk = await stage.open();
    const leaky = { steps: [{ do: "say", text: "hi", channel: "#everyone" }] };
    const script = stage.model.conversation("The skill is called triage");
    for (let at = 0; at < 4; at++) script.reply(writes(leaky));
    expect(await stage.say(talk, WORDS)).toContain("nobody in this thread named the channel #everyone");
  });
});

describe("a skill made of what the language model did in a thread (F1)", () => {
  it("takes what the person wrote as inputs, and what an answer gave from there again", async () => {
    const talk = await stage.open();
    const calls = (name: string, given: object) => ({
      toolCalls: [{ name: "call_action", arguments: { action: `orders.${name}`, arguments: { ...given } } }],
    });
    const script = stage.model.conversation("look at order 41 and give the money back");
    script
      .reply(calls("get-order", { id: 41 }))
      .reply(calls("tag-order", { id: 120 }))
      .reply({ text: "Done." });
    await stage.say(talk, "Please look at order 41 and give the money back");

    const shown = await stage.say(talk, 'save this as a skill called "again"');

    expect(shown).toContain("Call orders.get-order with id = `{{inputs.order_id}}`");
    expect(shown).toContain("Call orders.tag-order with id = `{{order.total}}`");
    expect(shown).not.toContain("The language model wrote this");
    await stage.say(talk, "save");
    await stage.say(talk, "again 42");
    expect(stage.sent().slice(-2)).toEqual(["GET /orders/42", "GET /orders/120/tag"]);
    stage.model.assertDone();
  });
});

describe("a step for the language model (F2)", () => {
  const MOOD = `inputs: [{ name: order_id, type: integer }]
steps:
  - { do: call, id: order, action: orders.get-order, with: { id: "{{inputs.order_id}}" } }
  - { do: think, id: angry, about: "Is this angry? {{order.note}}", gives: boolean }
  - do: if
    that: { left: "{{angry}}", is: "true" }
    steps: [{ do: say, text: Handle with care }]
    else: [{ do: say, text: All is well }]`;

  it("has a typed answer, which is asked for again when it is of another type", async () => {
    await stage.save("mood", MOOD);
    const talk = await stage.open();
    stage.model.conversation("Is this angry? Where is my parcel?").reply({ text: "Rather." });
    stage.model.conversation("which is not yes or no").reply({ text: "Yes" });
    expect(await stage.say(talk, "mood 7")).toBe("Handle with care");
    stage.model.assertDone();
  });

  it("fails when the answer stays of another type, and says so", async () => {
    await stage.save("mood", MOOD);
    const talk = await stage.open();
    stage.model.conversation("Is this angry? Where is my parcel?").reply({ text: "Rather." });
    stage.model.conversation("which is not yes or no").reply({ text: "Hm." }).reply({ text: "Perhaps." });
    const told = await stage.say(talk, "mood 7");
    expect(told).toContain("**mood** stopped at “ask the language model for yes or no");
    expect(told).toContain("“Perhaps.”, which is not yes or no");
    stage.model.assertDone();
  });
});
