import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type Approval,
  answerApproval,
  askBesides,
  cancelApproval,
  cancelApprovals,
  claimEscalation,
  claimReminder,
  countApprovalsOfCall,
  endReminder,
  expireApprovals,
  findApproval,
  findApprovalOfCall,
  insertApproval,
  isApproved,
  listApprovals,
  listApprovalsOfRun,
  listDueApprovals,
  markApprovalEdited,
  markApprovalStale,
  showCallLater,
  useApproval,
} from "../../src/approvals/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
let other: Team;
beforeAll(async () => {
  ground = await openGround();
  [team, other] = [await newTeam(ground), await newTeam(ground)];
});
afterAll(() => ground.close());

const MINUTE = 60_000;
const at = (minutes: number) => new Date(NOON.getTime() + minutes * MINUTE);
const EXPIRY = at(60);

type Row = Parameters<typeof insertApproval>[1];

async function asked(more: Partial<Row> = {}): Promise<Approval> {
  const row: Row = {
    ...{ id: newId("apr"), workspaceId: team.workspace.id, runId: newId("run"), callId: newId("call") },
    request: { integration: "Orders", title: "t", method: "DELETE", url: "https://api.test/1", headers: {} },
    ...{ requestHash: "hash", askedBecause: "a rule asks", requestedBy: team.bob.id },
    ...{ approvers: { admins: true, requester: false }, createdAt: NOON, expiresAt: EXPIRY, ...more },
  };
  await insertApproval(ground.db, row);
  return now(row);
}

async function now({ id, workspaceId }: { id: string; workspaceId: string }): Promise<Approval> {
  const found = await findApproval(ground.db, workspaceId, id);
  if (!found) throw new Error("it is not there");
  return found;
}

const says = ({ id, workspaceId }: Approval, more: Partial<Answer> = {}, instant = NOON) =>
  answerApproval(
    ground.db,
    { approvalId: id, workspaceId, by: team.ada.id, verdict: "approved", counts: [0], ...more },
    instant,
  );

/** Whether a job is there that draws the cards of a question anew, and when; it is taken away. */
async function drawn({ id }: Approval): Promise<Date | undefined> {
  const key = `approval:${id}`;
  const { rows } = await ground.db.execute<{ run_at: Date }>(
    sql`select run_at from graphile_worker.jobs where key = ${key}`,
  );
  await ground.db.execute(sql`select graphile_worker.remove_job(${key})`);
  return rows[0] && new Date(rows[0].run_at);
}

