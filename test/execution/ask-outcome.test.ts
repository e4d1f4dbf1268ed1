import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Approval, expireApprovals } from "../../src/approvals/index.ts";
import { askOutcome } from "../../src/execution/ask-outcome.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { newId } from "../../src/kernel/index.ts";
import { insertGroup } from "../../src/people/index.ts";
import { json } from "../support/recording-api.ts";
import { type Ground, NOON, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const PAID = { id: 7, status: "paid" };

/** An API that breaks off at every write: what a read gives before that, and after it. */
function breakingOff({ before = PAID, after = before }: { before?: unknown; after?: unknown } = {}) {
  let now = before;
  return openGate(ground, {
    respond(request, response) {
      if (request.method === "GET") return json(response, now ?? {}, now === undefined ? 404 : 200);
      now = after === "gone" ? undefined : after;
      response.socket?.destroy();
    },
  });
}

const updating = async (at: Gate) => at.ready(await at.of("update-order", { id: "7", status: "sent" }));

async function outcomeQuestion(at: Gate, performance: Performance): Promise<Approval> {
  const outcome = await at.perform(performance);
  if (outcome.kind !== "unknown" || !outcome.questionId) throw new Error(JSON.stringify(outcome));
  return at.question(outcome.questionId);
}

/** The question what became of a call that Ada said yes to. */
async function lost(at: Gate, performance: Performance): Promise<Approval> {
  await at.yes(await at.asked(performance));
  return outcomeQuestion(at, performance);
}

describe("D3: what a look at the record tells about a write that may have happened", () => {
  it("D3: that it is as it was", async () => {
    const at = await breakingOff();
    expect((await lost(at, await updating(at))).evidence).toEqual({
      look: "I looked, and the record is just as it was before. It looks as if this did not happen",
    });
  });

  it("D3: how it differs from what it was, in its first six members", async () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`m${at}`, at]));
    const at = await breakingOff({ after: { ...PAID, status: "sent", ...many } });
    const changes = ["status: paid → sent", ...[0, 1, 2, 3, 4].map((n) => `m${n}: (none) → ${n}`)];
    expect((await lost(at, await updating(at))).evidence).toEqual({
      look: `I looked, and the record is another one now (${changes.join("; ")}). It looks as if this happened`,
    });
  });

  it("D3: that it is another one, where what it was is not kept any more", async () => {
    const at = await breakingOff({ after: { id: 7 } });
    const performance = await updating(at);
    const asked = await at.asked(performance);
    await at.yes(asked);
    await ground.db.execute(sql`delete from call_results where call_id = ${`${performance.id}.before`}`);
    expect((await outcomeQuestion(at, performance)).evidence).toEqual({
      look: expect.stringContaining('is another one now (it: null → {"id":7})'),
    });
  });

  it("D3: only that it is there, where it could not be read before", async () => {
    const at = await breakingOff({ before: [PAID], after: PAID });
    expect((await lost(at, await updating(at))).evidence).toEqual({
      look: "I looked, and the record is there; I do not know what it was before",
    });
  });

  it("D3: that it cannot be read", async () => {
    const at = await breakingOff({ after: "gone" });
    expect((await lost(at, await updating(at))).evidence).toEqual({
      look: expect.stringMatching(/^I could not look: /),
    });
  });

  it("D3: nothing, where nothing in the catalogue reads it", async () => {
    const at = await breakingOff();
    const performance = await at.ready(await at.of("cancel-order", { id: "7", reason: "late" }));
    expect((await lost(at, performance)).evidence).toStrictEqual({});
  });
});

describe("D3: who is asked what became of a write", () => {
  it("D3: one of those who could allow it, with their groups and names", async () => {
    const at = await breakingOff();
    const { ada, bob, cleo, workspace } = at.team;
    const group = { id: newId("grp"), workspaceId: workspace.id, createdAt: NOON };
    await insertGroup(ground.db, { ...group, name: "finance", memberIds: [cleo.id, bob.id] });
    const scope = { admins: false, requester: false, members: [ada.id], groups: [group.id] };
    await at.rule({ methods: ["PATCH"] }, { kind: "allow" });
    await at.rule({ methods: ["PATCH"] }, { kind: "ask", approvers: { ...scope, needed: 2 } });
    const performance = await updating(at);
    const asked = await at.asked(performance);
    expect(asked.approvers).toMatchObject({ needed: 2 });
    await at.yes(asked);
    await at.yes(asked, cleo);
    expect((await outcomeQuestion(at, performance)).approvers).toStrictEqual(scope);
  });

  it("D3: whoever asked for it or an admin, where nobody had to allow it", async () => {
    const at = await breakingOff();
    await at.rule({ methods: ["PATCH"] }, { kind: "allow" });
    expect((await outcomeQuestion(at, await updating(at))).approvers).toEqual({
      ...{ admins: true, requester: true },
    });
  });

  it("D3: nobody but admins, where only they could", async () => {
    const at = await breakingOff();
    const performance = await at.ready(await at.of("delete-order", { id: "7" }));
    expect((await lost(at, performance)).approvers).toEqual({ admins: true, requester: false });
  });

  it("D3: nobody a second time, also when nobody answered", async () => {
    const at = await breakingOff();
    const performance = await updating(at);
    const first = await lost(at, performance);
    ground.setClock(new Date(NOON.getTime() + 2 * 3_600_000));
    await expireApprovals(ground.db, ground.clock());
    expect(await outcomeQuestion(at, performance)).toMatchObject({ id: first.id, state: "expired" });
  });

  it("D3: nobody about a call that the ledger does not know", async () => {
    const at = await breakingOff();
    const performance = await updating(at);
    const outcome = { kind: "unknown", callId: performance.id, title: "t", message: "m" } as const;
    const asking = askOutcome(ground as never, performance, {
      ...{ outcome, performRead: async () => outcome },
    });
    await expect(asking).rejects.toThrow("vanished from the ledger");
  });
});
