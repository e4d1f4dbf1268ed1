import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listActs } from "../../src/audit/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { getWorkspace, type Member, saveMember } from "../../src/people/index.ts";
import { endGrant, insertGrant, listUsableGrants } from "../../src/policy/grants-store.ts";
import {
  createRuleBooks,
  findProposal,
  findRule,
  type GrantDraft,
  giveGrant,
  insertProposal,
  listGrants,
  listRules,
  makeRule,
  mayRemove,
  mayRevoke,
  type ProposalContent,
  type RuleDraft,
  removeRule,
  revokeGrant,
  saveProposalPlace,
  settleProposal,
  spendGrant,
} from "../../src/policy/index.ts";
import { answerProposal } from "../../src/policy/proposals-store.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
let other: Team;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  ground.setClock();
  [team, other] = [await newTeam(ground), await newTeam(ground)];
});

const LATER = new Date(NOON.getTime() + 60_000);
const ORDERS = { integrations: [{ id: "int_1", slug: "orders" }] };
const rule = (more: Partial<RuleDraft> = {}): RuleDraft => ({
  ...{ predicate: ORDERS, effect: { kind: "refuse" }, described: "a rule", words: null },
  ...more,
});
const grant = (more: Partial<GrantDraft> = {}): GrantDraft => ({
  ...{
    predicate: ORDERS,
    described: "a grant",
    mostUses: 2,
    amountArgument: null,
    mostAmount: null,
    expiresAt: null,
  },
  ...more,
});
const asAuthor = ({ id, role }: Member) => ({ id, isAdmin: role === "admin" });
const by = (person: Member, of = team) => ({ workspaceId: of.workspace.id, by: asAuthor(person), now: NOON });
const make = (draft = rule(), person = team.ada, of = team) =>
  ground.db.transaction((tx) => makeRule(tx, draft, by(person, of)));
const give = (draft = grant(), person = team.ada, of = team) =>
  ground.db.transaction((tx) => giveGrant(tx, draft, by(person, of)));
const rules = async (of = team) => (await listRules(ground.db, of.workspace.id)).map(({ id }) => id);

async function propose(content: ProposalContent, proposedBy = team.ada.id, more: { expiresAt?: Date } = {}) {
  return insertProposal(ground.db, {
    ...{ id: newId("prop"), workspaceId: team.workspace.id, runId: newId("run"), content, proposedBy },
    ...{ createdAt: NOON, expiresAt: LATER, ...more },
  });
}
const press = (
  { id }: { id: string },
  person: Member & { isAdmin?: boolean },
  more: { state?: "confirmed" | "cancelled"; now?: Date; workspaceId?: string } = {},
) =>
  settleProposal(
    ground.db,
    {
      workspaceId: more.workspaceId ?? team.workspace.id,
      proposalId: id,
      person: { ...asAuthor(person), active: person.active },
      state: more.state ?? "confirmed",
    },
    more.now ?? NOON,
  );
const MAKE = () => ({ kind: "make_rule", draft: rule(), note: "" }) as const;
const GIVE = () => ({ kind: "give_grant", draft: grant(), note: "" }) as const;

