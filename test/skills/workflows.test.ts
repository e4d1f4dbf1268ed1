import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/kernel/index.ts";
import type { PastMessage, SkillOutline } from "../../src/planning/index.ts";
import { judge } from "../../src/skills/conditions.ts";
import { diffLines } from "../../src/skills/diff-lines.ts";
import { readInputs, readInvocation, typeInputs, writeInvocation } from "../../src/skills/read-invocation.ts";
import { fillValue, insertedIn, parseInserted, valueAt } from "../../src/skills/references.ts";
import { type Act, type ActOutcome, type Ended, runWorkflow } from "../../src/skills/run-workflow.ts";
import { parseSkillDocument, writeSkillDocument } from "../../src/skills/skill-document.ts";
import { askFor, readSkillRequest } from "../../src/skills/skill-requests.ts";
import type { Condition, Workflow } from "../../src/skills/workflow.ts";
import { catalogueWith, viewOf } from "../planning/commands/fixtures.ts";

const look = (known: Json) => (inserted: NonNullable<ReturnType<typeof parseInserted>>) =>
  "ref" in inserted ? valueAt(known, [inserted.ref.root, ...inserted.ref.path]) : "2026-11-20T00:00:00.000Z";

describe("references", () => {
  it("keep the type of what they refer to when they stand alone, and become text beside other words", () => {
    const known = { order: { id: 7, items: [{ sku: "A" }, { sku: "B" }] } };
    const given = {
      id: "{{order.id}}",
      all: "{{order.items[*].sku}}",
      note: "order {{ order.id }}!",
      none: "{{order.x}}",
    };
    expect(fillValue(given, look(known))).toEqual({ id: 7, all: ["A", "B"], note: "order 7!" });
  });

  it("never throw, whatever stands between the braces, and never reach a prototype", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const template = `{{${text}}}`;
        for (const written of insertedIn(template)) parseInserted(written);
        fillValue(template, look({ a: 1 }));
      }),
    );
    expect(valueAt({ a: {} }, ["a", "constructor"])).toBeUndefined();
    expect(valueAt({}, ["__proto__"])).toBeUndefined();
  });
});

describe("conditions", () => {
  const holds = (condition: Condition) => {
    const judged = judge(condition, (side) => side);
    return judged.ok ? judged.holds : judged.message;
  };

  it.each<[Condition, boolean | string]>([
    [{ left: 100.5, is: ">", right: 100 }, true],
    [{ left: "100.50", is: "<=", right: 100.5 }, true],
    [{ left: "n/a", is: ">", right: 1 }, 'a number was expected, not "n/a"'],
    [{ left: null, is: "<", right: 1 }, "a number was expected, and there was nothing"],
    [{ left: "7", is: "=", right: 7 }, true],
    [{ left: "paid", is: "in", right: ["paid", "shipped"] }, true],
    [{ left: "paid", is: "in", right: "paid" }, "“in” wants a list to look in"],
    [{ left: [], is: "exists" }, false],
    [{ left: [], is: "true" }, false],
    [{ left: [true, true], is: "true" }, true],
    [{ left: [true, false], is: "true" }, false],
    [{ not: { any: [{ left: 1, is: "=", right: 2 }] } }, true],
    [
      {
        all: [
          { left: 1, is: "=", right: 1 },
          { left: "x", is: ">", right: 1 },
        ],
      },
      'a number was expected, not "x"',
    ],
  ])("%j is %j", (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });
});

/** Runs a workflow to its end; `answer` gives what each act comes to. */
function runThrough(
  workflow: Workflow,
  inputs: Record<string, Json>,
  answer: (act: Act) => Partial<ActOutcome>,
) {
  const acts: Act[] = [];
  const run = runWorkflow(workflow, { inputs, others: {}, timeAt: () => undefined });
  let turn = run.next();
  while (!turn.done) {
    acts.push(turn.value);
    turn = run.next({ ok: true, message: "", value: null, ...answer(turn.value) });
  }
  return { acts, ended: turn.value satisfies Ended };
}

const LOOP: Workflow = {
  inputs: [],
  steps: [
    {
      do: "each",
      of: "{{inputs.skus}}",
      as: "sku",
      limit: 3,
      steps: [{ do: "call", id: "stock", action: "w.get", with: { sku: "{{sku}}" } }],
    },
    { do: "say", text: "{{stock[*].left}}" },
  ],
};

describe("a workflow", () => {
  it("goes through a list in order, and has what each round gave as a list afterwards", () => {
    const { acts, ended } = runThrough(LOOP, { skus: ["A", "B"] }, ({ input }) => ({
      value: { left: JSON.stringify(input).length },
    }));
    expect(acts.map(({ input }) => input["arguments"])).toEqual([{ sku: "A" }, { sku: "B" }]);
    expect(ended).toMatchObject({ ok: true, lines: [expect.stringMatching(/^\d+, \d+$/)] });
  });

  it("does nothing at all for a list that is too long, and says so", () => {
    const { acts, ended } = runThrough(LOOP, { skus: ["A", "B", "C", "D"] }, () => ({}));
    expect(acts).toEqual([]);
    expect(ended.failure?.message).toContain("4 entries, more than the 3");
  });

  it("stops at the step that failed", () => {
    const { acts, ended } = runThrough(LOOP, { skus: ["A", "B"] }, () => ({ ok: false, message: "down" }));
    expect(acts).toHaveLength(1);
    expect(ended).toMatchObject({ ok: false, failure: { message: "down" } });
  });

  it("proposes the same acts again when its outcomes are replayed", () => {
    const skus = ["A", "B", "C"];
    const first = runThrough(LOOP, { skus }, ({ input }) => ({ value: { left: JSON.stringify(input) } }));
    const second = runThrough(LOOP, { skus }, ({ input }) => ({ value: { left: JSON.stringify(input) } }));
    expect(second).toEqual(first);
  });

  it("puts a value into a path as one segment, whatever is in it", () => {
    const step = {
      do: "request",
      id: "x",
      integration: "a",
      method: "GET",
      path: "/orders/{{inputs.id}}",
      query: {},
    } as const;
    const { acts } = runThrough({ inputs: [], steps: [step] }, { id: "../admin?x=1" }, () => ({}));
    expect(acts[0]?.input["path"]).toBe("/orders/..%2Fadmin%3Fx%3D1");
  });
});

