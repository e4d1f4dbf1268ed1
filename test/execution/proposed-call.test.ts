import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pastCall, proposedCall } from "../../src/execution/proposed-call.ts";
import { type Ground, openGround } from "../support/team.ts";
import { openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

describe("E6: a call as rules look at it", () => {
  it("E6: names its action and path, before it is made and afterwards", async () => {
    const at = await openGate(ground);
    const performance = await at.ready(await at.of("cancel-order", { id: "7", reason: "late" }));
    const action = { id: performance.call.actionId, path: "/orders/{{id}}/cancel" };
    expect(proposedCall(performance)).toMatchObject({ action, askedBy: at.team.bob.id });
    await at.asked(performance);
    const row = await at.row(performance.id);
    expect(row && pastCall(row, await at.catalogue())).toMatchObject({ action, askedBy: at.team.bob.id });
  });

  it("E6: names no action where it was described", async () => {
    const at = await openGate(ground);
    const performance = await at.ready(at.http("POST", "/other", { body: { a: 1 } }));
    expect(proposedCall(performance)).toMatchObject({ action: null, effect: "write" });
    await at.asked(performance);
    const row = await at.row(performance.id);
    expect(row && pastCall(row, await at.catalogue())).toMatchObject({ action: null, effect: "write" });
  });

  it("E6: is none where its integration is gone", async () => {
    const [at, elsewhere] = [await openGate(ground), await openGate(ground)];
    const performance = await at.ready(await at.of("delete-order", { id: "7" }));
    await at.asked(performance);
    const row = await at.row(performance.id);
    expect(row && pastCall(row, await elsewhere.catalogue())).toBeUndefined();
  });
});