describe("E6: what is proposed is done once somebody who may confirms it", () => {
  it("makes the rule, tells its number and records who did", async () => {
    const before = (await getWorkspace(ground.db, team.workspace.id)).catalogueVersion;
    const proposal = await propose(MAKE());
    expect(await press(proposal, team.ada)).toMatchObject({
      kind: "accepted",
      number: 1,
      proposal: { state: "confirmed" },
    });
    expect(await listRules(ground.db, team.workspace.id)).toMatchObject([
      { number: 1, madeBy: team.ada.id, byAdmin: true, described: "a rule" },
    ]);
    expect(await listActs(ground.db, team.workspace.id, 1)).toMatchObject([
      { act: "rule.made", actor: team.ada.id, detail: { described: "a rule", effect: { kind: "refuse" } } },
    ]);
    expect((await getWorkspace(ground.db, team.workspace.id)).catalogueVersion).toBeGreaterThan(before);
  });

  it("does it once: a second press of the same person still counts, another is too late", async () => {
    const proposal = await propose(MAKE());
    await press(proposal, team.ada);
    expect(await press(proposal, team.ada)).toMatchObject({
      kind: "accepted",
      proposal: { state: "confirmed" },
    });
    expect(await press(proposal, team.ada, { state: "cancelled" })).toMatchObject({ kind: "too_late" });
    const cleo = await saveMember(ground.db, { ...team.cleo, role: "admin" });
    expect(await press(proposal, cleo)).toMatchObject({ kind: "too_late" });
    expect(await rules()).toHaveLength(1);
  });

  it("does nothing after a cancel, at its end, or for an id of another workspace", async () => {
    const cancelled = await propose(MAKE());
    expect(await press(cancelled, team.ada, { state: "cancelled" })).toMatchObject({ kind: "accepted" });
    expect(await press(cancelled, team.ada)).toMatchObject({ kind: "too_late" });
    const late = await propose(MAKE());
    expect(await press(late, team.ada, { now: LATER })).toMatchObject({ kind: "too_late" });
    const theirs = await propose(MAKE());
    expect(await press(theirs, other.ada, { workspaceId: other.workspace.id })).toEqual({ kind: "no_such" });
    expect(await press({ id: "prop_none" }, team.ada)).toEqual({ kind: "no_such" });
    expect(await rules()).toEqual([]);
    expect(await press(late, team.ada, { now: new Date(LATER.getTime() - 1) })).toMatchObject({ number: 1 });
  });

  it("may be answered by who proposed it, and by an admin as the admin's own act; a grant only by its giver", async () => {
    const bobs = await propose(
      { ...MAKE(), draft: rule({ predicate: { askedBy: [team.bob.id] } }) },
      team.bob.id,
    );
    expect(await press(bobs, team.cleo)).toEqual({ kind: "not_yours" });
    expect(await press(bobs, { ...team.bob, active: false })).toEqual({ kind: "not_yours" });
    expect(await press(bobs, { ...team.ada, active: false })).toEqual({ kind: "not_yours" });
    expect(await press(bobs, team.ada)).toMatchObject({ kind: "accepted", number: 1 });
    expect(await listRules(ground.db, team.workspace.id)).toMatchObject([
      { madeBy: team.ada.id, byAdmin: true },
    ]);
    const bobsGrant = await propose(GIVE(), team.bob.id);
    expect(await press(bobsGrant, team.ada)).toEqual({ kind: "not_yours" });
    expect(await press(bobsGrant, team.ada, { state: "cancelled" })).toMatchObject({ kind: "accepted" });
    const own = await propose(GIVE(), team.bob.id);
    expect(await press(own, team.bob)).toMatchObject({ kind: "accepted", number: 1 });
    expect(await listGrants(ground.db, team.workspace.id, 9)).toMatchObject([{ grantedBy: team.bob.id }]);
  });

  it("does nothing that the person may not do any more, and says why", async () => {
    const proposal = await propose(MAKE(), team.bob.id);
    expect(await press(proposal, team.bob)).toMatchObject({
      kind: "accepted",
      proposal: { state: "impossible", failure: expect.stringContaining("other people's calls") },
    });
    expect(await findProposal(ground.db, team.workspace.id, proposal.id)).toMatchObject({
      state: "impossible",
    });
    expect(await rules()).toEqual([]);
  });

  it("replaces and removes a rule in force, and leaves what the person may not touch", async () => {
    const old = await make();
    const draft = rule({ described: "a new rule" });
    const replacing = await propose({ kind: "replace_rule", ruleId: old.id, draft, note: "" });
    expect(await press(replacing, team.ada)).toMatchObject({ kind: "accepted", number: 2 });
    const [now] = await listRules(ground.db, team.workspace.id);
    expect(now).toMatchObject({ number: 2, described: "a new rule" });
    const again = await propose({ kind: "replace_rule", ruleId: old.id, draft, note: "" });
    expect(await press(again, team.ada)).toMatchObject({
      proposal: { failure: "this rule is not in force any more" },
    });
    const faulty = { ...draft, predicate: { methods: [] } };
    const wrong = await propose({ kind: "replace_rule", ruleId: now?.id ?? "", draft: faulty, note: "" });
    expect(await press(wrong, team.ada)).toMatchObject({
      proposal: { failure: expect.stringContaining("empty") },
    });
    expect(await rules()).toEqual([now?.id]);
    const bobs = { kind: "remove_rule", ruleId: now?.id ?? "", described: "", note: "" } as const;
    expect(await press(await propose(bobs, team.bob.id), team.bob)).toMatchObject({
      proposal: { failure: "only an admin can change a rule that an admin made" },
    });
    expect(await press(await propose(bobs), team.ada)).toMatchObject({ kind: "accepted", number: 2 });
    expect(await press(await propose(bobs), team.ada)).toMatchObject({ proposal: { state: "impossible" } });
    expect(await press(await propose({ ...bobs, ruleId: "rule_none" }), team.ada)).toMatchObject({
      proposal: { failure: "this rule is not in force any more" },
    });
    // Who may not touch it is told first of all that it is gone.
    for (const ruleId of [now?.id ?? "", "rule_none"])
      expect(await press(await propose({ ...bobs, ruleId }, team.bob.id), team.bob)).toMatchObject({
        proposal: { failure: "this rule is not in force any more" },
      });
    expect(await rules()).toEqual([]);
    const theirs = await make(rule(), other.ada, other);
    expect(await press(await propose({ ...bobs, ruleId: theirs.id }), team.ada)).toMatchObject({
      proposal: { state: "impossible" },
    });
    expect(await rules(other)).toEqual([theirs.id]);
  });

  it("keeps the first of two proposals under one id, and where its card stands", async () => {
    const first = await propose(MAKE());
    const second = await propose(GIVE());
    const { workspaceId, runId, proposedBy, createdAt, expiresAt } = first;
    const twice = { id: first.id, workspaceId, runId, content: GIVE(), proposedBy, createdAt, expiresAt };
    expect(await insertProposal(ground.db, twice)).toMatchObject({ content: { kind: "make_rule" } });
    await expect(insertProposal(ground.db, { ...twice, workspaceId: other.workspace.id })).rejects.toThrow(
      /could not be stored/,
    );
    await saveProposalPlace(ground.db, first, { channel: "C1", ts: "1.0" });
    await saveProposalPlace(
      ground.db,
      { ...second, workspaceId: other.workspace.id },
      { channel: "C2", ts: "2.0" },
    );
    expect(await findProposal(ground.db, workspaceId, first.id)).toMatchObject({
      cardChannel: "C1",
      cardTs: "1.0",
    });
    expect(await findProposal(ground.db, workspaceId, second.id)).toMatchObject({ cardChannel: null });
    expect(await findProposal(ground.db, other.workspace.id, first.id)).toBeUndefined();
  });

  it("is answered in its workspace only", async () => {
    const { id } = await propose(MAKE());
    const answer = { id, by: team.ada.id, state: "confirmed" } as const;
    expect(
      await answerProposal(ground.db, { ...answer, workspaceId: other.workspace.id }, NOON),
    ).toBeUndefined();
    expect(
      await answerProposal(ground.db, { ...answer, workspaceId: team.workspace.id }, NOON),
    ).toBeDefined();
  });

  it("leaves every other proposal as it is", async () => {
    const [one, two] = [
      await propose(MAKE()),
      await propose({ ...MAKE(), draft: rule({ predicate: {}, effect: { kind: "allow" } }) }),
    ];
    await press(two, team.ada);
    expect(await findProposal(ground.db, team.workspace.id, one.id)).toMatchObject({
      state: "pending",
      failure: null,
    });
    expect(await findProposal(ground.db, team.workspace.id, two.id)).toMatchObject({ state: "impossible" });
  });
});

