import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { confirmOutcome, sealCalls, verifyCalls } from "../../src/execution/index.ts";
import { callSealHeads, callSeals, calls } from "../../src/execution/tables.ts";
import { insertEnded } from "../support/ledger.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const minutesOn = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);
const check = (known?: { seq: number; hash: string }) => verifyCalls(ground.db, team.workspace.id, known);
const seal = (now = minutesOn(1)) => sealCalls(ground.db, now);
const idOf = (name: string) => `${team.workspace.id}.${name}`;

function end(name: string, more: Partial<Parameters<typeof insertEnded>[1]> = {}) {
  const { id: workspaceId } = team.workspace;
  const call = { workspaceId, memberId: team.bob.id, integrationId: "int_1", title: "list-orders" };
  return insertEnded(ground.db, { ...call, id: idOf(name), now: NOON, ...more });
}

beforeEach(async () => {
  team = await newTeam(ground);
  for (const name of ["1", "2", "3"]) await end(name);
  await end("4", { state: "unknown", failure: "execution.unknown" });
  await seal();
});

describe("C15: the log of calls shows tampering", () => {
  it("is whole after it was sealed, and each call is sealed once", async () => {
    expect(await check()).toMatchObject({ ok: true, links: 4 });
    expect(await seal(minutesOn(2))).toBe(0);
    await end("5", { now: minutesOn(2) });
    expect(await seal(minutesOn(3))).toBe(1);
    expect(await check()).toMatchObject({ ok: true, links: 5 });
  });

  it("is sealed once by replicas that seal at the same time", async () => {
    for (let n = 10; n < 20; n++) await end(String(n), { now: minutesOn(1) });
    const sealed = await Promise.all([seal(minutesOn(2)), seal(minutesOn(2)), seal(minutesOn(2))]);
    expect(sealed.reduce((sum, count) => sum + count)).toBe(10);
    expect(await check()).toMatchObject({ ok: true, links: 14 });
  });

  it("takes an outcome that became known, before and after that is sealed", async () => {
    const call = { workspaceId: team.workspace.id, id: idOf("4") };
    expect(await confirmOutcome(ground.db, call, { happened: true, by: "mem_1", now: minutesOn(2) })).toBe(
      true,
    );
    expect(await check()).toMatchObject({ ok: true, links: 4 });
    await seal(minutesOn(3));
    expect(await check()).toMatchObject({ ok: true, links: 5 });
    await ground.db
      .update(calls)
      .set({ confirmedBy: "mem_2" })
      .where(eq(calls.id, idOf("4")));
    expect(await check()).toEqual({ ok: false, seq: 5, callId: idOf("4"), why: "altered" });
  });

  const changes: [string, Partial<typeof calls.$inferInsert>][] = [
    ["the person", { memberId: "mem_x" }],
    ["the time", { createdAt: minutesOn(-60) }],
    ["the status", { status: 204 }],
    ["the request", { request: { method: "GET", url: "https://api.example.com/other", headers: {} } }],
    ["who approved", { approvedBy: "mem_x" }],
    ["a failure", { failure: "execution.failed" }],
  ];
  it.each(changes)("names the first call whose row says something else: %s", async (_what, change) => {
    await ground.db
      .update(calls)
      .set(change)
      .where(eq(calls.id, idOf("2")));
    await ground.db
      .update(calls)
      .set({ status: 500 })
      .where(eq(calls.id, idOf("3")));
    expect(await check()).toEqual({ ok: false, seq: 2, callId: idOf("2"), why: "altered" });
  });

  it("notices calls that are gone, reopened or added, and links that are gone", async () => {
    const ofTeam = eq(callSeals.workspaceId, team.workspace.id);
    await ground.db
      .update(calls)
      .set({ state: "sent" })
      .where(eq(calls.id, idOf("3")));
    expect(await check()).toEqual({ ok: false, seq: 3, callId: idOf("3"), why: "reopened" });
    await ground.db.delete(calls).where(eq(calls.id, idOf("2")));
    expect(await check()).toEqual({ ok: false, seq: 2, callId: idOf("2"), why: "deleted" });
    await ground.db.delete(callSeals).where(sql`${ofTeam} and ${callSeals.seq} = 1`);
    expect(await check()).toEqual({ ok: false, seq: 1, why: "missing" });
    await ground.db.delete(callSeals).where(ofTeam);
    expect(await check()).toEqual({ ok: false, seq: 1, why: "cut" });
  });

  it("notices a call that was put in later as if it were old", async () => {
    await seal(minutesOn(60));
    await end("forged", { now: minutesOn(-600) });
    await seal(minutesOn(61));
    expect(await check()).toEqual({ ok: false, seq: 4, callId: idOf("forged"), why: "added" });
  });

  it("notices a chain that was made anew, when its head is known", async () => {
    const before = await check();
    if (!before.ok) throw new Error(before.why);
    const known = { seq: before.links, hash: before.head };
    expect(await check(known)).toMatchObject({ ok: true });
    await ground.db
      .update(calls)
      .set({ memberId: "mem_x" })
      .where(eq(calls.id, idOf("1")));
    await ground.db.delete(callSeals).where(eq(callSeals.workspaceId, team.workspace.id));
    await ground.db.delete(callSealHeads).where(eq(callSealHeads.workspaceId, team.workspace.id));
    await seal();
    expect(await check()).toMatchObject({ ok: true, links: 4 });
    expect(await check(known)).toMatchObject({ ok: false, why: "rewritten" });
  });
});
