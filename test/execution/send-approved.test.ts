import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findApprovalOfCall } from "../../src/approvals/index.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { json, writesTo } from "../support/recording-api.ts";
import { type Ground, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

/** An API with a record that the test changes, and does something with at its reads, from the first on. */
async function scene() {
  const order = { is: { id: 7, status: "paid" } as unknown, atRead: async (_count: number) => {} };
  let reads = 0;
  const at = await openGate(ground, {
    async respond({ method }, response) {
      if (method === "GET") {
        reads += 1;
        await order.atRead(reads);
      }
      json(response, order.is ?? {}, order.is === undefined ? 404 : 200);
    },
  });
  return { ...at, order };
}

const updating = async (at: Gate) => at.ready(await at.of("update-order", { id: "7", status: "sent" }));

/** A call that waits, with the yes that it waited for. */
async function approved(at: Gate) {
  const performance = await updating(at);
  const approval = await at.asked(performance);
  await at.yes(approval);
  return { performance, approval };
}

const endCall = ({ id }: Performance) =>
  ground.db.execute(sql`update calls set state = 'refused', failure_message = 'over' where id = ${id}`);

describe("E1: a question about a call", () => {
  it("E1: is the same one for all workers that come to it at once", async () => {
    const at = await scene();
    const performance = await at.ready(await at.of("cancel-order", { id: "7", reason: "late" }));
    const outcomes = await Promise.all([1, 2, 3].map(() => at.perform(performance)));
    const question = await findApprovalOfCall(ground.db, performance.id);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ kind: "waiting", approvalId: question?.id });
    const { rows } = await ground.db.execute(sql`select id from approvals where call_id = ${performance.id}`);
    expect(rows).toHaveLength(1);
  });

  it("E2: has nothing beside it where there is nothing to say", async () => {
    const at = await scene();
    const performance = await at.ready(await at.of("cancel-order", { id: "7", reason: "late" }));
    expect((await at.asked(performance)).evidence).toStrictEqual({});
  });
});

describe("E3: what was approved", () => {
  it("E3: is not sent where the ledger holds another request by now", async () => {
    const at = await scene();
    const { performance, approval } = await approved(at);
    await ground.db.execute(sql`update calls set request_hash = 'another' where id = ${performance.id}`);
    expect(await at.perform(performance)).toMatchObject({
      kind: "refused",
      message:
        "After the approval, the integration, its credential or the action changed; so nothing was sent. Ask again",
    });
    expect(await at.question(approval.id)).toMatchObject({ state: "stale" });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E5: keeps its answer where the call ends before it is sent", async () => {
    const at = await scene();
    const { performance, approval } = await approved(at);
    at.order.atRead = async () => void (await endCall(performance));
    await expect(at.perform(performance)).rejects.toThrow("could not be claimed");
    expect(await at.question(approval.id)).toMatchObject({ state: "approved", usedAt: null });
    expect(writesTo(at.api)).toEqual([]);
  });
});

describe("E4: a record that is not what it was when it was approved", () => {
  const againOf = async (at: Gate, performance: Performance) => (await at.asked(performance)).evidence.again;

  it("E4: is asked about again where it cannot be read", async () => {
    const at = await scene();
    const { performance } = await approved(at);
    at.order.is = undefined;
    expect(await againOf(at, performance)).toMatch(
      /^The record could not be read again before sending: .*404/,
    );
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E4: is asked about again where nothing reads it any more", async () => {
    const at = await scene();
    const { performance } = await approved(at);
    await ground.db.execute(
      sql`update actions set enabled = false where integration_id = ${at.integration.id} and name = 'get-order'`,
    );
    const catalogue = await at.catalogue();
    expect(await againOf(at, { ...performance, catalogue, catalogueVersion: catalogue.version })).toBe(
      "The record could not be read again before sending: nothing reads it any more",
    );
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E4: is told as a whole where what it was is not kept any more", async () => {
    const at = await scene();
    const { performance } = await approved(at);
    at.order.is = { id: 7 };
    await ground.db.execute(sql`delete from call_results where call_id = ${`${performance.id}.before`}`);
    expect(await againOf(at, performance)).toBe(
      'The record changed since the card was shown: it: null → {"id":7}',
    );
  });

  it("E4: is not chased for ever", async () => {
    const at = await scene();
    const performance = await updating(at);
    const questions: string[] = [];
    for (let n = 1; n <= 5; n++) {
      const approval = await at.asked(performance);
      questions.push(approval.id);
      await at.yes(approval);
      at.order.is = { id: 7, status: `change ${n}` };
    }
    expect(new Set(questions).size).toBe(5);
    expect(await at.perform(performance)).toMatchObject({
      kind: "refused",
      message: "After the approval, the record kept changing; so nothing was sent. Ask again",
    });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("E4, E8: is asked about again in the name of who had edited the request, and of nobody else", async () => {
    const at = await scene();
    const performance = await updating(at);
    const first = await at.asked(performance);
    const edited = await at.edit(first, { note: "soon" });
    if (!edited.ok || edited.approvalId === null) throw new Error("not edited");
    await at.yes(await at.question(edited.approvalId));
    at.order.is = { id: 7, status: "lost" };
    expect(await at.asked(performance)).toMatchObject({
      ...{ replaces: edited.approvalId, editedBy: at.team.ada.id },
    });
    const { performance: other } = await approved(at);
    at.order.is = { id: 7, status: "found" };
    expect(await at.asked(other)).toMatchObject({ editedBy: null });
  });

  it("E4: asks nobody again where the call ends meanwhile", async () => {
    const at = await scene();
    const { performance, approval } = await approved(at);
    at.order.is = { id: 7, status: "lost" };
    // The second read since is the one for the new card.
    at.order.atRead = async (count) => void (count === 3 && (await endCall(performance)));
    await expect(at.perform(performance)).rejects.toThrow("does not wait any more");
    expect(await at.question(approval.id)).toMatchObject({ state: "approved", usedAt: null });
  });

  it("E4: asks nobody again where the question is closed meanwhile", async () => {
    const at = await scene();
    const { performance, approval } = await approved(at);
    at.order.is = { id: 7, status: "lost" };
    at.order.atRead = async (count) => {
      if (count === 3)
        await ground.db.execute(sql`update approvals set state = 'stale' where id = ${approval.id}`);
    };
    expect(await at.perform(performance)).toMatchObject({
      ...{ kind: "refused", message: expect.stringContaining("had changed since it was approved") },
    });
    expect(writesTo(at.api)).toEqual([]);
  });
});