describe("E3: an answer decides once", () => {
  it("says who decided, when and why, and has the cards drawn", async () => {
    const denied = await asked();
    // Whoever asked draws it first; the clock is that of the queue.
    const dueInMs = ((await drawn(denied))?.getTime() ?? 0) - Date.now();
    expect(dueInMs).toBeGreaterThan(0);
    expect(dueInMs).toBeLessThanOrEqual(10_000);
    expect(await says(denied, { verdict: "denied", reason: "not now" })).toMatchObject({
      ...{ state: "denied", answeredBy: team.ada.id, answeredAt: NOON, reason: "not now" },
    });
    expect(await drawn(denied)).toBeDefined();
    expect(await says(await asked(), { verdict: "denied" })).toMatchObject({ reason: null });
    const approved = await asked();
    expect(await says(approved)).toMatchObject({
      ...{ state: "approved", answeredBy: team.ada.id, answeredAt: NOON, reason: null },
      yeses: [{ by: team.ada.id, counts: [0], at: NOON.toISOString() }],
    });
    expect(await says(approved, { verdict: "denied" })).toBeUndefined();
    expect(await says(approved)).toBeUndefined();
    expect(await now(approved)).toMatchObject({ state: "approved" });
  });

  it("takes a denial neither late, nor for another question, nor from another workspace, nor for nothing", async () => {
    const [question, neighbour] = [await asked(), await asked()];
    const no = { verdict: "denied" } as const;
    expect(await says(question, { ...no, counts: [] })).toBeUndefined();
    expect(await says(question, { counts: [] })).toBeUndefined();
    expect(await says(question, no, EXPIRY)).toBeUndefined();
    expect(await says(question, { ...no, workspaceId: other.workspace.id })).toBeUndefined();
    expect(await says(question, { workspaceId: other.workspace.id })).toBeUndefined();
    expect(await says(question, no, at(59))).toMatchObject({ state: "denied" });
    expect(await now(neighbour)).toMatchObject({ state: "pending", yeses: [] });
  });

  it("counts each person once, and each demand by the yeses that count for it", async () => {
    const named = { admins: false, requester: false, members: [team.cleo.id] };
    const question = await asked({ approvers: { admins: true, requester: true, needed: 2, also: [named] } });
    expect(question.yesesNeeded).toEqual([2, 1]);
    expect(await says(question)).toMatchObject({ state: "pending", answeredBy: null, answeredAt: null });
    expect(await says(question)).toBeUndefined();
    expect(await says(question, { by: team.cleo.id, counts: [1] })).toMatchObject({ state: "pending" });
    const last = await says(question, { by: team.bob.id, counts: [0] });
    expect(last).toMatchObject({ state: "approved", answeredBy: team.bob.id });
    expect(last && isApproved(last)).toBe(true);
    expect(last && isApproved({ ...last, kind: "outcome" })).toBe(false);
    expect(last && isApproved({ ...last, state: "pending" })).toBe(false);
    expect(last && isApproved({ ...last, yeses: last.yeses.slice(1) })).toBe(false);
    const twice = last?.yeses.map((yes) => ({ ...yes, by: team.ada.id })) ?? [];
    expect(last && isApproved({ ...last, yeses: twice })).toBe(false);
  });
});

describe("E5: an answer is used once", () => {
  it("only where it is a yes to sending exactly this", async () => {
    const [pending, neighbour] = [await asked(), await asked()];
    const use = (approval: Approval) => useApproval(ground.db, approval, at(1));
    expect(await use(pending)).toBe(false);
    await says(pending);
    await says(neighbour);
    expect(await use({ ...pending, requestHash: "another" })).toBe(false);
    expect(await use({ ...pending, workspaceId: other.workspace.id })).toBe(false);
    expect(await use(pending)).toBe(true);
    expect(await use(pending)).toBe(false);
    expect([(await now(pending)).usedAt, (await now(neighbour)).usedAt]).toEqual([at(1), null]);
    const outcome = await asked({ kind: "outcome" });
    await says(outcome);
    expect(await use(outcome)).toBe(false);
    expect(await markApprovalStale(ground.db, pending.id)).toBe(false);
  });
});

