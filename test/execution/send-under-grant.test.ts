import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setActionLimit } from "../../src/actions/index.ts";
import { insertIntent } from "../../src/execution/ledger-store.ts";
import { holdBack } from "../../src/execution/pace-store.ts";
import type { Performance } from "../../src/execution/performance.ts";
import { useGrant } from "../../src/execution/use-grant.ts";
import { newId } from "../../src/kernel/index.ts";
import { writesTo } from "../support/recording-api.ts";
import { type Ground, NOON, openGround } from "../support/team.ts";
import { type Gate, openGate } from "./gate.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const DELETES = { methods: ["DELETE"] };
const deleting = async (at: Gate) => at.ready(await at.of("delete-order", { id: "7" }));
const anew = (performance: Performance): Performance => ({ ...performance, id: newId("call") });

/** A call of the same id that another workspace has. */
const takenElsewhere = async (performance: Performance) => {
  const elsewhere = await openGate(ground);
  const { id, context, call } = { ...(await deleting(elsewhere)), id: performance.id };
  await insertIntent(ground.db, { id, context, call, requestHash: "h", state: "sent", now: NOON });
};

/** For longer than anybody waits. */
const holdBackFor = (at: Gate) => {
  const of = { workspaceId: at.team.workspace.id, integrationId: at.integration.id };
  return holdBack(ground.db, of, new Date(NOON.getTime() + 600_000));
};

describe("E7: a call that a grant covers", () => {
  it("E7: is sent once without a question, and takes one use", async () => {
    const at = await openGate(ground);
    const { id, number } = await at.grant(DELETES, 5);
    await at.grant(DELETES, 5);
    const performance = await deleting(at);
    const allowedBy = { kind: "grant", id, number };
    for (const _ of [1, 2])
      expect(await at.perform(performance)).toMatchObject({ kind: "answered", allowedBy });
    expect(await at.uses()).toEqual([0, 1]);
    expect(writesTo(at.api)).toHaveLength(1);
    expect(await at.row(performance.id)).toMatchObject({ attempts: 1, allowedBy });
  });

  it("E7: takes the next grant where the first is used up, and is asked about after the last", async () => {
    const at = await openGate(ground);
    await at.grant(DELETES, 1);
    await at.grant(DELETES, 1);
    const performance = await deleting(at);
    expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
    expect(await at.perform(anew(performance))).toMatchObject({ kind: "answered" });
    expect(await at.perform(anew(performance))).toMatchObject({ kind: "waiting" });
    expect(await at.uses()).toEqual([1, 1]);
    expect(writesTo(at.api)).toHaveLength(2);
  });

  it("E7: takes one use and is sent once, however many workers come to it at once", async () => {
    const at = await openGate(ground);
    await at.grant(DELETES, 5);
    const performance = await deleting(at);
    await Promise.allSettled([1, 2, 3].map(() => at.perform(performance)));
    expect(await at.uses()).toEqual([1]);
    expect(writesTo(at.api)).toHaveLength(1);
  });

  it("E7, C16: keeps waiting where it waited before, and takes nothing of what may be called in a minute", async () => {
    const at = await openGate(ground);
    const first = await deleting(at);
    const { workspaceId } = first.context;
    await setActionLimit(ground.db, workspaceId, { actionId: first.call.actionId ?? "", callsPerMinute: 1 });
    const performance = await deleting(at);
    const approval = await at.asked(performance);
    await at.grant(DELETES, 5);
    const again = { ...(await deleting(at)), id: performance.id, context: performance.context };
    expect(await at.perform(again)).toMatchObject({ kind: "waiting", approvalId: approval.id });
    await at.yes(approval);
    const signal = AbortSignal.timeout(2_000);
    expect(await at.perform({ ...again, signal })).toMatchObject({ kind: "answered" });
    expect(await at.uses()).toEqual([0]);
  });

  const asking = (grant: { id: string }) => {
    const covering = { id: grant.id, amount: 0, giverMustBeAdmin: false };
    const approvers = { admins: true, requester: false };
    const verdict = { kind: "ask", because: "b", approvers, grants: [covering] } as const;
    return { verdict, requestHash: "h" };
  };

  it("E7: takes none where the ledger has the call already", async () => {
    const at = await openGate(ground);
    const grant = await at.grant(DELETES, 5);
    const performance = await deleting(at);
    expect(await useGrant(ground as never, performance, asking(grant))).toMatchObject({ state: "sent" });
    expect(await useGrant(ground as never, performance, asking(grant))).toBeUndefined();
    expect(await at.uses()).toEqual([1]);
  });

  it("E7: takes none where the call cannot be stored", async () => {
    const at = await openGate(ground);
    const grant = await at.grant(DELETES, 5);
    const performance = await deleting(at);
    await takenElsewhere(performance);
    const using = useGrant(ground as never, performance, asking(grant));
    await expect(using).rejects.toThrow("was made by another worker at the same moment");
    expect(await at.uses()).toEqual([0]);
  });

  it("E7, C16: is refused and takes none where the API is not to be called now", async () => {
    const at = await openGate(ground);
    await at.grant(DELETES, 5);
    await holdBackFor(at);
    const performance = await deleting(at);
    const outcome = await at.perform(performance);
    expect(outcome).toMatchObject({ kind: "refused", message: expect.not.stringContaining("approved") });
    expect(await at.row(performance.id)).toMatchObject({ failure: "execution.slowed_down" });
    expect(await at.uses()).toEqual([0]);
    expect(writesTo(at.api)).toEqual([]);
  });
});

