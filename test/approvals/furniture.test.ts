import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  addGroup,
  changeApprovalSettings,
  changeGroup,
  demandsMetBy,
  dueTimes,
  findApproval,
  getApprovalSettings,
  insertApproval,
  insertCardPlaces,
  listCardPlaces,
  listPlacesOf,
  listQuestionsAt,
  markDrawn,
  removeGroup,
} from "../../src/approvals/index.ts";
import { listActs } from "../../src/audit/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { listGroups } from "../../src/people/index.ts";
import { type ApproverScope, listRules, makeRule, removeRule } from "../../src/policy/index.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
let other: Team;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  [team, other] = [await newTeam(ground), await newTeam(ground)];
});

const by = (of = team) => ({ workspaceId: of.workspace.id, by: of.ada.id });
const nobody = { admins: false, requester: false };
const lastAct = async (of = team) => (await listActs(ground.db, of.workspace.id, 1))[0];

describe("E8: groups of approvers", () => {
  it("are made once by name, changed, and recorded", async () => {
    const group = await addGroup(ground, { ...by(), name: "finance", memberIds: [team.bob.id] });
    expect(group).toMatchObject({ name: "finance", memberIds: [team.bob.id] });
    expect(await lastAct()).toMatchObject({
      act: "approvers.group_added",
      actor: team.ada.id,
      subject: group?.id,
    });
    expect(await addGroup(ground, { ...by(), name: "finance", memberIds: [] })).toBeUndefined();
    const groupId = group?.id ?? "";
    expect(await changeGroup(ground, { ...by(other), groupId, memberIds: [] })).toBe(false);
    expect(await lastAct(other)).toBeUndefined();
    expect(await changeGroup(ground, { ...by(), groupId, memberIds: [team.cleo.id] })).toBe(true);
    expect(await lastAct()).toMatchObject({
      act: "approvers.group_changed",
      detail: { memberIds: [team.cleo.id] },
    });
    expect(await listGroups(ground.db, team.workspace.id)).toMatchObject([{ memberIds: [team.cleo.id] }]);
  });

  it("stay as long as a rule or the fallback asks them", async () => {
    const group = await addGroup(ground, { ...by(), name: "ops", memberIds: [] });
    const second = await addGroup(ground, { ...by(), name: "second", memberIds: [] });
    const groupId = group?.id ?? "";
    const change = { workspaceId: team.workspace.id, by: { id: team.ada.id, isAdmin: true }, now: NOON };
    const make = (approvers: ApproverScope | undefined) =>
      ground.db.transaction((tx) =>
        makeRule(
          tx,
          {
            ...{ predicate: {}, described: "a rule", words: null },
            effect: approvers ? { kind: "ask", approvers } : { kind: "refuse" },
          },
          change,
        ),
      );
    const rule = await make({ ...nobody, admins: true, also: [{ ...nobody, groups: [groupId] }] });
    await make(undefined);
    await make({ ...nobody, groups: [second?.id ?? ""] });
    expect(await removeGroup(ground, { ...by(), groupId })).toBe(
      "Rule 1 asks this group. Change or remove that first.",
    );
    await ground.db.transaction((tx) => removeRule(tx, rule.id, change));
    const ask = (fallback: ApproverScope | null) =>
      changeApprovalSettings(ground, {
        ...by(),
        settings: { remindAfterPercent: 10, escalateAfterPercent: 20, fallback },
      });
    await ask({ ...nobody, groups: [groupId] });
    expect(await lastAct()).toMatchObject({ act: "approvers.settings", detail: { remindAfterPercent: 10 } });
    expect(await removeGroup(ground, { ...by(), groupId })).toMatch(/asked when nobody answers/);
    expect(await removeGroup(ground, { ...by(), groupId: second?.id ?? "" })).toMatch(/^Rule 3 asks this/);
    const [, ofSecond] = await listRules(ground.db, team.workspace.id);
    await ground.db.transaction((tx) => removeRule(tx, ofSecond?.id ?? "", change));
    expect(await removeGroup(ground, { ...by(), groupId: second?.id ?? "" })).toBeUndefined();
    await ask(null);
    expect(await removeGroup(ground, { ...by(), groupId })).toBeUndefined();
    expect(await lastAct()).toMatchObject({ act: "approvers.group_removed", subject: groupId });
    expect(await listGroups(ground.db, team.workspace.id)).toEqual([]);
  });

  it("count for those who are in them, and for demands that name them", () => {
    const asked = { workspaceId: "ws_1", requestedBy: "bob", editedBy: null, escalatedTo: null };
    const cleo = { id: "cleo", workspaceId: "ws_1", role: "member", active: true, groupIds: ["grp_1"] };
    const met = (approvers: ApproverScope, more: object = {}, person = cleo) =>
      demandsMetBy({ ...asked, approvers, ...more }, person);
    const group = { ...nobody, groups: ["grp_1"] };
    expect(met(group)).toEqual([0]);
    expect(met({ ...nobody, groups: ["grp_2"] })).toEqual([]);
    expect(met({ ...nobody, members: ["cleo"], also: [{ ...nobody, admins: true }, group] })).toEqual([0, 2]);
    expect(met({ ...nobody, admins: true })).toEqual([]);
    expect(met({ ...nobody, admins: true }, { escalatedTo: group })).toEqual([0]);
    expect(met({ ...nobody, admins: true }, { escalatedTo: { ...nobody, members: ["ada"] } })).toEqual([]);
    const strict = { ...nobody, admins: true, requesterMayNotApprove: true };
    expect(met(strict, { escalatedTo: group, requestedBy: "cleo" })).toEqual([]);
    expect(met(strict, { escalatedTo: group, editedBy: "cleo" })).toEqual([]);
    expect(met(strict, { escalatedTo: group })).toEqual([0]);
    expect(met({ ...nobody, requester: true }, { requestedBy: "cleo" })).toEqual([0]);
  });
});