describe("E5: a question is closed", () => {
  it("when its run is stopped: those that wait, and no question about an outcome", async () => {
    const runId = newId("run");
    const [one, answered, outcome] = [
      await asked({ runId }),
      await asked({ runId }),
      await asked({ runId, kind: "outcome" }),
    ];
    const elsewhere = await asked();
    await says(answered);
    expect(await cancelApprovals(ground.db, [], at(1))).toEqual([]);
    const closed = await cancelApprovals(ground.db, [runId], at(1));
    expect(closed).toMatchObject([{ id: one.id, state: "cancelled", answeredAt: at(1) }]);
    for (const [question, state] of [
      [answered, "approved"],
      [outcome, "pending"],
      [elsewhere, "pending"],
    ] as const)
      expect(await now(question)).toMatchObject({ state });
  });

  it("by a person, once, and nothing else with it", async () => {
    const [one, neighbour] = [await asked({ kind: "outcome" }), await asked()];
    const close = (of = one) => cancelApproval(ground.db, of, { by: team.bob.id, now: at(1) });
    expect(await close({ ...one, workspaceId: other.workspace.id })).toBeUndefined();
    expect(await close()).toMatchObject({ state: "cancelled", answeredBy: team.bob.id, answeredAt: at(1) });
    expect(await close()).toBeUndefined();
    expect(await now(neighbour)).toMatchObject({ state: "pending" });
  });

  it("when it does not apply any more, with the reason, as long as nothing was sent", async () => {
    const [pending, approved, neighbour] = [await asked(), await asked(), await asked()];
    await says(approved);
    expect(await markApprovalStale(ground.db, pending.id, "the record changed")).toBe(true);
    expect(await now(pending)).toMatchObject({ state: "stale", reason: "the record changed" });
    expect(await markApprovalStale(ground.db, pending.id)).toBe(false);
    expect(await markApprovalStale(ground.db, approved.id)).toBe(true);
    expect(await now(approved)).toMatchObject({ state: "stale", reason: null });
    expect(await now(neighbour)).toMatchObject({ state: "pending" });
  });

  it("when another request stands in its place, in time and once", async () => {
    const [one, late, neighbour] = [await asked(), await asked(), await asked()];
    const edit = (of: Approval, instant = at(1)) =>
      markApprovalEdited(ground.db, of, { by: team.bob.id, now: instant });
    expect(await edit({ ...one, workspaceId: other.workspace.id })).toBe(false);
    expect(await edit(late, EXPIRY)).toBe(false);
    expect(await edit(one)).toBe(true);
    expect(await edit(one)).toBe(false);
    expect(await now(one)).toMatchObject({ state: "edited", answeredBy: team.bob.id, answeredAt: at(1) });
    expect(await now(neighbour)).toMatchObject({ state: "pending" });
  });

  it("by time, with the instant, and not before", async () => {
    const question = await asked({ expiresAt: at(-30) });
    const open = await asked({ expiresAt: at(-28) });
    expect((await expireApprovals(ground.db, at(-29))).map(({ id }) => id)).toEqual([question.id]);
    expect(await now(question)).toMatchObject({ state: "expired", answeredAt: at(-29), answeredBy: null });
    expect(await now(open)).toMatchObject({ state: "pending" });
    await says(open, { verdict: "denied" }, at(-29));
  });
});

describe("E2: the questions about a call", () => {
  it("are found by the one that stands, of the kind that is wanted", async () => {
    const callId = newId("call");
    const first = await asked({ callId });
    const elsewhere = await asked();
    await markApprovalEdited(ground.db, first, { by: team.bob.id, now: NOON });
    const second = await asked({ callId, replaces: first.id });
    const outcome = await asked({ callId, kind: "outcome", createdAt: at(2) });
    expect((await findApprovalOfCall(ground.db, callId))?.id).toBe(second.id);
    expect((await findApprovalOfCall(ground.db, callId, "outcome"))?.id).toBe(outcome.id);
    expect(await findApprovalOfCall(ground.db, elsewhere.callId, "outcome")).toBeUndefined();
    expect(await countApprovalsOfCall(ground.db, callId)).toBe(2);
    // The id alone says nothing: a question that claims to replace one of another call does not.
    await asked({ replaces: second.id });
    expect((await findApprovalOfCall(ground.db, callId))?.id).toBe(second.id);
    await drawn(first);
    await drawn(elsewhere);
    await showCallLater(ground.db, { workspaceId: other.workspace.id, id: callId });
    expect(await drawn(first)).toBeUndefined();
    await showCallLater(ground.db, { workspaceId: team.workspace.id, id: callId });
    expect([await drawn(first), await drawn(elsewhere)]).toEqual([expect.any(Date), undefined]);
  });

  it("are listed by run in the order in which they were asked, of the workspace alone", async () => {
    const runId = newId("run");
    const later = await asked({ runId, createdAt: at(1) });
    const first = await asked({ runId });
    await asked();
    await asked({ runId, workspaceId: other.workspace.id });
    const listed = await listApprovalsOfRun(ground.db, team.workspace.id, runId);
    expect(listed.map(({ id }) => id)).toEqual([first.id, later.id]);
  });

  it("are listed newest first, page by page, of one state where that is wanted", async () => {
    const own = await newTeam(ground);
    const workspaceId = own.workspace.id;
    const made = [
      await asked({ workspaceId }),
      await asked({ workspaceId }),
      await asked({ workspaceId, createdAt: at(1) }),
    ];
    const [a, b, newest] = made.map(({ id }) => id);
    const same = [a ?? "", b ?? ""].sort().reverse();
    const list = async (more: object = {}) =>
      (await listApprovals(ground.db, { workspaceId, limit: 9, ...more })).map(({ id }) => id);
    expect(await list()).toEqual([newest, ...same]);
    expect(await list({ limit: 1 })).toEqual([newest]);
    expect(await list({ before: { at: at(1), id: newest ?? "" } })).toEqual(same);
    expect(await list({ before: { at: NOON, id: same[0] } })).toEqual([same[1]]);
    expect(await list({ before: { at: NOON, id: same[1] } })).toEqual([]);
    expect(await list({ state: "approved" })).toEqual([]);
    expect(await list({ state: "pending" })).toHaveLength(3);
  });
});

