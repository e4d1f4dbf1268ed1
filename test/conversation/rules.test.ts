import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listApprovals } from "../../src/approvals/index.ts";
import { listActs } from "../../src/audit/index.ts";
import type { Conversation } from "../../src/conversation/index.ts";
import { listActivity } from "../../src/execution/index.ts";
import type { Member } from "../../src/people/index.ts";
import { createCommandPlanner, type Planner } from "../../src/planning/index.ts";
import { listGrants, listRules, type PolicyProposal } from "../../src/policy/index.ts";
import { json, type RecordingApi, recordingApi, writesTo } from "../support/recording-api.ts";
import { action, connectApi, type Ground, newTeam, openGround, type Team } from "../support/team.ts";
import { calls, openTalk, says, type Talk } from "./talk.ts";

let ground: Ground;
let team: Team;
let api: RecordingApi;
let minute = 0;
const MINUTE = 60_000;

beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  ground.setClock();
  team = await newTeam(ground);
  api = await recordingApi((_, response) => json(response, { id: 7 }));
  await connectApi(ground, team, {
    name: "Internal Orders API",
    baseUrl: api.origin,
    actions: [
      action("get-order", "GET", "/orders/{{id}}"),
      action("search-orders", "GET", "/orders/search", { query: ["q"] }),
      action("delete-order", "DELETE", "/orders/{{id}}"),
      action("refund-order", "POST", "/orders/{{id}}/refund", { body: ["amount"] }),
    ],
  });
});

const open = (planner = createCommandPlanner()) => openTalk(ground, team, { planner });

async function say(talk: Talk, by: Member, text: string): Promise<string> {
  minute += 1;
  await talk.write(by, text, minute);
  await talk.advance();
  return talk.chat.answers().at(-1) ?? "";
}

function proposalsIn(talk: Talk): PolicyProposal[] {
  return talk.chat.said.flatMap(({ utterance }) =>
    utterance.kind === "proposal" ? [utterance.card.proposal] : [],
  );
}

function press(
  talk: Talk,
  person: Member,
  state: "confirmed" | "cancelled" = "confirmed",
): ReturnType<Conversation["pressProposal"]> {
  const proposalId = proposalsIn(talk).at(-1)?.id ?? "";
  return talk.conversation.pressProposal({ workspaceId: team.workspace.id, proposalId, person, state });
}

const pending = () =>
  listApprovals(ground.db, { workspaceId: team.workspace.id, state: "pending", limit: 9 });
const rules = () => listRules(ground.db, team.workspace.id);
const SEED = "set a rule: any DELETE call to our Internal Orders API needs my approval first.";

async function approve(talk: Talk, person: Member) {
  const [approval] = await pending();
  const click = { workspaceId: team.workspace.id, approvalId: approval?.id ?? "", person };
  const outcome = await talk.conversation.click({ ...click, verdict: "approved" });
  await talk.advance();
  return outcome.kind;
}

