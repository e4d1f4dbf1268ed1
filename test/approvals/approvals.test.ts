import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  answerApproval,
  cancelApprovals,
  describeApprovers,
  expireApprovals,
  findApproval,
  insertApproval,
  listApprovals,
  markApprovalStale,
  mayAnswer,
} from "../../src/approvals/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
  team = await newTeam(ground);
});
afterAll(() => ground.close());

const ONE_PM = new Date("2026-03-18T13:00:00Z");

async function asked(
  more: { id?: string; workspaceId?: string; runId?: string; callId?: string; createdAt?: Date } = {},
): Promise<string> {
  const { id = newId("apr") } = more;
  await insertApproval(ground.db, {
    workspaceId: team.workspace.id,
    runId: newId("run"),
    callId: newId("call"),
    requestHash: "hash",
    request: {
      integration: "Orders",
      title: "delete-order",
      method: "DELETE",
      url: "https://api.test/1",
      headers: {},
    },
    askedBecause: "every DELETE call needs an admin's approval",
    requestedBy: team.bob.id,
    approvers: { admins: true, requester: false },
    createdAt: NOON,
    expiresAt: ONE_PM,
    ...more,
    id,
  });
  return id;
}

const answer = (
  approvalId: string,
  more: { by?: string; workspaceId?: string; now?: Date; verdict?: "denied" } = {},
) =>
  answerApproval(
    ground.db,
    {
      approvalId,
      workspaceId: more.workspaceId ?? team.workspace.id,
      by: more.by ?? team.ada.id,
      verdict: more.verdict ?? "approved",
      counts: [0],
    },
    more.now ?? NOON,
  );

describe("E3: answering an approval", () => {
  it("takes the first of many simultaneous answers and drops the others", async () => {
    const id = await asked();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, at) => answer(id, at % 2 ? { by: team.bob.id, verdict: "denied" } : {})),
    );
    const counted = answers.filter((one) => one !== undefined);
    expect(counted).toHaveLength(1);
    expect(await findApproval(ground.db, team.workspace.id, id)).toEqual(counted[0]);
  });

  it("drops an answer at or after its expiry", async () => {
    const id = await asked();
    expect(await answer(id, { now: ONE_PM })).toBeUndefined();
    expect(await answer(id, { now: new Date(ONE_PM.getTime() - 1) })).toMatchObject({ state: "approved" });
  });

  it("I1: drops an answer from another workspace", async () => {
    const id = await asked();
    const other = await newTeam(ground);
    expect(await answer(id, { workspaceId: other.workspace.id, by: other.ada.id })).toBeUndefined();
    expect(await findApproval(ground.db, other.workspace.id, id)).toBeUndefined();
  });

  it("drops an answer to one that was cancelled or went stale", async () => {
    const runId = newId("run");
    const cancelled = await asked({ runId });
    expect(await cancelApprovals(ground.db, [runId], NOON)).toMatchObject([
      { id: cancelled, state: "cancelled" },
    ]);
    expect(await answer(cancelled)).toBeUndefined();
    const stale = await asked();
    await markApprovalStale(ground.db, stale);
    expect(await answer(stale)).toBeUndefined();
  });

  it("leaves a denial a denial when what it was about goes stale", async () => {
    const id = await asked();
    await answer(id, { verdict: "denied" });
    await markApprovalStale(ground.db, id);
    expect(await findApproval(ground.db, team.workspace.id, id)).toMatchObject({ state: "denied" });
  });

  it("keeps the first question about a call", async () => {
    const callId = newId("call");
    const first = await asked({ callId });
    const second = await asked({ callId });
    expect(await findApproval(ground.db, team.workspace.id, first)).toBeDefined();
    expect(await findApproval(ground.db, team.workspace.id, second)).toBeUndefined();
  });
});

describe("E5: expiry", () => {
  it("expires what nobody answered in time, and nothing else, once", async () => {
    const [open, answered] = [await asked(), await asked()];
    await answer(answered);
    await expireApprovals(ground.db, new Date(ONE_PM.getTime() - 1));
    expect(await findApproval(ground.db, team.workspace.id, open)).toMatchObject({ state: "pending" });
    const expired = await expireApprovals(ground.db, ONE_PM);
    expect(expired.map(({ id }) => id)).toContain(open);
    expect(expired.map(({ id }) => id)).not.toContain(answered);
    expect(await expireApprovals(ground.db, ONE_PM)).toEqual([]);
  });

  it("lists a workspace's own, newest first, of one state where asked", async () => {
    const other = await newTeam(ground);
    const id = await asked({ workspaceId: other.workspace.id });
    const pending = await listApprovals(ground.db, {
      workspaceId: other.workspace.id,
      state: "pending",
      limit: 10,
    });
    expect(pending.map((approval) => approval.id)).toEqual([id]);
    expect(
      await listApprovals(ground.db, { workspaceId: other.workspace.id, state: "denied", limit: 10 }),
    ).toEqual([]);
  });

  it("lists each once from page to page, in the order of their ids where several came at one instant", async () => {
    const other = await newTeam(ground);
    const at = (id: string, createdAt: Date) =>
      asked({ workspaceId: other.workspace.id, id: `${id}_${other.workspace.id}`, createdAt });
    const soon = new Date(NOON.getTime() + 1);
    // The newest has the smallest id.
    const made = [
      await at("apr_a", soon),
      await at("apr_d", NOON),
      await at("apr_c", NOON),
      await at("apr_b", NOON),
    ];
    const seen: string[] = [];
    for (let before: { at: Date; id: string } | undefined; ; ) {
      const [next] = await listApprovals(ground.db, {
        workspaceId: other.workspace.id,
        limit: 1,
        ...(before ? { before } : {}),
      });
      if (!next) break;
      seen.push(next.id);
      if (seen.length > 4) break;
      before = { at: next.createdAt, id: next.id };
    }
    expect(seen).toEqual(made);
  });
});

describe("E3: who may answer", () => {
  const person = (id: string, more: { role?: string; active?: boolean; workspaceId?: string } = {}) => ({
    id,
    role: "member",
    active: true,
    workspaceId: "ws_1",
    ...more,
  });

  it.each([
    ["an admin", false, person("ada", { role: "admin" }), true],
    ["an admin, where the requester may too", true, person("ada", { role: "admin" }), true],
    ["the requester, where the requester may", true, person("bob"), true],
    ["the requester, where only admins may", false, person("bob"), false],
    ["the requester who is an admin", false, person("bob", { role: "admin" }), true],
    ["another member", true, person("cleo"), false],
    ["an admin of another workspace", true, person("ada", { role: "admin", workspaceId: "ws_2" }), false],
    ["somebody of that id in another workspace", true, person("bob", { workspaceId: "ws_2" }), false],
    ["an admin who left", true, person("ada", { role: "admin", active: false }), false],
    ["the requester who left", true, person("bob", { active: false }), false],
  ])("%s", (_who, requester, who, may) => {
    const approval = {
      approvers: { admins: true, requester } as const,
      requestedBy: "bob",
      workspaceId: "ws_1",
      escalatedTo: null,
      editedBy: null,
    };
    expect(mayAnswer(approval, { ...who, groupIds: [] })).toBe(may);
  });

  it("is said in words", () => {
    expect(describeApprovers({ admins: true, requester: false })).toBe("an admin");
    expect(describeApprovers({ admins: true, requester: true })).toBe("the person who asked, or an admin");
  });
});