describe("E5: questions that are brought up again", () => {
  const own = async (more: Partial<Row>) => asked({ createdAt: NOON, expiresAt: at(600), ...more });
  const due = async (instant: Date) => (await listDueApprovals(ground.db, instant)).map(({ id }) => id);

  it("are those that wait and whose time has come, for the one or the other", async () => {
    const remind = await own({ remindAt: at(100) });
    const escalate = await own({ escalateAt: at(101) });
    const answered = await own({ remindAt: at(100) });
    await own({});
    await says(answered, {}, at(1));
    const expired = await own({ remindAt: at(100), expiresAt: at(101) });
    expect(await due(at(99))).not.toContain(remind.id);
    expect(new Set(await due(at(100)))).toEqual(new Set([remind.id, expired.id]));
    expect(new Set(await due(at(101)))).toEqual(new Set([remind.id, escalate.id]));
    await markApprovalStale(ground.db, remind.id);
    await markApprovalStale(ground.db, escalate.id);
    await expireApprovals(ground.db, at(101));
  });

  it("are reminded of by one replica at a time, who may try again later, until it was done", async () => {
    const [question, neighbour] = [await own({ remindAt: at(100) }), await own({ remindAt: at(100) })];
    const claim = (instant: Date) => claimReminder(ground.db, question.id, instant);
    expect(await claim(at(99))).toBe(false);
    const both = await Promise.all([claim(at(100)), claim(at(100))]);
    expect(both.sort()).toEqual([false, true]);
    expect(await claim(at(104))).toBe(false);
    expect(await claim(at(105))).toBe(true);
    await endReminder(ground.db, question.id);
    expect(await claim(at(300))).toBe(false);
    expect((await now(neighbour)).remindAt).toEqual(at(100));
    await says(neighbour, {}, at(100));
    expect(await claimReminder(ground.db, neighbour.id, at(101))).toBe(false);
  });

  it("are put to somebody else once, as long as they wait", async () => {
    const to = { admins: false, requester: false, members: [team.cleo.id] };
    const [question, neighbour, answered] = [
      await own({ escalateAt: at(100) }),
      await own({ escalateAt: at(100) }),
      await own({ escalateAt: at(100) }),
    ];
    const claim = (of: Approval, instant: Date) =>
      claimEscalation(ground.db, of.id, { escalatedTo: to, now: instant });
    expect(await claim(question, at(99))).toBeUndefined();
    expect(await claim(question, at(100))).toMatchObject({ escalatedTo: to, escalateAt: null });
    expect(await claim(question, at(200))).toBeUndefined();
    expect((await now(neighbour)).escalatedTo).toBeNull();
    await says(answered, {}, at(1));
    expect(await claim(answered, at(100))).toBeUndefined();
    expect(await askBesides(ground.db, answered.id, to)).toBeUndefined();
    expect(await askBesides(ground.db, question.id, to)).toBeUndefined();
    const untouched = await own({});
    expect(await askBesides(ground.db, neighbour.id, to)).toMatchObject({
      escalatedTo: to,
      escalateAt: null,
    });
    expect((await now(untouched)).escalatedTo).toBeNull();
  });
});
