import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Approval, listApprovals, saveApprovalSettings } from "../../src/approvals/index.ts";
import { listActs } from "../../src/audit/index.ts";
import type { Card, ClickOutcome } from "../../src/conversation/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { insertGroup, type Member } from "../../src/people/index.ts";
import { createCommandPlanner, type Planner } from "../../src/planning/index.ts";
import { listGrants, type PolicyProposal } from "../../src/policy/index.ts";
import { json, type RecordingApi, recordingApi, writesTo } from "../support/recording-api.ts";
import { action, connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";
import { calls, openTalk, says, type Talk } from "./talk.ts";

const HOUR = 3_600_000;
let ground: Ground;
let team: Team;
let api: RecordingApi;
let note: string;
let isBroken = false;
let minute = 0;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  ground.setClock();
  note = "old";
  isBroken = false;
  api = await recordingApi((request, response) => {
    if (request.method === "GET") return json(response, { id: 7, note });
    if (isBroken) return void response.destroy();
    if (request.method === "PATCH") note = (JSON.parse(request.body) as { note: string }).note;
    json(response, { id: 7, note });
  });
  team = await newTeam(ground);
  await connectApi(ground, team, {
    name: "Internal Orders API",
    baseUrl: api.origin,
    actions: [
      action("get-order", "GET", "/orders/{{id}}"),
      action("update-order", "PATCH", "/orders/{{id}}", { body: ["note"] }),
      action("delete-order", "DELETE", "/orders/{{id}}"),
      action("refund-order", "POST", "/orders/{{id}}/refund", { body: ["amount"] }),
    ],
  });
});

const open = (planner: Planner = createCommandPlanner()) => openTalk(ground, team, { planner });

async function say(talk: Talk, by: Member, text: string): Promise<void> {
  minute += 1;
  await talk.write(by, text, minute);
  await talk.advance();
}

async function pending(): Promise<Approval[]> {
  const of = { workspaceId: team.workspace.id, state: "pending", limit: 20 } as const;
  return (await listApprovals(ground.db, of)).reverse();
}

async function question(): Promise<Approval> {
  const [approval] = await pending();
  if (!approval) throw new Error("nothing waits");
  return approval;
}

const on = (approval: Approval, person: Member) => ({
  workspaceId: team.workspace.id,
  approvalId: approval.id,
  person,
});

async function approve(talk: Talk, person: Member, approval?: Approval): Promise<ClickOutcome["kind"]> {
  const asked = approval ?? (await question());
  const { kind } = await talk.conversation.click({ ...on(asked, person), verdict: "approved" });
  await talk.advance();
  return kind;
}

/** The cards that one question shows now. */
async function cardOf(talk: Talk, id: string): Promise<Card> {
  const all = await listApprovals(ground.db, { workspaceId: team.workspace.id, limit: 20 });
  const [card] = await talk.conversation.cards(all.filter((approval) => approval.id === id));
  if (!card) throw new Error(`there is no question ${id}`);
  return card;
}

const directNotes = (talk: Talk) =>
  talk.chat.said.flatMap(({ utterance }) => (utterance.kind === "note" ? [utterance.text] : []));

describe("what comes after a yes", () => {
  it("E9: the card tells that it was sent, and a click takes it back past a question of its own", async () => {
    const talk = await open();
    await say(talk, team.bob, "update-order id=7 note=new in our Internal Orders API");
    const asked = await question();
    await approve(talk, team.bob);
    await talk.conversation.showApproval({ workspaceId: team.workspace.id, approvalId: asked.id });
    expect(await cardOf(talk, asked.id)).toMatchObject({ sent: "done (200)", mayUndo: true });
    expect(talk.chat.redrawn.at(-1)).toMatchObject({ state: "approved" });

    expect(await talk.conversation.wish({ ...on(asked, team.cleo), wish: "undo" })).toMatchObject({
      kind: "accepted",
    });
    await talk.conversation.wish({ ...on(asked, team.cleo), wish: "undo" });
    await talk.advance();
    expect(await pending()).toMatchObject([
      { requestedBy: team.cleo.id, request: { method: "PATCH", body: { note: "old" } } },
    ]);
    await approve(talk, team.cleo);
    expect(note).toBe("old");
    expect(writesTo(api)).toHaveLength(2);
  });

  it("D3 E3: nobody knows whether it happened: who looked says so, and it is sent again only past a question", async () => {
    const talk = await open();
    await say(talk, team.bob, "update-order id=7 note=new in our Internal Orders API");
    isBroken = true;
    await approve(talk, team.bob);
    isBroken = false;
    const outcome = await question();
    expect(outcome).toMatchObject({
      kind: "outcome",
      evidence: { look: expect.stringMatching(/just as it was before.*did not happen/) },
    });
    expect(await talk.conversation.wish({ ...on(outcome, team.cleo), wish: "again" })).toMatchObject({
      kind: "not_yours",
    });
    await talk.conversation.wish({ ...on(outcome, team.bob), wish: "again" });
    await talk.advance();
    expect(writesTo(api)).toHaveLength(1);
    expect(await pending()).toMatchObject([{ kind: "send", request: { body: { note: "new" } } }]);
    await approve(talk, team.bob);
    expect(writesTo(api)).toHaveLength(2);
    expect(note).toBe("new");
  });

  it("D3: it may be left open, and said to have happened", async () => {
    const talk = await open();
    for (const id of [7, 8])
      await say(talk, team.bob, `update-order id=${id} note=new in our Internal Orders API`);
    isBroken = true;
    for (const asked of await pending()) await approve(talk, team.bob, asked);
    const [first, second] = await pending();
    if (!first || !second) throw new Error("nobody is asked");
    await talk.conversation.wish({ ...on(first, team.bob), wish: "leave" });
    expect(await cardOf(talk, first.id)).toMatchObject({ approval: { state: "cancelled" } });
    await approve(talk, team.ada, second);
    expect(await cardOf(talk, second.id)).toMatchObject({ answeredBy: "Ada" });
    expect(writesTo(api)).toHaveLength(2);
  });
});

