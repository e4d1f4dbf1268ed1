import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Approval,
  answerApproval,
  demandsMetBy,
  findApproval,
  insertApproval,
  isApproved,
  mayAnswer,
  useApproval,
} from "../../src/approvals/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { groupIdsOf, insertGroup, type Member } from "../../src/people/index.ts";
import type { ApproverScope } from "../../src/policy/index.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
});
afterAll(() => ground.close());

async function asked(approvers: ApproverScope): Promise<Approval> {
  const id = newId("apr");
  await insertApproval(ground.db, {
    id,
    workspaceId: team.workspace.id,
    runId: newId("run"),
    callId: newId("call"),
    requestHash: "hash",
    request: { integration: "Orders", title: "t", method: "DELETE", url: "https://api.test/1", headers: {} },
    askedBecause: "a rule asks",
    requestedBy: team.bob.id,
    approvers,
    createdAt: NOON,
    expiresAt: new Date(NOON.getTime() + 3_600_000),
  });
  const found = await findApproval(ground.db, team.workspace.id, id);
  if (!found) throw new Error("not stored");
  return found;
}

async function says(person: Member, approval: Approval): Promise<Approval | undefined> {
  const groupIds = await groupIdsOf(ground.db, person);
  const counts = demandsMetBy(approval, { ...person, groupIds });
  const answer = { approvalId: approval.id, workspaceId: approval.workspaceId, by: person.id, counts };
  return answerApproval(ground.db, { ...answer, verdict: "approved" }, NOON);
}

describe("E8: several who have to say yes", () => {
  it("E8: two different people, each once, and however they press at the same moment", async () => {
    const approval = await asked({ admins: true, requester: true, needed: 2 });
    expect(await says(team.bob, approval)).toMatchObject({ state: "pending", yeses: [{ by: team.bob.id }] });
    expect(await says(team.bob, approval)).toBeUndefined();
    const both = await Promise.all([says(team.ada, approval), says(team.ada, approval)]);
    expect(both.filter((one) => one !== undefined)).toMatchObject([{ state: "approved" }]);
    const found = await findApproval(ground.db, team.workspace.id, approval.id);
    expect(found && isApproved(found)).toBe(true);
    expect(found && (await useApproval(ground.db, found, NOON))).toBe(true);
    expect(found && (await useApproval(ground.db, found, NOON))).toBe(false);
  });

  it("E8: a member of a named group, as it is when they press", async () => {
    const group = { id: newId("grp"), workspaceId: team.workspace.id, createdAt: NOON };
    await insertGroup(ground.db, { ...group, name: "finance", memberIds: [team.cleo.id] });
    const approval = await asked({ admins: false, requester: false, groups: [group.id] });
    expect(await says(team.ada, approval)).toBeUndefined();
    expect(await says(team.cleo, approval)).toMatchObject({ state: "approved" });
  });

  it("E8: each demand by somebody whom it names; one person may meet several", async () => {
    const also: ApproverScope[] = [{ admins: false, requester: false, members: [team.cleo.id] }];
    const approval = await asked({ admins: true, requester: false, also });
    expect(await says(team.bob, approval)).toBeUndefined();
    expect(await says(team.ada, approval)).toMatchObject({ state: "pending" });
    expect(await says(team.cleo, approval)).toMatchObject({ state: "approved" });
  });

  it("E8: not the person who asked, nor who edited it, where the rule says so", async () => {
    const approval = await asked({ admins: true, requester: true, requesterMayNotApprove: true });
    const as = (person: Member, editedBy: string | null) =>
      mayAnswer({ ...approval, editedBy }, { ...person, groupIds: [] });
    expect(as({ ...team.bob, role: "admin" }, null)).toBe(false);
    expect(as(team.ada, null)).toBe(true);
    expect(as(team.ada, team.ada.id)).toBe(false);
  });
});
