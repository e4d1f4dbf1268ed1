import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  claimSend,
  confirmOutcome,
  findCall,
  findLastAsked,
  type Intent,
  insertIntent,
  listCallsOfRun,
  listLastUse,
  readCallsSince,
  replaceWaiting,
  settleCall,
} from "../../src/execution/ledger-store.ts";
import type { PreparedCall } from "../../src/execution/prepared-request.ts";
import { newId } from "../../src/kernel/index.ts";
import { bumpCatalogueVersion, getWorkspace } from "../../src/people/index.ts";
import { type Ground, NOON, newTeam, openGround } from "../support/team.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const LATER = new Date(NOON.getTime() + 1_000);
const ELSEWHERE = "ws_elsewhere";
const target = { kind: "http", integrationId: "int_a", method: "DELETE", path: "/x", query: {} } as const;
const refund = { kind: "grant", id: "grt_1", number: 1 } as const;

const callTo = (integrationId: string, more: Partial<PreparedCall> = {}): PreparedCall => ({
  ...{ integrationId, actionId: null, actionVersion: 0, title: "DELETE /x", effect: "destroy" },
  ...{ requiresConfirmation: false, queryNames: [] },
  request: { method: "DELETE", url: "https://api.test/x", headers: {} },
  ...more,
});

/** A ledger of one team, and another team's place to look from. */
async function ledger() {
  const { workspace } = await newTeam(ground);
  const runId = newId("run");
  const threadId = newId("thr");
  const intent = (more: Partial<Intent> = {}): Intent => ({
    id: newId("call"),
    context: { workspaceId: workspace.id, runId, threadId, memberId: "mem_1" },
    call: callTo("int_a"),
    target,
    requestHash: "hash",
    state: "waiting",
    now: NOON,
    ...more,
  });
  const store = async (more: Partial<Intent> = {}) => {
    const row = await insertIntent(ground.db, intent(more));
    if (!row) throw new Error("not stored");
    return row;
  };
  const now = (id: string) => findCall(ground.db, workspace.id, id);
  return { workspaceId: workspace.id, runId, threadId, intent, store, now };
}

describe("D3: an intent", () => {
  it("is in the ledger as it was stored, and what comes of it is not", async () => {
    const { store, now } = await ledger();
    for (const [more, stored] of [
      [{ state: "waiting" }, { attempts: 0, sentAt: null, target, allowedBy: null }],
      [{ state: "sent" }, { attempts: 1, sentAt: NOON, target }],
      [{ allowedBy: refund }, { allowedBy: refund }],
      [{ target: undefined }, { target: null }],
      [{ call: callTo("int_a", { effect: "read" }) }, { target: null, effect: "read" }],
    ] as const) {
      const row = await store(more);
      expect(row).toMatchObject({ ...stored, settledAt: null, approvedBy: null, confirmedBy: null });
      expect(await now(row.id)).toEqual(row);
    }
  });

  it("is stored once, and only while the workspace is as it was decided on", async () => {
    const { store, now, intent, workspaceId } = await ledger();
    const first = await store();
    expect(
      await insertIntent(ground.db, { ...intent(), id: first.id, requestHash: "other" }),
    ).toBeUndefined();
    expect((await now(first.id))?.requestHash).toBe("hash");

    const { catalogueVersion } = await getWorkspace(ground.db, workspaceId);
    await store({ onlyAtVersion: catalogueVersion });
    await bumpCatalogueVersion(ground.db, workspaceId);
    const late = intent({ onlyAtVersion: catalogueVersion });
    expect(await insertIntent(ground.db, late)).toBeUndefined();
    expect(await now(late.id)).toBeUndefined();
  });

  it("is found in its own workspace only", async () => {
    const { store } = await ledger();
    const { id } = await store();
    expect(await findCall(ground.db, ELSEWHERE, id)).toBeUndefined();
  });
});

