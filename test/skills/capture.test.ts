import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalogue } from "../../src/integrations/index.ts";
import { compileWords } from "../../src/skills/capture/compile-words.ts";
import { parseSkillDocument } from "../../src/skills/skill-document.ts";
import { validateWorkflow } from "../../src/skills/validate-workflow.ts";
import { allSteps, type Workflow } from "../../src/skills/workflow.ts";
import { sampleCatalogue } from "./sample-catalogue.ts";

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await sampleCatalogue();
});

const compile = (text: string, more: { others?: Record<string, Workflow> } = {}) =>
  compileWords(text, { name: "mine", catalogue, others: {}, now: new Date(0), ...more });

const validate = (workflow: Workflow, others: Record<string, Workflow> = {}) =>
  validateWorkflow(workflow, {
    name: "mine",
    catalogue,
    others,
    hasModel: false,
    isTimePhrase: (phrase) => phrase === "yesterday",
  });

describe("F1: steps in words", () => {
  it("take a condition on a field, and what to do otherwise", () => {
    const { workflow, faults } = compile(
      '1. Get the order from our Internal Orders API. 2. If its total is over $100, post "Big one: {{order.total}}" in #ops; otherwise cancel the order in the Internal Orders API.',
    );
    expect(faults).toEqual([]);
    expect(workflow.steps[1]).toMatchObject({
      do: "if",
      that: { left: "{{order.total}}", is: ">", right: 100 },
      steps: [{ do: "say", channel: "#ops", text: "Big one: {{order.total}}" }],
      else: [{ do: "call", action: "internal-orders-api.cancel-order", with: { id: "{{inputs.order_id}}" } }],
    });
    expect(validate(workflow)).toEqual([]);
  });

  it("take a span of time as words, for each run anew", () => {
    const { workflow } = compile("1. List the orders of yesterday in our Internal Orders API");
    expect(allSteps(workflow.steps)[0]).toMatchObject({ with: { since: "{{start of yesterday}}" } });
    expect(validate(workflow)).toEqual([]);
  });

  it("run another skill, whose inputs become inputs", () => {
    const others = {
      other: {
        inputs: [{ name: "order_id", type: "integer" as const, description: "" }],
        steps: [{ do: "say" as const, text: "hi" }],
      },
    };
    const { workflow } = compile("1. Run the other skill", { others });
    expect(workflow.inputs.map(({ name }) => name)).toEqual(["order_id"]);
    expect(validate(workflow, others)).toEqual([]);
  });

  it.each([
    ["1. Dance.", "I do not know what this calls"],
    [
      "1. Look up the order in our Internal Orders API. 2. If the moon is full, cancel the order in the Internal Orders API.",
      "I do not understand “if the moon is full”",
    ],
    [
      "1. Look up the order in our Internal Orders API. 2. Post the result in #ops with the shoe size.",
      "I know no “shoe size”",
    ],
  ])("that are not understood are told, with what would be: %s", (text, fault) => {
    expect(compile(text).faults.join()).toContain(fault);
  });
});

it("F6: the skill of docs/skills.md is right", async () => {
  const docs = await readFile(new URL("../../docs/skills.md", import.meta.url), "utf8");
  const parsed = parseSkillDocument(/^````markdown\n(.*?)^````$/ms.exec(docs)?.[1] ?? "");
  expect(parsed).toMatchObject({ ok: true, name: "ship-order" });
  if (parsed.ok) expect(validate(parsed.workflow)).toEqual([]);
});

describe("a workflow that does not fit is told why", () => {
  const call = (more: object) => ({
    do: "call",
    id: "order",
    action: "internal-orders-api.get-order",
    with: { id: 1 },
    ...more,
  });
  it.each<[string, unknown[], string]>([
    ["an action that is not there", [call({ action: "nope.x" })], "there is no enabled action “nope.x”"],
    [
      "an argument that is not known",
      [call({ with: { id: 1, colour: "red" } })],
      "it takes no colour; it takes id",
    ],
    ["an argument that is missing", [call({ with: {} })], "it needs id"],
    [
      "a field that is not there",
      [call({}), { do: "say", text: "{{order.shoe}}" }],
      "leads nowhere: there are id, status",
    ],
    [
      "a step that comes later",
      [{ do: "say", text: "{{order.id}}" }, call({})],
      "nothing called “order” is known at this point",
    ],
    ["a name that is used twice", [call({}), call({})], "the name “order” is used twice"],
    [
      "a loop over what is no list",
      [call({}), { do: "each", of: "{{order.status}}", as: "x", limit: 5, steps: [] }],
      "is not a list",
    ],
    [
      "a comparison of what is no number",
      [call({}), { do: "if", that: { left: "{{order.items}}", is: ">", right: 1 }, steps: [], else: [] }],
      "compares numbers",
    ],
    [
      "a span of time that is not known",
      [call({ with: { id: "{{start of doomsday}}" } })],
      "“doomsday” is no span of time",
    ],
    ["a skill that leads back", [{ do: "skill", skill: "other", with: {} }], "would never end"],
    ["a model that is not there", [{ do: "think", id: "t", about: "x" }], "needs a language model"],
  ])("%s", (_what, steps, fault) => {
    const others = {
      other: { inputs: [], steps: [{ do: "skill", skill: "mine", with: {} }] },
    } as unknown as Record<string, Workflow>;
    expect(validate({ inputs: [], steps } as unknown as Workflow, others).join("\n")).toContain(fault);
  });

  it("what is only known inside a branch is not known after it", () => {
    const steps = [
      { do: "if", that: { left: 1, is: "=", right: 1 }, steps: [call({})], else: [] },
      { do: "say", text: "{{order.id}}" },
    ];
    expect(validate({ inputs: [], steps } as unknown as Workflow).join()).toContain("nothing called “order”");
  });
});
