import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertActions } from "../../src/actions/index.ts";
import type { Approval } from "../../src/approvals/index.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { writesTo } from "../support/recording-api.ts";
import { action, type Ground, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

/** A call that waits for a yes to what it was edited to. */
async function edited(
  at: Gate,
  performance: Performance,
  entered: Record<string, string>,
): Promise<Approval> {
  const outcome = await at.edit(await at.asked(performance), entered);
  if (!outcome.ok || outcome.approvalId === null) throw new Error(JSON.stringify(outcome));
  return at.question(outcome.approvalId);
}

const cancelling = async (at: Gate, more: Partial<Performance> = {}) =>
  at.ready(await at.of("cancel-order", { id: "7", reason: "late" }), more);

/** The same proposal, by a run that is taken up again later. */
const later = async (at: Gate, performance: Performance): Promise<Performance> => {
  const catalogue = await at.catalogue();
  return { ...performance, catalogue, catalogueVersion: catalogue.version };
};

const switchOff = (at: Gate, name: string) =>
  ground.db.execute(
    sql`update actions set enabled = false where integration_id = ${at.integration.id} and name = ${name}`,
  );

describe("E3: a call that was edited while it waited", () => {
  it("E3: is sent as it was edited, though its run proposes what it proposed before", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await at.yes(await edited(at, performance, { reason: "lost" }));
    expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
    expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
    expect(writesTo(at.api)).toMatchObject([{ url: "/orders/7/cancel", body: '{"reason":"lost"}' }]);
  });

  it("E3: is not sent as it was before where nobody knows the catalogue", async () => {
    const at = await openGate(ground);
    const { catalogue: _, ...performance } = await cancelling(at);
    const known = await later(at, performance);
    await at.yes(await edited(at, known, { reason: "lost" }));
    expect(await at.perform(performance)).toMatchObject({ kind: "refused" });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E3: is not sent once its action is off, and says so", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    const question = await edited(at, performance, { reason: "lost" });
    await at.yes(question);
    await switchOff(at, "cancel-order");
    expect(await at.perform(await later(at, performance))).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^there is no enabled action .*\. Nothing was sent$/),
    });
    expect(await at.question(question.id)).toMatchObject({ state: "stale" });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E3: is not sent once its action is off, also where the question is gone", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await edited(at, performance, { reason: "lost" });
    await ground.db.execute(sql`delete from approvals where call_id = ${performance.id}`);
    await switchOff(at, "cancel-order");
    expect(await at.perform(await later(at, performance))).toMatchObject({ kind: "refused" });
    expect(writesTo(at.api)).toEqual([]);
  });

  const ANOTHER = "The edited request would be another action. Nothing was sent";

  it("E3: is not sent where it would be a call of an action that came meanwhile", async () => {
    const at = await openGate(ground);
    const performance = await at.ready(at.http("POST", "/other", { body: { a: 1 } }));
    await at.yes(await edited(at, performance, { body: '{"a":2}' }));
    await insertActions(ground.db, at.integration, [action("other", "POST", "/other", { body: ["a"] })]);
    expect(await at.perform(await later(at, performance))).toMatchObject({
      ...{ kind: "refused", message: ANOTHER },
    });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E3: is not sent where its call is one of another integration", async () => {
    const [at, elsewhere] = [await openGate(ground), await openGate(ground)];
    const performance = await at.ready(at.http("POST", "/other", { body: { a: 1 } }));
    await at.yes(await edited(at, performance, { body: '{"a":2}' }));
    await ground.db.execute(
      sql`update calls set integration_id = ${elsewhere.integration.id} where id = ${performance.id}`,
    );
    expect(await at.perform(performance)).toMatchObject({ kind: "refused", message: ANOTHER });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("D3: that a crash cut off stays unknown, also when its action is off by now", async () => {
    const at = await openGate(ground);
    const performance = await cancelling(at);
    await at.yes(await edited(at, performance, { reason: "lost" }));
    await ground.db.execute(sql`update calls set state = 'sent' where id = ${performance.id}`);
    await switchOff(at, "cancel-order");
    expect(await at.perform(await later(at, performance))).toMatchObject({ kind: "unknown" });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E3, E7: asks nobody for the foreign text that was in it before", async () => {
    const at = await openGate(ground);
    const { cleo } = at.team;
    await at.rule({ methods: ["POST"] }, { kind: "allow" });
    const approvers = { admins: false, requester: false, members: [cleo.id] };
    await at.rule({ methods: ["POST"] }, { kind: "ask", approvers });
    const foreign = [{ argument: "reason", from: ["Mail"] }];
    const performance = await cancelling(at, { foreign });
    await at.yes(await edited(at, performance, { reason: "lost" }), cleo);
    expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
    expect(writesTo(at.api)).toMatchObject([{ body: '{"reason":"lost"}' }]);
  });
});