describe("several calls that wait together", () => {
  const three: Planner = {
    next: async ({ steps }) =>
      steps.length > 0
        ? says("done")
        : {
            ...(calls("", {}) as Extract<ReturnType<typeof calls>, { kind: "act" }>),
            toolCalls: [1, 2, 3].map((id) => ({
              id: `t${id}`,
              name: "call_action",
              arguments: JSON.stringify({
                action: "internal-orders-api.refund-order",
                arguments: { id: String(id), amount: String(id) },
              }),
            })),
          },
  };

  it("E3: share a card; those that are chosen are sent, those that are denied are not, and the run goes on", async () => {
    const talk = await open(three);
    await say(talk, team.bob, "refund these");
    const cards = talk.chat.said.flatMap(({ utterance }) =>
      utterance.kind === "card" ? [utterance.cards.length] : [],
    );
    expect(cards).toEqual([3]);
    // Those of one moment come in no order.
    const waiting = (await pending()).toSorted((a, b) => a.request.url.localeCompare(b.request.url));
    const [first, second, third] = waiting;
    if (!first || !second || !third) throw new Error("they do not wait");
    expect(await approve(talk, team.bob, third)).toBe("accepted");
    expect(await approve(talk, team.bob, first)).toBe("accepted");
    await talk.conversation.click({ ...on(second, team.bob), verdict: "denied", reason: "not this one" });
    await talk.advance();
    expect(
      writesTo(api)
        .map(({ url }) => url)
        .sort(),
    ).toEqual(["/orders/1/refund", "/orders/3/refund"]);
    expect(talk.chat.answers()).toEqual(["done"]);
  });
});

describe("E5: a question that waits", () => {
  const settings = (fallback: Member) => ({
    remindAfterPercent: 25,
    escalateAfterPercent: 50,
    fallback: { admins: false, requester: false, members: [fallback.id] },
    now: ground.clock(),
  });

  it("E5: reminds once, is put to the fallback, who may then answer, and everybody else still may", async () => {
    await saveApprovalSettings(ground.db, team.workspace.id, settings(team.cleo));
    const talk = await open();
    await say(talk, team.bob, "delete-order id=7 in our Internal Orders API");
    const asked = await question();
    ground.setClock(new Date(asked.createdAt.getTime() + HOUR / 3));
    await talk.conversation.expire();
    await talk.conversation.expire();
    expect(directNotes(talk)).toEqual([
      expect.stringContaining("still waits for an answer: DELETE on Internal Orders API"),
    ]);
    expect(await approve(talk, team.cleo, asked)).toBe("not_yours");

    ground.setClock(new Date(asked.createdAt.getTime() + (HOUR * 2) / 3));
    await talk.conversation.expire();
    expect(await cardOf(talk, asked.id)).toMatchObject({ approvers: "an admin", alsoAsked: "Cleo" });
    expect(await approve(talk, team.cleo, asked)).toBe("accepted");
    expect(writesTo(api)).toHaveLength(1);
  });

  it("E5: expires, is told as expired, and a late click changes nothing", async () => {
    const talk = await open();
    await say(talk, team.bob, "delete-order id=7 in our Internal Orders API");
    const asked = await question();
    ground.setClock(new Date(asked.expiresAt.getTime() + 1));
    expect(await talk.conversation.click({ ...on(asked, team.ada), verdict: "approved" })).toMatchObject({
      kind: "too_late",
    });
    await talk.conversation.expire();
    await talk.advance();
    expect(talk.chat.answers().at(-1)).toContain("Nobody answered the approval in time");
    expect(writesTo(api)).toEqual([]);
  });
});