describe("E3: a call that is about to be sent", () => {
  it("is sent by one, who has the request that stands there, in a state from which it may be", async () => {
    const { store, now } = await ledger();
    const other = await store();
    const row = await store();
    const claim = { from: ["waiting" as const], approvedBy: "apr_1", now: LATER };
    for (const [call, from] of [
      [{ ...row, requestHash: "other" }, ["waiting"]],
      [{ ...row, workspaceId: ELSEWHERE }, ["waiting"]],
      [{ ...row, id: "call_gone" }, ["waiting"]],
      [row, ["planned", "sent"]],
    ] as const)
      expect(await claimSend(ground.db, call, { ...claim, from: [...from] })).toBeUndefined();
    expect(await now(row.id)).toEqual(row);
    const sent = { state: "sent", attempts: 1, sentAt: LATER, approvedBy: "apr_1" };
    expect(await claimSend(ground.db, row, claim)).toMatchObject(sent);
    expect(await now(row.id)).toMatchObject(sent);
    expect(await claimSend(ground.db, row, claim)).toBeUndefined();
    expect(await now(other.id)).toEqual(other);
    const again = { from: ["sent" as const], now: LATER };
    expect(await claimSend(ground.db, row, again)).toMatchObject({ attempts: 2, approvedBy: "apr_1" });
  });

  it("is replaced while it waits, and not after", async () => {
    const { store, now } = await ledger();
    const other = await store();
    const row = await store();
    const by = {
      call: callTo("int_a", { title: "another", effect: "write" }),
      target: undefined,
      requestHash: "new",
    };
    expect(await replaceWaiting(ground.db, { ...row, workspaceId: ELSEWHERE }, by)).toBe(false);
    expect(await replaceWaiting(ground.db, { ...row, id: "call_gone" }, by)).toBe(false);
    expect(await now(row.id)).toEqual(row);
    expect(await replaceWaiting(ground.db, row, by)).toBe(true);
    const replaced = {
      title: "another",
      effect: "write",
      target: null,
      requestHash: "new",
      state: "waiting",
    };
    expect(await now(row.id)).toMatchObject(replaced);
    expect(await now(other.id)).toEqual(other);
    const sent = await store({ state: "sent" });
    expect(await replaceWaiting(ground.db, sent, { ...by, target })).toBe(false);
    expect(await now(sent.id)).toEqual(sent);
  });
});

describe("D3: what a person knows of a write", () => {
  it.each([
    [true, { failure: null, failureMessage: null }],
    [
      false,
      { failure: "execution.did_not_happen", failureMessage: expect.stringContaining("did not happen") },
    ],
  ])("is noted once while nobody knew, happened: %s", async (happened, stored) => {
    const { store, now, workspaceId } = await ledger();
    const told = { happened, by: "mem_2", now: LATER };
    const [row, other] = [await store({ state: "sent" }), await store({ state: "sent" })];
    expect(await confirmOutcome(ground.db, row, told)).toBe(false);
    for (const one of [row, other]) await settleCall(ground.db, one, { state: "unknown", now: NOON });
    expect(await confirmOutcome(ground.db, { workspaceId: ELSEWHERE, id: row.id }, told)).toBe(false);
    expect(await confirmOutcome(ground.db, { workspaceId, id: "call_gone" }, told)).toBe(false);
    expect(await now(row.id)).toMatchObject({ state: "unknown", confirmedBy: null });
    expect(await confirmOutcome(ground.db, row, told)).toBe(true);
    const settled = { state: "settled", settledAt: LATER, confirmedBy: "mem_2", ...stored };
    expect(await now(row.id)).toMatchObject(settled);
    expect(await confirmOutcome(ground.db, row, { ...told, by: "mem_3" })).toBe(false);
    expect(await now(row.id)).toMatchObject(settled);
    expect(await now(other.id)).toMatchObject({ state: "unknown" });
  });
});