describe("E5: when questions are brought up again", () => {
  it("is a share of their time, and nothing at all where that is none or all of it", async () => {
    expect(await getApprovalSettings(ground.db, team.workspace.id)).toEqual({
      ...{ remindAfterPercent: 25, escalateAfterPercent: 0, fallback: null },
    });
    const span = { createdAt: NOON, expiresAt: new Date(NOON.getTime() + 100_000) };
    const timesOf = (
      remindAfterPercent: number,
      escalateAfterPercent = 0,
      fallback: ApproverScope | null = null,
    ) => dueTimes({ remindAfterPercent, escalateAfterPercent, fallback }, span);
    const at = (seconds: number) => new Date(NOON.getTime() + seconds * 1_000);
    expect(timesOf(25)).toEqual({ remindAt: at(25), escalateAt: null });
    expect(timesOf(0)).toEqual({ remindAt: null, escalateAt: null });
    expect(timesOf(100)).toEqual({ remindAt: null, escalateAt: null });
    expect(timesOf(99, 50)).toEqual({ remindAt: at(99), escalateAt: null });
    expect(timesOf(1, 50, { ...nobody, admins: true })).toEqual({ remindAt: at(1), escalateAt: at(50) });
    const settings = { remindAfterPercent: 1, escalateAfterPercent: 2, fallback: null };
    await changeApprovalSettings(ground, { ...by(), settings });
    await changeApprovalSettings(ground, { ...by(), settings: { ...settings, remindAfterPercent: 3 } });
    expect(await getApprovalSettings(ground.db, team.workspace.id)).toMatchObject({ remindAfterPercent: 3 });
    expect(await getApprovalSettings(ground.db, other.workspace.id)).toMatchObject({
      remindAfterPercent: 25,
    });
  });
});

describe("E9: where the cards of questions stand", () => {
  const asked = async (of = team, createdAt = NOON) => {
    const id = newId("apr");
    await insertApproval(ground.db, {
      ...{ id, workspaceId: of.workspace.id, runId: newId("run"), callId: newId("call"), requestHash: "h" },
      request: {
        integration: "Orders",
        title: "t",
        method: "DELETE",
        url: "https://api.test/1",
        headers: {},
      },
      ...{ askedBecause: "b", requestedBy: of.bob.id, approvers: { ...nobody, admins: true } },
      ...{ createdAt, expiresAt: new Date(NOON.getTime() + 3_600_000) },
    });
    const found = await findApproval(ground.db, of.workspace.id, id);
    if (!found) throw new Error("not stored");
    return found;
  };

  it("is kept by question and by message, of the workspace alone", async () => {
    const workspaceId = team.workspace.id;
    const later = await asked(team, new Date(NOON.getTime() + 1));
    const first = await asked();
    const thread = { channel: "C1", ts: "1.0", isDirect: false, drawn: "a" };
    const direct = { channel: "D1", ts: "2.0", isDirect: true, drawn: "a" };
    await insertCardPlaces(ground.db, [], thread);
    await insertCardPlaces(ground.db, [later, first], thread);
    await insertCardPlaces(ground.db, [first], thread);
    await insertCardPlaces(ground.db, [first], direct);
    const theirs = await asked(other);
    await insertCardPlaces(ground.db, [theirs], thread);
    const at = { channel: "C1", ts: "1.0" };
    expect((await listQuestionsAt(ground.db, workspaceId, at)).map(({ id }) => id)).toEqual([
      first.id,
      later.id,
    ]);
    expect(await listQuestionsAt(ground.db, workspaceId, { ...at, ts: "2.0" })).toEqual([]);
    expect(await listQuestionsAt(ground.db, workspaceId, { ...at, channel: "D1" })).toEqual([]);
    const placesOf = async (id: string, of = team) =>
      (await listCardPlaces(ground.db, of.workspace.id, id)).map(({ ts }) => ts).sort();
    expect([await placesOf(first.id), await placesOf(later.id)]).toEqual([["1.0", "2.0"], ["1.0"]]);
    expect(await placesOf(first.id, other)).toEqual([]);
    expect(await listPlacesOf(ground.db, workspaceId, [])).toEqual([]);
    expect(await listPlacesOf(ground.db, workspaceId, [later.id, theirs.id])).toMatchObject([
      { approvalId: later.id },
    ]);
    expect(await listPlacesOf(ground.db, workspaceId, [first.id, later.id])).toHaveLength(3);
    await markDrawn(ground.db, workspaceId, { ...at, drawn: "b" });
    const drawn = async (id: string, of = team) =>
      (await listCardPlaces(ground.db, of.workspace.id, id))
        .map((place) => `${place.ts} ${place.drawn}`)
        .sort();
    expect(await drawn(first.id)).toEqual(["1.0 b", "2.0 a"]);
    expect(await drawn(later.id)).toEqual(["1.0 b"]);
    expect(await drawn(theirs.id, other)).toEqual(["1.0 a"]);
    await markDrawn(ground.db, workspaceId, { channel: "C1", ts: "2.0", drawn: "c" });
    await markDrawn(ground.db, workspaceId, { channel: "D1", ts: "1.0", drawn: "c" });
    expect(await drawn(first.id)).toEqual(["1.0 b", "2.0 a"]);
  });
});