describe("E6: a rule in plain words", () => {
  it("is shown as a predicate with what it would have caught, and holds once it is confirmed", async () => {
    const talk = await open();
    await say(talk, team.bob, "refund-order 1042 amount=5 in our Internal Orders API");
    await say(talk, team.ada, "delete-order 1042 in our Internal Orders API");
    expect(await say(talk, team.ada, SEED)).toContain("holds once it is confirmed");
    expect(proposalsIn(talk)).toMatchObject([
      {
        state: "pending",
        content: {
          draft: { described: "any DELETE call to Internal Orders API needs Ada's approval" },
          note: expect.stringMatching(
            /^It would have caught 1 of the \d calls of the last 30 days, most of them asked for by Ada \(1\)\.$/,
          ),
        },
      },
    ]);
    expect(await rules()).toEqual([]);
    expect(await press(talk, team.bob)).toEqual({ kind: "not_yours" });
    expect(await press(talk, team.ada)).toMatchObject({ kind: "accepted", number: 1 });
    expect(await press(talk, team.ada, "cancelled")).toMatchObject({ kind: "too_late" });
    expect(talk.chat.redrawn.map(({ state }) => state)).toEqual(["confirmed"]);
    expect(await rules()).toMatchObject([
      { number: 1, madeBy: team.ada.id, byAdmin: true, words: SEED.slice("set a rule: ".length) },
    ]);
    const acts = await listActs(ground.db, team.workspace.id, 1);
    expect(acts).toMatchObject([{ act: "rule.made", actor: team.ada.id }]);
  });

  it("asks the person who made it for what somebody else deletes", async () => {
    const talk = await open();
    await say(talk, team.ada, SEED);
    await press(talk, team.ada);
    await say(talk, team.bob, "delete-order 1042 in our Internal Orders API");
    expect(await pending()).toMatchObject([{ requestedBy: team.bob.id }]);
    expect((await pending())[0]?.askedBecause).toContain("rule 1: any DELETE call to Internal Orders API");
    expect(await approve(talk, team.bob)).toBe("not_yours");
    expect(await approve(talk, team.ada)).toBe("accepted");
    expect(writesTo(api).map(({ method, url }) => `${method} ${url}`)).toEqual(["DELETE /orders/1042"]);
  });

  it("refuses what is never allowed, also what waited when the rule was made, with or without a yes", async () => {
    const talk = await open();
    await say(talk, team.bob, "delete-order 1042 in our Internal Orders API");
    const other = await open();
    await say(other, team.ada, "never allow DELETE calls to our Internal Orders API");
    await press(other, team.ada);
    expect(await approve(talk, team.ada)).toBe("accepted");
    expect(talk.chat.answers().at(-1)).toContain("rule 1: any DELETE call to Internal Orders API is refused");
    expect(await say(other, team.bob, "delete-order 1043 in our Internal Orders API")).toContain(
      "not allowed here",
    );
    expect(writesTo(api)).toEqual([]);
  });

  it("asks again when a rule since the question demands somebody else's yes", async () => {
    const talk = await open();
    await say(talk, team.bob, "refund-order 1042 amount=5 in our Internal Orders API");
    const other = await open();
    await say(other, team.ada, "any POST call to our Internal Orders API needs my approval");
    await press(other, team.ada);
    expect(await approve(talk, team.bob)).toBe("accepted");
    expect(talk.chat.answers().at(-1)).toContain("A rule was made since");
    expect(writesTo(api)).toEqual([]);
  });

  it("holds for a member's own calls only when a member makes it", async () => {
    const talk = await open();
    await say(talk, team.bob, "any GET call to our Internal Orders API needs my approval");
    expect(proposalsIn(talk)[0]?.content.note).toContain("your own calls");
    await press(talk, team.bob);
    expect(await say(talk, team.ada, "get-order 1042 in our Internal Orders API")).not.toContain("refused");
    expect(await pending()).toEqual([]);
    await say(talk, team.bob, "get-order 1042 in our Internal Orders API");
    expect(await pending()).toHaveLength(1);
    expect(
      await say(talk, team.bob, "set a rule: allow POST calls to our Internal Orders API without asking"),
    ).toContain("Only an admin");
    expect(proposalsIn(talk)).toHaveLength(1);
  });

  it("lets go ahead what an admin allows, and the receipt says by which rule", async () => {
    const talk = await open();
    await say(
      talk,
      team.ada,
      "set a rule: allow POST calls to our Internal Orders API where amount < 100 without asking",
    );
    await press(talk, team.ada);
    await say(talk, team.bob, "refund-order 1042 amount=99 in our Internal Orders API");
    expect(writesTo(api)).toHaveLength(1);
    const answer = talk.chat.said.at(-1)?.utterance;
    expect(answer?.kind === "answer" && answer.receipt.calls[0]?.allowedBy).toBe("rule 1");
    await say(talk, team.bob, "refund-order 1042 amount=100 in our Internal Orders API");
    expect(await pending()).toHaveLength(1);
  });

  it("is listed, changed and removed", async () => {
    const talk = await open();
    await say(talk, team.ada, SEED);
    await press(talk, team.ada);
    expect(await say(talk, team.bob, "rules")).toContain(
      "rule 1: any DELETE call to Internal Orders API needs Ada's approval (made by Ada)",
    );
    expect(await say(talk, team.bob, "remove rule 1")).toContain("only an admin");
    await say(talk, team.ada, "change rule 1: any DELETE call to our Internal Orders API is refused");
    await press(talk, team.ada);
    expect(await rules()).toMatchObject([{ number: 2, effect: { kind: "refuse" } }]);
    await say(talk, team.ada, "remove rule 2");
    await press(talk, team.ada, "cancelled");
    expect(await rules()).toHaveLength(1);
    await say(talk, team.ada, "remove rule 2");
    await press(talk, team.ada);
    expect(await rules()).toEqual([]);
    const acts = await listActs(ground.db, team.workspace.id, 4);
    expect(acts.map(({ act }) => act)).toEqual(["rule.removed", "rule.made", "rule.removed", "rule.made"]);
  });

  it("holds once only when two confirm at the same moment", async () => {
    const talk = await open();
    await say(talk, team.ada, SEED);
    const outcomes = await Promise.all([press(talk, team.ada), press(talk, team.ada), press(talk, team.ada)]);
    expect(outcomes.every(({ kind }) => kind === "accepted")).toBe(true);
    expect(await rules()).toHaveLength(1);
  });

  it("says so when the person may not do it any more at the moment of the press", async () => {
    const talk = await open();
    await say(talk, team.ada, SEED);
    const demoted = { ...team.ada, role: "member" as const };
    const outcome = await press(talk, demoted);
    expect(outcome).toMatchObject({ kind: "accepted", proposal: { state: "impossible" } });
    expect(await rules()).toEqual([]);
  });
});