describe("how a skill is called", () => {
  const ship = {
    name: "ship-order",
    description: "",
    details: "",
    inputs: [
      { name: "order_id", type: "integer", description: "", isRequired: true },
      { name: "carrier", type: "string", description: "", isRequired: false },
    ],
  };

  it.each<[string, Record<string, Json> | undefined]>([
    ["ship-order #1234", { order_id: "1234" }],
    ["Ship order 1234", { order_id: "1234" }],
    ["please run the ship-order skill for order 1234", { order_id: "1234" }],
    ['ship-order order_id=1234 carrier="DHL Express"', { order_id: "1234", carrier: "DHL Express" }],
    ["what does ship-order do?", undefined],
    ["ship-orders 1234", undefined],
    ["tell me about the ship-order skill", undefined],
  ])("%s", (text, inputs) => {
    expect(readInvocation(text, [ship])?.inputs).toEqual(inputs);
  });

  describe("what is missing", () => {
    const [said, outlines] = [
      (text: string) => ({ from: "person", name: "Ada", text }) as const,
      [whole(ship)],
    ];
    const asked = (text: string) => ({ from: "chief", name: "Chief", text }) as const;
    const view = (text: string, history: readonly PastMessage[]) =>
      viewOf(text, catalogueWith([]), { skills: outlines, history });
    const question = askFor(whole(ship), whole(ship).inputs);

    it("is asked for one after the other, and taken from each reply", () => {
      expect(readSkillRequest(view("ship-order", []))).toMatchObject({
        tool: "run_skill",
        input: { skill: "ship-order", inputs: {} },
      });
      expect(question).toContain("I need `order_id` (a whole number) and `carrier` (a text)");
      const history = [
        said("ship-order"),
        asked(question),
        said("1234"),
        asked("To run **ship-order** I need …"),
      ];
      expect(readSkillRequest(view("DHL Express", history))).toMatchObject({
        tool: "run_skill",
        input: { inputs: { order_id: "1234", carrier: "DHL Express" } },
      });
    });

    it("is not taken from a no", () => {
      expect(readSkillRequest(view("no", [said("ship-order"), asked(question)]))).toMatchObject({
        text: expect.stringContaining("did not run it"),
      });
    });
  });

  it("is read back to the same from the sentence that was written for it, whatever the inputs hold", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (orderId, carrier, isDryRun) => {
        const inputs = { order_id: orderId, carrier };
        const read = readInvocation(writeInvocation("ship-order", { inputs, isDryRun }), [ship]);
        expect(read).toMatchObject({ inputs, isDryRun });
      }),
    );
  });

  it("knows a dry run before and after", () => {
    expect(readInvocation("dry-run ship-order 1", [ship])?.isDryRun).toBe(true);
    expect(readInvocation("ship-order 1234, dry run", [ship])).toMatchObject({
      isDryRun: true,
      inputs: { order_id: "1234" },
    });
  });

  it("gives inputs their types, and says which one cannot be what it is", () => {
    expect(typeInputs({ order_id: "7" }, ship.inputs)).toEqual({ ok: true, inputs: { order_id: 7 } });
    expect(typeInputs({ order_id: "seven" }, ship.inputs)).toMatchObject({
      message: '`order_id` must be a whole number, not "seven"',
    });
    expect(typeInputs({ id: 7 }, ship.inputs)).toMatchObject({ ok: false });
    expect(readInputs("with carrier: UPS", ship.inputs)).toEqual({ carrier: "UPS" });
  });
});

/** The same where every input is needed. */
function whole(skill: SkillOutline): SkillOutline {
  return { ...skill, inputs: skill.inputs.map((input) => ({ ...input, isRequired: true })) };
}

describe("F6: a SKILL.md", () => {
  it("reads back to what was written", () => {
    const workflow: Workflow = {
      inputs: [{ name: "a", type: "string", description: "", default: "x" }],
      steps: LOOP.steps,
    };
    const text = writeSkillDocument("my-skill", { description: "For: 'tests'", workflow });
    expect(parseSkillDocument(text)).toEqual({
      ok: true,
      name: "my-skill",
      description: "For: 'tests'",
      workflow,
    });
  });

  it.each([
    ["", "front matter"],
    ["---\nname: Nope!\n---\n```yaml workflow\nsteps: []\n```\n", "lower-case letters"],
    ["---\nname: x\n---\n", "```yaml workflow"],
    ["---\nname: x\n---\n```yaml workflow\nsteps: [{do: explode}]\n```\n", "steps.0"],
    ["---\nname: x\n---\n```yaml workflow\nsteps: [\n```\n", "YAML cannot be read"],
  ])("that is not right is told: %j", (text, message) => {
    expect(parseSkillDocument(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

describe("what changed between versions", () => {
  it("is given line by line, and applying it leads from one to the other", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "b", "c")),
        fc.array(fc.constantFrom("a", "b", "c")),
        (before, after) => {
          const lines = diffLines(before, after);
          expect(lines.filter(({ kind }) => kind !== "added").map(({ text }) => text)).toEqual(before);
          expect(lines.filter(({ kind }) => kind !== "removed").map(({ text }) => text)).toEqual(after);
        },
      ),
    );
  });
});