describe("E6: rules that are stored", () => {
  it("are numbered by workspace, and a number is not given again", async () => {
    await make(rule(), other.ada, other);
    const [one, two] = [await make(), await make()];
    expect([one.number, two.number]).toEqual([1, 2]);
    expect(await ground.db.transaction((tx) => removeRule(tx, two.id, by(team.ada)))).toMatchObject({
      removedBy: team.ada.id,
    });
    expect(await ground.db.transaction((tx) => removeRule(tx, two.id, by(team.ada)))).toBeUndefined();
    expect(await ground.db.transaction((tx) => removeRule(tx, one.id, by(other.ada, other)))).toBeUndefined();
    expect((await make()).number).toBe(3);
    expect((await listRules(ground.db, team.workspace.id)).map(({ number }) => number)).toEqual([1, 3]);
    const acts = await listActs(ground.db, team.workspace.id, 9);
    expect(acts.filter(({ act }) => act === "rule.removed")).toMatchObject([
      { detail: { number: 2, described: "a rule" } },
    ]);
    expect(await findRule(ground.db, team.workspace.id, two.id)).toMatchObject({ removedAt: NOON });
    expect(await findRule(ground.db, other.workspace.id, two.id)).toBeUndefined();
  });

  it("may be removed by an admin, and by the member who made it", () => {
    const [ada, bob, cleo] = [team.ada, team.bob, team.cleo].map(asAuthor) as never[];
    expect(mayRemove({ madeBy: team.bob.id, byAdmin: false }, ada as never)).toBe(true);
    expect(mayRemove({ madeBy: team.bob.id, byAdmin: false }, bob as never)).toBe(true);
    expect(mayRemove({ madeBy: team.bob.id, byAdmin: false }, cleo as never)).toBe(false);
    expect(mayRemove({ madeBy: team.bob.id, byAdmin: true }, bob as never)).toBe(false);
    expect(mayRevoke({ grantedBy: team.bob.id }, bob as never)).toBe(true);
    expect(mayRevoke({ grantedBy: team.bob.id }, cleo as never)).toBe(false);
    expect(mayRevoke({ grantedBy: team.bob.id }, ada as never)).toBe(true);
  });
});