describe("I2: the calls of the ledger", () => {
  it("are those of a run, in the order in which they were made", async () => {
    const { store, runId, workspaceId, intent } = await ledger();
    const second = await store({ now: LATER });
    const first = await store();
    const { context } = intent();
    await store({ context: { ...context, runId: newId("run") } });
    await store({ context: { ...context, workspaceId: ELSEWHERE } });
    expect((await listCallsOfRun(ground.db, workspaceId, runId)).map(({ id }) => id)).toEqual([
      first.id,
      second.id,
    ]);
  });

  it("are read from the newest on, in batches, without what was read for a card", async () => {
    const { store, workspaceId, intent } = await ledger();
    const { context } = intent();
    const at = (ms: number) => new Date(NOON.getTime() + ms);
    const made = [];
    for (const [ms, integrationId] of [
      [0, "int_a"],
      [1, "int_b"],
      [1, "int_a"],
      [2, "int_a"],
      [3, "int_b"],
    ] as const)
      made.push(await store({ now: at(ms), call: callTo(integrationId) }));
    await store({ now: at(-1) });
    for (const word of ["before", "check", "look"])
      await store({ id: `${newId("call")}.${word}`, now: at(2) });
    await store({ now: at(2), context: { ...context, workspaceId: ELSEWHERE } });
    const newestFirst = made
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
      .map(({ id, integrationId }) => ({ id, integrationId }));
    const read = async (batch: number, integrationIds?: string[]) => {
      const sizes: number[] = [];
      const ids: string[] = [];
      const filter = { workspaceId, since: NOON, batch, ...(integrationIds ? { integrationIds } : {}) };
      for await (const rows of readCallsSince(ground.db, filter)) {
        sizes.push(rows.length);
        ids.push(...rows.map(({ id }) => id));
      }
      return { sizes, ids };
    };
    const all = newestFirst.map(({ id }) => id);
    expect(await read(2)).toEqual({ sizes: [2, 2, 1], ids: all });
    expect(await read(5)).toEqual({ sizes: [5], ids: all });
    expect(await read(9)).toEqual({ sizes: [5], ids: all });
    const ofB = newestFirst.filter(({ integrationId }) => integrationId === "int_b").map(({ id }) => id);
    expect(await read(9, ["int_b"])).toEqual({ sizes: [2], ids: ofB });
    expect(await read(9, ["int_gone"])).toEqual({ sizes: [], ids: [] });
  });

  it("tell which was the last that a person was asked about, or a grant stood in for", async () => {
    const { store, workspaceId, threadId, intent } = await ledger();
    const { context } = intent();
    const at = (seconds: number) => new Date(NOON.getTime() + seconds * 1_000);
    const last = async () => (await findLastAsked(ground.db, workspaceId, threadId))?.id;
    await store({ state: "sent" });
    expect(await last()).toBeUndefined();
    const waiting = await store({ now: at(1) });
    expect(await last()).toBe(waiting.id);
    const granted = await store({ state: "sent", allowedBy: refund, now: at(2) });
    expect(await last()).toBe(granted.id);
    const approved = await store({ now: at(3) });
    await claimSend(ground.db, approved, { from: ["waiting"], approvedBy: "apr_1", now: at(4) });
    await store({ state: "sent", now: at(5) });
    await store({ now: at(6), context: { ...context, threadId: newId("thr") } });
    await store({ now: at(6), context: { ...context, workspaceId: ELSEWHERE } });
    expect(await last()).toBe(approved.id);
  });

  it("tell when each integration was last used, and by which run", async () => {
    const { store, workspaceId, intent } = await ledger();
    const { context } = intent();
    const runId = newId("run");
    await store();
    await store({ now: LATER, context: { ...context, runId } });
    await store({ now: new Date(LATER.getTime() + 1), context: { ...context, workspaceId: ELSEWHERE } });
    expect(await listLastUse(ground.db, workspaceId, ["int_a", "int_never"])).toEqual(
      new Map([["int_a", { at: LATER, runId }]]),
    );
    expect(await listLastUse(ground.db, workspaceId, [])).toEqual(new Map());
  });
});
