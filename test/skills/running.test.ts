import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { bumpCatalogueVersion } from "../../src/people/index.ts";
import { skillStage } from "./stage.ts";

const stage = skillStage();

const READS = `steps:
  - { do: call, id: order, action: orders.get-order, with: { id: 1 } }
  - { do: call, id: tag, action: orders.tag-order, with: { id: 1 } }`;
const REFUNDS_AND_READS = `steps:
  - { do: call, id: refund, action: orders.refund-order, with: { id: 1, amount: 5 } }
  - { do: call, id: tag, action: orders.tag-order, with: { id: 1 } }`;

/** An upload of a newer document, which turns a read into a write. */
async function becomesWrite(name: string): Promise<void> {
  const { ground, team } = stage;
  await ground.db.execute(
    sql`update actions set effect = 'write' where workspace_id = ${team.workspace.id} and name = ${name}`,
  );
  await bumpCatalogueVersion(ground.db, team.workspace.id);
}

describe("F4: what a skill may do is what it was saved with", () => {
  it("it does not start when an action that it reads by has become a write", async () => {
    await stage.save("look", READS);
    await becomesWrite("tag-order");
    const told = await stage.say(await stage.open(), "look");
    expect(told).toContain("not saved with the permission to change something by orders.tag-order");
    expect(stage.sent()).toEqual([]);
  });

  it("it stops before the step when that happens while it waits for a person", async () => {
    await stage.save("refund", REFUNDS_AND_READS);
    const talk = await stage.open();
    await stage.say(talk, "refund");
    await becomesWrite("tag-order");
    const card = talk.chat.said.flatMap(({ utterance }) =>
      utterance.kind === "card" ? utterance.cards : [],
    )[0];
    const { workspace, ada } = stage.team;
    const approvalId = card?.approval.id ?? "";
    await talk.conversation.click({
      workspaceId: workspace.id,
      approvalId,
      person: ada,
      verdict: "approved",
    });
    await talk.advance();
    expect(talk.chat.answers().at(-1)).toMatch(
      /stopped at “call orders.tag-order.*not saved with the permission to change something by orders.tag-order/,
    );
    expect(stage.sent()).toEqual(["POST /orders/1/refund"]);
  });

  it("it includes what the skills do that it runs, so that a change of one of them does not widen it", async () => {
    await stage.save("inner", READS);
    await stage.save("outer", "steps: [{ do: skill, skill: inner }]");
    const talk = await stage.open();
    expect(await stage.say(talk, "show skill outer")).toContain(
      "reads `orders.get-order`, `orders.tag-order`",
    );
    expect(await stage.say(talk, "outer")).toContain("**outer** is done");
    await stage.save("inner", REFUNDS_AND_READS);
    expect(await stage.say(talk, "outer")).toContain("permission to change something by orders.refund-order");
    expect(stage.sent()).toEqual(["GET /orders/1", "GET /orders/1/tag"]);
    await stage.save("outer", "steps: [{ do: skill, skill: inner }]");
    await stage.say(talk, "outer");
    expect(talk.chat.said.some(({ utterance }) => utterance.kind === "card")).toBe(true);
  });

  it("rules hold inside it: what is refused is not sent, and the skill says which step and why", async () => {
    await stage.save("refund", REFUNDS_AND_READS);
    const talk = await stage.open();
    await stage.say(talk, "set a rule: refuse any POST call to our Orders");
    const proposal = talk.chat.said.flatMap(({ utterance }) =>
      utterance.kind === "proposal" ? [utterance.card.proposal] : [],
    )[0];
    const { workspace, ada } = stage.team;
    const press = { workspaceId: workspace.id, proposalId: proposal?.id ?? "", person: ada } as const;
    await talk.conversation.pressProposal({ ...press, state: "confirmed" });
    expect(await stage.say(talk, "refund")).toMatch(/stopped at “call orders.refund-order.*refused/s);
    expect(stage.sent()).toEqual([]);
  });
});

describe("F7: a step that calls an action", () => {
  const MAPPED = `inputs: [{ name: order_id, type: integer }]
steps:
  - { do: call, id: customer, action: orders.customer-of-order, with: { id: "{{inputs.order_id}}" } }
  - { do: call, id: tag, action: orders.tag-order, with: { id: "{{customer.remark}}" } }
  - { do: say, text: "{{customer}}" }`;

  it("gives later steps its mapped output, and sends the same requests for the same inputs", async () => {
    await stage.save("trace", MAPPED);
    const talk = await stage.open();
    const answers = [await stage.say(talk, "trace 7"), await stage.say(talk, "trace 7")];
    expect(answers).toEqual(Array(2).fill('{"remark":"Where is my parcel?"}'));
    const once = ["GET /orders/7", "GET /orders/Where%20is%20my%20parcel%3F/tag"];
    expect(stage.sent()).toEqual([...once, ...once]);
  });

  it("has the outputs that its mapping names, and no other", async () => {
    await expect(stage.save("trace", MAPPED.replace("customer.remark", "customer.note"))).rejects.toThrow(
      "{{customer.note}} leads nowhere: there are remark",
    );
  });
});