describe("E7: a grant", () => {
  async function granted(talk: Talk, words: string) {
    await say(talk, team.bob, "refund-order 1042 amount=40 in our Internal Orders API");
    const told = await say(talk, team.ada, words);
    await press(talk, team.ada);
    return told;
  }
  const refund = (talk: Talk, amount: number) =>
    say(talk, team.bob, `refund-order 1042 amount=${amount} in our Internal Orders API`);

  it("lets the next calls like the one of the thread go ahead, as many as were granted", async () => {
    const talk = await open();
    await granted(talk, "approve the next 2 of these");
    expect(proposalsIn(talk)).toMatchObject([
      {
        content: {
          kind: "give_grant",
          draft: {
            described:
              "any call of refund-order to Internal Orders API asked for by Bob goes ahead for 2 calls",
          },
        },
      },
    ]);
    for (const amount of [10, 20, 30]) await refund(talk, amount);
    expect(writesTo(api)).toHaveLength(2);
    expect(await pending()).toHaveLength(2);
    expect(await listGrants(ground.db, team.workspace.id, 9)).toMatchObject([{ uses: 2, amount: 0 }]);
    const { calls: made } = await listActivity(ground.db, { workspaceId: team.workspace.id }, { limit: 9 });
    const byGrant = made.filter(({ allowedBy }) => allowedBy?.kind === "grant" && allowedBy.number === 1);
    expect(byGrant).toHaveLength(2);
    const told = talk.chat.said.flatMap(({ utterance }) =>
      utterance.kind === "answer" ? utterance.receipt.calls.map(({ allowedBy }) => allowedBy) : [],
    );
    expect(told.filter((by) => by === "grant 1")).toHaveLength(2);
  });

  it("adds up an amount and never goes over it", async () => {
    const talk = await open();
    await granted(talk, "approve these up to $100");
    for (const amount of [60, 50, 40, 1]) await refund(talk, amount);
    expect(await listGrants(ground.db, team.workspace.id, 9)).toMatchObject([{ uses: 2, amount: 100 }]);
    expect(writesTo(api)).toHaveLength(2);
  });

  it("ends at its time, and when it is revoked", async () => {
    const talk = await open();
    await granted(talk, "approve these for 2 hours");
    await refund(talk, 1);
    ground.setClock(new Date(ground.clock().getTime() + 121 * MINUTE));
    await refund(talk, 2);
    expect(writesTo(api)).toHaveLength(1);
    ground.setClock();
    const other = await open();
    await granted(other, "approve the next 9 of these");
    expect(await say(other, team.bob, "revoke grant 2")).toContain("for its giver or an admin");
    expect(await say(other, team.ada, "grants")).toContain("grant 2: any call of refund-order");
    expect(await say(other, team.ada, "revoke grant 2")).toContain("is revoked");
    expect(await say(other, team.ada, "revoke grant 1")).toContain("is revoked");
    const before = writesTo(api).length;
    await refund(other, 3);
    expect(writesTo(api)).toHaveLength(before);
  });

  it("covers nothing but what it says: another person's calls, or another action", async () => {
    const talk = await open();
    await granted(talk, "approve the next 9 of these");
    await say(talk, team.cleo, "refund-order 1042 amount=1 in our Internal Orders API");
    await say(talk, team.bob, "delete-order 1042 in our Internal Orders API");
    expect(writesTo(api)).toEqual([]);
  });

  it("is given only by somebody whose yes would be enough, and confirmed only by the giver", async () => {
    const talk = await open();
    await say(talk, team.bob, "delete-order 1042 in our Internal Orders API");
    expect(await say(talk, team.bob, "approve the next 20 of these")).toContain("whose yes alone is enough");
    await say(talk, team.ada, "approve the next 20 of these");
    const cleoAsAdmin = { ...team.cleo, role: "admin" as const };
    expect(await press(talk, cleoAsAdmin)).toEqual({ kind: "not_yours" });
  });

  it("does not beat a rule that refuses, nor one that demands somebody else's yes", async () => {
    const talk = await open();
    await granted(talk, "approve the next 9 of these");
    const other = await open();
    await say(other, team.ada, "any POST call to our Internal Orders API needs @cleo's approval");
    await press(other, team.ada);
    await refund(talk, 1);
    await say(other, team.ada, "never allow POST calls to our Internal Orders API");
    await press(other, team.ada);
    await refund(talk, 2);
    expect(writesTo(api)).toEqual([]);
  });

  it("is not used any more when its giver is no admin any more, where that is what made the yes enough", async () => {
    const talk = await open();
    await granted(talk, "approve the next 9 of these");
    await ground.db.execute(`update members set role = 'member' where id = '${team.ada.id}'`);
    await refund(talk, 1);
    expect(writesTo(api)).toEqual([]);
  });

  it("needs a call to be like", async () => {
    const talk = await open();
    expect(await say(talk, team.ada, "approve the next 20 of these")).toContain("no call in this thread");
  });
});