describe("E8: rules that ask groups", () => {
  async function rule(talk: Talk, text: string): Promise<PolicyProposal> {
    await say(talk, team.ada, text);
    const shown = talk.chat.said.findLast(({ utterance }) => utterance.kind === "proposal")?.utterance;
    if (shown?.kind !== "proposal") throw new Error(`it said ${talk.chat.answers().at(-1)}`);
    const { proposal } = shown.card;
    await talk.conversation.pressProposal({
      workspaceId: team.workspace.id,
      proposalId: proposal.id,
      person: team.ada,
      state: "confirmed",
    });
    return proposal;
  }

  beforeEach(async () => {
    const group = { workspaceId: team.workspace.id, createdAt: ground.clock() };
    await insertGroup(ground.db, { ...group, id: newId("grp"), name: "finance", memberIds: [team.cleo.id] });
    await insertGroup(ground.db, {
      ...group,
      id: newId("grp"),
      name: "ops",
      memberIds: [team.ada.id, team.bob.id, team.cleo.id],
    });
  });

  it("E8 E6: “needs approval from finance” asks its members, and nobody else", async () => {
    const talk = await open();
    const made = await rule(talk, "any DELETE call to Internal Orders API needs approval from finance");
    expect(made.content).toMatchObject({
      draft: { described: "any DELETE call to Internal Orders API needs the group finance's approval" },
    });
    await say(talk, team.bob, "delete-order id=7 in our Internal Orders API");
    expect(await approve(talk, team.ada)).toBe("accepted");
    expect(writesTo(api)).toEqual([]);
    expect(await approve(talk, team.bob)).toBe("not_yours");
    expect(await approve(talk, team.cleo)).toBe("accepted");
    expect(writesTo(api)).toHaveLength(1);
  });

  it("E8: two of a group, but not the person who asked", async () => {
    const talk = await open();
    await rule(
      talk,
      "any PATCH call to Internal Orders API needs approval from 2 of the ops group, but not the person who asked",
    );
    await say(talk, team.bob, "update-order id=7 note=new in our Internal Orders API");
    // His own yes counts for what every write demands, and not for the rule.
    expect(await approve(talk, team.bob)).toBe("accepted");
    expect(await approve(talk, team.ada)).toBe("accepted");
    expect(writesTo(api)).toEqual([]);
    expect(await approve(talk, team.cleo)).toBe("accepted");
    expect(writesTo(api)).toHaveLength(1);
  });

  it("E6: says which groups there are when one is not known", async () => {
    const talk = await open();
    await say(talk, team.ada, "any DELETE call to Internal Orders API needs approval from legal");
    expect(talk.chat.answers().at(-1)).toMatch(/no group called “legal”.*finance, ops/);
  });
});

describe("E7: a yes to this call and to more like it", () => {
  const limits = { uses: "2", mostAmount: "", until: "" };

  it("E7: approves it and gives a grant, which is used up and then asks again", async () => {
    const talk = await open();
    await say(talk, team.bob, "refund-order id=1 amount=5 in our Internal Orders API");
    const asked = await question();
    expect(await cardOf(talk, asked.id)).toMatchObject({ mayGrant: true });
    expect(await talk.conversation.grantOffer(on(asked, team.cleo))).toMatchObject({ kind: "not_yours" });
    expect(await talk.conversation.grantOffer(on(asked, team.bob))).toMatchObject({
      covers: "any call of refund-order to Internal Orders API asked for by Bob",
      amountArgument: "amount",
    });
    const wrong = { ...on(asked, team.bob), entered: { uses: "0", mostAmount: "", until: "" } };
    expect(await talk.conversation.approveMore(wrong)).toMatchObject({ kind: "wrong", field: "uses" });
    const more = { ...on(asked, team.bob), entered: limits };
    const both = await Promise.all([
      talk.conversation.approveMore(more),
      talk.conversation.approveMore(more),
    ]);
    expect(both.flatMap((one) => (one.kind === "accepted" && one.grant ? [one.grant.number] : []))).toEqual([
      1,
    ]);
    await talk.advance();
    for (const id of [2, 3, 4])
      await say(talk, team.bob, `refund-order id=${id} amount=5 in our Internal Orders API`);
    expect(writesTo(api).map(({ url }) => url)).toEqual([1, 2, 3].map((id) => `/orders/${id}/refund`));
    expect(await pending()).toHaveLength(1);
    expect(await listGrants(ground.db, team.workspace.id, 9)).toMatchObject([{ uses: 2, mostUses: 2 }]);
    const acts = await listActs(ground.db, team.workspace.id, 20);
    expect(acts).toContainEqual(expect.objectContaining({ act: "grant.given", actor: team.bob.id }));
  });

  it("E7: in words for any calls, up to a sum", async () => {
    const talk = await open();
    await say(talk, team.bob, "allow refunds in our Internal Orders API up to $12");
    expect(talk.chat.answers().at(-1)).toContain("that is an admin");
    await say(talk, team.ada, "allow refunds in our Internal Orders API up to $12");
    const shown = talk.chat.said.findLast(({ utterance }) => utterance.kind === "proposal")?.utterance;
    const proposalId = shown?.kind === "proposal" ? shown.card.proposal.id : "";
    const press = { workspaceId: team.workspace.id, proposalId, person: team.ada };
    await talk.conversation.pressProposal({ ...press, state: "confirmed" });
    for (const id of [1, 2, 3])
      await say(talk, team.bob, `refund-order id=${id} amount=5 in our Internal Orders API`);
    expect(writesTo(api)).toHaveLength(2);
    expect(await pending()).toHaveLength(1);
  });
});