describe("C16: a call whose API is not to be called now", () => {
  it("C16: says that it was approved, where it was", async () => {
    const at = await openGate(ground);
    const performance = await deleting(at);
    await at.yes(await at.asked(performance));
    await holdBackFor(at);
    expect(await at.perform(performance)).toMatchObject({
      ...{ kind: "refused", message: expect.stringMatching(/^It was approved, but nothing was sent: /) },
    });
    expect(writesTo(at.api)).toEqual([]);
  });

  it("C16: that no rule asks about is refused, with what is in the way", async () => {
    const at = await openGate(ground);
    await at.rule(DELETES, { kind: "allow" });
    const performance = await deleting(at);
    await holdBackFor(at);
    expect(await at.perform(performance)).toMatchObject({ kind: "refused" });
    expect(await at.row(performance.id)).toMatchObject({ failure: "execution.slowed_down", attempts: 0 });
  });

  it.each(["allow", "grant"])("says when its id is taken elsewhere: %s", async (how) => {
    const at = await openGate(ground);
    if (how === "allow") await at.rule(DELETES, { kind: "allow" });
    else await at.grant(DELETES, 5);
    const performance = await deleting(at);
    await takenElsewhere(performance);
    await holdBackFor(at);
    await expect(at.perform(performance)).rejects.toThrow("can be stored nowhere");
    expect(writesTo(at.api)).toEqual([]);
  });
});

it("E7: a write that a rule allows is sent once, with the rule that let it go", async () => {
  const at = await openGate(ground);
  await at.rule(DELETES, { kind: "allow" });
  const performance = await deleting(at);
  const allowedBy = { kind: "rule", number: 1 };
  for (const _ of [1, 2])
    expect(await at.perform(performance)).toMatchObject({ kind: "answered", allowedBy });
  expect(await at.row(performance.id)).toMatchObject({ attempts: 1, allowedBy });
  expect(writesTo(at.api)).toHaveLength(1);
});

it("E7: a read that goes ahead by itself says of nothing that it was allowed by it", async () => {
  const at = await openGate(ground);
  const performance = await at.ready(await at.of("get-order", { id: "7" }));
  expect(await at.perform(performance)).toMatchObject({ kind: "answered" });
  expect(await at.row(performance.id)).toMatchObject({ attempts: 1, allowedBy: null });
});