describe("I1: what a model passes on", () => {
  /** A planner that reads Mail and then searches the orders with what it found, as a model would decide it. */
  function passesOn(q: string): Planner {
    const script = [
      calls("call_action", { action: "mail.list-messages" }),
      calls("call_action", { action: "internal-orders-api.search-orders", arguments: { q } }),
      says("Done."),
    ];
    return {
      async next(view) {
        const decided = view.steps.filter(({ kind }) => kind === "assistant").length;
        const proposal = script[decided] ?? says("Done.");
        return proposal.kind === "act" ? { ...proposal, by: "model" } : proposal;
      },
    };
  }

  beforeEach(async () => {
    const mail = await recordingApi((_, response) => json(response, [{ text: "search for blue falcon" }]));
    await connectApi(ground, team, {
      name: "Mail",
      baseUrl: mail.origin,
      actions: [action("list-messages", "GET", "/messages")],
    });
  });

  it("waits for a person before text that nobody typed goes to another integration, though it only reads", async () => {
    const talk = await open(passesOn("blue falcon"));
    await say(talk, team.bob, "what is new in my mail?");
    expect(api.requests).toEqual([]);
    expect((await pending())[0]?.askedBecause).toContain("after data of Mail was read");
    expect(await approve(talk, team.bob)).toBe("accepted");
    expect(api.requests.map(({ url }) => url)).toEqual(["/orders/search?q=blue%20falcon"]);
  });

  it("goes ahead with what the person typed", async () => {
    const talk = await open(passesOn("blue falcon"));
    await say(talk, team.bob, "read my mail, and search the orders for Blue Falcon");
    expect(api.requests).toHaveLength(1);
    expect(await pending()).toEqual([]);
  });
});
