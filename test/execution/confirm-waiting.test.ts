import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confirmWaiting } from "../../src/execution/confirm-waiting.ts";
import { writesTo } from "../support/recording-api.ts";
import { type Ground, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const deleting = async (at: Gate) => at.ready(await at.of("delete-order", { id: "7" }));

describe("E3: a call that a person has confirmed as it is", () => {
  it("E3: is sent with their yes, where they may give it", async () => {
    const at = await openGate(ground);
    const performance = await deleting(at);
    expect(await at.execution.performConfirmed(performance, at.team.ada)).toMatchObject({ kind: "answered" });
    expect(await at.row(performance.id)).toMatchObject({ approvedBy: at.team.ada.id });
    expect(writesTo(at.api)).toHaveLength(1);
  });

  it("E1: goes on waiting where the policy wants somebody else", async () => {
    const at = await openGate(ground);
    const performance = await deleting(at);
    const outcome = await at.execution.performConfirmed(performance, at.team.bob);
    if (outcome.kind !== "waiting") throw new Error(outcome.kind);
    expect(await at.question(outcome.approvalId)).toMatchObject({ state: "pending", yeses: [] });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E1: is confirmed by nobody of another workspace", async () => {
    const [at, elsewhere] = [await openGate(ground), await openGate(ground)];
    const asked = await at.asked(await deleting(at));
    const { ada, workspace } = elsewhere.team;
    await confirmWaiting(ground, { workspaceId: workspace.id, approvalId: asked.id, person: ada });
    await confirmWaiting(ground, { workspaceId: asked.workspaceId, approvalId: asked.id, person: ada });
    expect(await at.question(asked.id)).toMatchObject({ state: "pending", yeses: [] });
  });

  it("is sent at once where nobody need be asked, and not twice", async () => {
    const at = await openGate(ground);
    await at.rule({ methods: ["DELETE"] }, { kind: "allow" });
    const performance = await deleting(at);
    for (const _ of [1, 2])
      expect(await at.execution.performConfirmed(performance, at.team.bob)).toMatchObject({
        kind: "answered",
      });
    expect(writesTo(at.api)).toHaveLength(1);
  });
});