describe("E7: grants that are stored", () => {
  const spend = (
    id: string,
    more: { amount?: number; now?: Date; of?: Team; giverMustBeAdmin?: boolean } = {},
  ) =>
    spendGrant(
      ground.db,
      {
        ...{ id, amount: more.amount ?? 0, giverMustBeAdmin: more.giverMustBeAdmin ?? true },
        workspaceId: (more.of ?? team).workspace.id,
      },
      more.now ?? NOON,
    );
  const usable = async (now = NOON) =>
    (await listUsableGrants(ground.db, team.workspace.id, now)).map(({ id }) => id);

  it("are used as often as they say, and not once more", async () => {
    const untouched = await give();
    const { id } = await give();
    expect(await spend(id)).toMatchObject({ uses: 1 });
    expect(await spend(id, { of: other })).toBeUndefined();
    expect(await spend(id)).toMatchObject({ uses: 2 });
    expect(await spend(id)).toBeUndefined();
    expect(await usable()).toEqual([untouched.id]);
    expect(await listGrants(ground.db, team.workspace.id, 9)).toMatchObject([
      { id, uses: 2 },
      { id: untouched.id, uses: 0 },
    ]);
    expect(await listGrants(ground.db, team.workspace.id, 1)).toHaveLength(1);
  });

  it("are used up to their amount, and not a cent more", async () => {
    const { id } = await give(grant({ mostUses: null, mostAmount: 10, amountArgument: "amount" }));
    expect(await spend(id, { amount: 9.99 })).toMatchObject({ uses: 1 });
    expect(await spend(id, { amount: 0.02 })).toBeUndefined();
    expect(await usable()).toEqual([id]);
    expect(await spend(id, { amount: 0.01 })).toMatchObject({ uses: 2 });
    expect(await usable()).toEqual([]);
    expect(await spend(id, { amount: 0 })).toBeUndefined();
  });

  it("end at their instant, and when they are revoked, once", async () => {
    const { id } = await give(grant({ mostUses: null, expiresAt: LATER.toISOString() }));
    const before = new Date(LATER.getTime() - 1);
    expect([await usable(before), await usable(LATER)]).toEqual([[id], []]);
    expect(await spend(id, { now: LATER })).toBeUndefined();
    expect(await spend(id, { now: before })).toMatchObject({ uses: 1 });
    const kept = await give();
    const revoke = (grantId: string, of = team) =>
      ground.db.transaction((tx) => revokeGrant(tx, grantId, by(of.ada, of)));
    expect(await revoke(id, other)).toBeUndefined();
    expect(await revoke(id)).toMatchObject({ revokedBy: team.ada.id });
    expect(await revoke(id)).toBeUndefined();
    expect(await spend(id, { now: before })).toBeUndefined();
    expect(await usable(before)).toEqual([kept.id]);
    expect(await listActs(ground.db, team.workspace.id, 1)).toMatchObject([
      { act: "grant.revoked", subject: id, detail: { number: 1, described: "a grant", uses: 1 } },
    ]);
  });

  it("hold as long as their giver is somebody who may give them", async () => {
    const byAda = await give();
    const byBob = await give(grant(), team.bob);
    expect(await spend(byBob.id)).toBeUndefined();
    expect(await spend(byBob.id, { giverMustBeAdmin: false })).toMatchObject({ uses: 1 });
    await saveMember(ground.db, { ...team.bob, active: false });
    expect(await spend(byBob.id, { giverMustBeAdmin: false })).toBeUndefined();
    await saveMember(ground.db, { ...team.ada, role: "member" });
    expect(await spend(byAda.id)).toBeUndefined();
  });

  it("are numbered by workspace", async () => {
    await give(grant(), other.ada, other);
    expect([(await give()).number, (await give()).number]).toEqual([1, 2]);
    const row = {
      id: newId("grant"),
      workspaceId: other.workspace.id,
      predicate: ORDERS,
      described: "",
      grantedBy: other.ada.id,
    };
    const made = await insertGrant(ground.db, {
      ...row,
      grantedAt: NOON,
      mostUses: 1,
      amountArgument: null,
      mostAmount: null,
      expiresAt: null,
    });
    expect(made.number).toBe(2);
    expect(await endGrant(ground.db, made, { by: other.ada.id, now: NOON })).toMatchObject({
      revokedAt: NOON,
    });
  });
});

describe("E6: the rules that a replica decides by", () => {
  it("are read again only when the workspace has moved on, and together by those who ask at once", async () => {
    const books = createRuleBooks(ground);
    const at = (version: number) => books.at(team.workspace.id, version);
    const [one, same] = await Promise.all([at(5), at(5)]);
    expect(same).toBe(one);
    await make();
    await give();
    expect((await at(5)).rules).toEqual([]);
    expect((await at(4)).rules).toEqual([]);
    const moved = await at(6);
    expect([moved.rules, moved.grants]).toMatchObject([
      [{ described: "a rule" }],
      [{ described: "a grant" }],
    ]);
    expect((await books.at(other.workspace.id, 1)).rules).toEqual([]);
  });

  it("are asked for again after they could not be read", async () => {
    let asked = 0;
    const away = () => {
      throw new Error(`no database, ${++asked}`);
    };
    const books = createRuleBooks({ ...ground, db: { select: away } as never });
    await expect(books.at(team.workspace.id, 1)).rejects.toThrow("no database, 1");
    await expect(books.at(team.workspace.id, 1)).rejects.toThrow("no database, 2");
  });
});
