import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listApprovals } from "../../src/approvals/index.ts";
import { sleep } from "../../src/kernel/index.ts";
import { type AssistantStep, isStopWord, type Planner, type RunView } from "../../src/planning/index.ts";
import { createSqlEngine } from "../../src/results/index.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { action, connectApi, type Ground, NOON, newTeam, openGround, type Team } from "../support/team.ts";
import { calls, openTalk, placeOf, says } from "./talk.ts";

let ground: Ground;
let team: Team;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  team = await newTeam(ground);
});

/** A planner that gives these proposals, one after the other, by how many decisions the run has taken. */
function scripted(...script: ReturnType<typeof says>[]): Planner & { views: RunView[] } {
  const views: RunView[] = [];
  return {
    views,
    async next(view) {
      views.push({ ...view, steps: [...view.steps] });
      const decided = view.steps.filter((step): step is AssistantStep => step.kind === "assistant").length;
      const proposal = script[decided];
      if (!proposal) throw new Error("the script has ended");
      return proposal;
    },
  };
}

const crash = () => {
  throw new Error("killed");
};

async function forgetLease(threadId: string): Promise<void> {
  await ground.db.execute(sql`update threads set lease_owner = null where id = ${threadId}`);
}

describe("B3: messages that arrive meanwhile", () => {
  it("are folded into one run per person, in order", async () => {
    const talk = await openTalk(ground, team);
    for (const [at, [by, text]] of (
      [
        ["ada", "one"],
        ["ada", "two"],
        ["bob", "three"],
        ["ada", "four"],
      ] as const
    ).entries())
      await talk.write(team[by], text, at);
    await talk.advance();
    expect(talk.chat.answers()).toEqual(["You said: one\ntwo", "You said: three", "You said: four"]);
    const authors = new Map((await talk.runs()).map(({ text, member_id }) => [text, member_id]));
    expect(authors.get("one\ntwo")).toBe(team.ada.id);
    expect(authors.get("three")).toBe(team.bob.id);
    expect(authors.get("four")).toBe(team.ada.id);
  });

  it("B2: count once however often they are delivered", async () => {
    const talk = await openTalk(ground, team);
    await Promise.all(Array.from({ length: 5 }, () => talk.write(team.bob, "hello", 0)));
    await talk.advance();
    await talk.write(team.bob, "hello", 0);
    await talk.advance();
    expect(talk.chat.answers()).toEqual(["You said: hello"]);
  });

  it("are told what was said before, by whom", async () => {
    const planner = scripted(says("first"));
    const talk = await openTalk(ground, team, { planner });
    await talk.write(team.ada, "one", 0);
    await talk.advance();
    await talk.write(team.bob, "two", 1);
    await talk.advance();
    expect(planner.views.at(-1)?.history).toEqual([
      { from: "person", name: "somebody else", text: "one", at: NOON },
      { from: "chief", name: "Chief", text: "first", integrations: [] },
    ]);
  });
});

describe("B2: a run that was cut off", () => {
  it("says its answer once when the crash came after it was said", async () => {
    const talk = await openTalk(ground, team);
    await talk.write(team.bob, "hello", 0);
    talk.chat.afterSaying = crash;
    await expect(talk.advance()).rejects.toThrow("killed");
    talk.chat.afterSaying = () => undefined;
    await talk.advance();
    expect(talk.chat.answers()).toEqual(["You said: hello"]);
    expect(await talk.runs()).toMatchObject([{ state: "done" }]);
  });

  it("says its answer when the crash came before it was said, without asking the planner again", async () => {
    const planner = scripted(says("the answer"));
    const talk = await openTalk(ground, team, { planner });
    await talk.write(team.bob, "hello", 0);
    talk.chat.beforeSaying = crash;
    await expect(talk.advance()).rejects.toThrow("killed");
    talk.chat.beforeSaying = () => undefined;
    await talk.advance();
    expect(talk.chat.answers()).toEqual(["the answer"]);
    expect(planner.views).toHaveLength(1);
  });

  it("D3: makes no call twice, and goes on with what it had decided", async () => {
    const api = await recordingApi((_, response) => json(response, { id: 7 }));
    await connectApi(ground, team, {
      name: "Orders",
      baseUrl: api.origin,
      actions: [action("get-order", "GET", "/orders/{{id}}")],
    });
    const planner = scripted(
      calls("call_action", { action: "orders.get-order", arguments: { id: "7" } }),
      says("done"),
    );
    const talk = await openTalk(ground, team, { planner });
    await talk.write(team.bob, "get it", 0);
    talk.chat.beforeSaying = crash;
    await expect(talk.advance()).rejects.toThrow("killed");
    talk.chat.beforeSaying = () => undefined;
    await forgetLease(talk.threadId);
    await talk.advance();
    expect(api.requests).toHaveLength(1);
    expect(talk.chat.answers()).toEqual(["done"]);
  });

  it("tells the person when it fails again and again, and lets the thread go on", async () => {
    const talk = await openTalk(ground, team, {
      planner: { next: () => Promise.reject(new Error("a defect")) },
    });
    await talk.write(team.bob, "hello", 0);
    await expect(talk.advance(3)).rejects.toThrow("a defect");
    await talk.advance(4);
    expect(talk.chat.answers()).toEqual([expect.stringContaining("Something went wrong on my side")]);
    expect(await talk.runs()).toMatchObject([{ state: "failed", failure: "conversation.defect" }]);
  });

  it("does not block its thread when nothing can be said there", async () => {
    const talk = await openTalk(ground, team);
    talk.chat.beforeSaying = crash;
    await talk.write(team.bob, "hello", 0);
    await expect(talk.advance(1)).rejects.toThrow("killed");
    await talk.advance(4);
    talk.chat.beforeSaying = () => undefined;
    await talk.write(team.bob, "again", 1);
    await talk.advance();
    expect(talk.chat.answers()).toEqual(["You said: again"]);
  });

  it("can be stored whatever an API or a model says", async () => {
    const planner = scripted(
      calls("find_actions", { query: "a\u0000b\ud800" }),
      says("bad\u0000 half \udc00 text"),
    );
    const talk = await openTalk(ground, team, { planner });
    await talk.write(team.bob, "nul \u0000 and half \ud83d", 0);
    await talk.advance();
    expect(await talk.runs()).toMatchObject([{ state: "done", text: "nul \ufffd and half \ufffd" }]);
  });
});

describe("B3: stop", () => {
  it("ends what runs, at once, and says so", async () => {
    const planner: Planner = {
      async next(_view, { signal }) {
        await sleep(60_000, signal).catch(() => undefined);
        return says("too late");
      },
    };
    const rootTs = "stop.1";
    const talk = await openTalk(ground, team, { planner, rootTs });
    await talk.write(team.bob, "work", 0);
    const advancing = talk.advance();
    await expect.poll(async () => (await talk.runs()).length).toBe(1);
    expect(await talk.conversation.stop(placeOf(team, rootTs), team.bob)).toBe(1);
    await advancing;
    expect(talk.chat.answers()).toEqual(["Stopped. Nothing had been called before that."]);
    expect(await talk.runs()).toMatchObject([{ state: "stopped" }]);
    expect(await talk.conversation.stop(placeOf(team, rootTs), team.bob)).toBe(0);
  });

  it("reaches a run on another replica", async () => {
    const rootTs = "stop.2";
    const planner: Planner = {
      async next(_view, { signal }) {
        await sleep(60_000, signal).catch(() => undefined);
        return says("too late");
      },
    };
    const [here, there] = [
      await openTalk(ground, team, { planner, rootTs }),
      await openTalk(ground, team, { rootTs }),
    ];
    await here.write(team.bob, "work", 0);
    const advancing = here.advance();
    await expect.poll(async () => (await here.runs()).length).toBe(1);
    expect(await there.conversation.stop(placeOf(team, rootTs), team.bob)).toBe(1);
    await advancing;
    expect(here.chat.answers()).toEqual(["Stopped. Nothing had been called before that."]);
  });

  it.each([
    ["stop", true],
    ["Please stop it!", true],
    ["never mind", true],
    ["cancel order 7", false],
    ["don't stop", false],
  ])("“%s” is the word: %s", (text, isIt) => {
    expect(isStopWord(text)).toBe(isIt);
  });
});

describe("E3: a call that waits for a person", () => {
  async function waitingTalk() {
    const api = await recordingApi((_, response) => json(response, { cancelled: true }));
    await connectApi(ground, team, {
      name: "Orders",
      baseUrl: api.origin,
      actions: [action("delete-order", "DELETE", "/orders/{{id}}")],
    });
    const planner = scripted(
      calls("call_action", { action: "orders.delete-order", arguments: { id: "7" } }),
      says("it is gone"),
    );
    const talk = await openTalk(ground, team, { planner });
    await talk.write(team.bob, "delete order 7", 0);
    await talk.advance();
    const [approval] = await listApprovals(ground.db, { workspaceId: team.workspace.id, limit: 1 });
    if (!approval) throw new Error("nobody was asked");
    const click = (person: Team["ada"], verdict: "approved" | "denied" = "approved") =>
      talk.conversation.click({ workspaceId: team.workspace.id, approvalId: approval.id, person, verdict });
    return { api, talk, planner, approval, click };
  }

  it("E9: holds nothing but rows, and shows a card in the thread and one to the admin who may answer", async () => {
    const { api, talk } = await waitingTalk();
    await talk.advance();
    expect(talk.chat.said.map(({ utterance }) => utterance.kind)).toEqual(["card", "card"]);
    expect(await talk.runs()).toMatchObject([{ state: "waiting" }]);
    expect(api.requests).toHaveLength(0);
  });

  it("goes on after the first valid click, once", async () => {
    const { api, talk, planner, click } = await waitingTalk();
    expect(await click(team.bob)).toMatchObject({ kind: "not_yours" });
    expect(await click(team.cleo)).toMatchObject({ kind: "not_yours" });
    const outcomes = await Promise.all([click(team.ada), click(team.ada, "denied"), click(team.ada)]);
    expect(outcomes.filter(({ kind }) => kind === "accepted").length).toBeGreaterThanOrEqual(1);
    await Promise.all([talk.advance(), talk.advance()]);
    await talk.advance();
    expect(api.requests).toHaveLength(1);
    expect(talk.chat.answers()).toEqual(["it is gone"]);
    expect(planner.views).toHaveLength(2);
    expect(talk.chat.redrawn.at(-1)).toMatchObject({ state: "approved" });
  });

  it("B6: names in the receipt who approved", async () => {
    const { talk, click } = await waitingTalk();
    await click(team.ada);
    await talk.advance();
    const answer = talk.chat.said.at(-1)?.utterance;
    expect(answer?.kind === "answer" && answer.receipt).toMatchObject({
      approvedBy: ["Ada"],
      calls: [{ integration: "Orders", title: "delete-order" }],
    });
  });

  it("is told as denied, and a late click changes nothing", async () => {
    const { api, talk, planner, click } = await waitingTalk();
    await click(team.ada, "denied");
    expect(await click(team.ada)).toMatchObject({ kind: "too_late", approval: { state: "denied" } });
    await talk.advance();
    expect(api.requests).toHaveLength(0);
    expect(planner.views.at(-1)?.steps.at(-1)).toMatchObject({
      kind: "tool",
      ok: false,
      content: expect.stringContaining("denied"),
    });
  });

  it("trap 7: E5: expires, tells the thread, and a late click changes nothing", async () => {
    const { api, talk, planner, click } = await waitingTalk();
    ground.setClock(new Date(ground.clock().getTime() + 2 * 3_600_000));
    expect(await click(team.ada)).toMatchObject({ kind: "too_late" });
    expect(await talk.conversation.expire()).toBeGreaterThanOrEqual(1);
    expect(await click(team.ada)).toMatchObject({ kind: "too_late", approval: { state: "expired" } });
    ground.setClock();
    await talk.advance();
    expect(api.requests).toHaveLength(0);
    expect(planner.views.at(-1)?.steps.at(-1)).toMatchObject({ content: expect.stringContaining("expired") });
    expect(talk.chat.redrawn.at(-1)).toMatchObject({ state: "expired" });
  });

  it("is cancelled by stop", async () => {
    const { api, talk, approval, click } = await waitingTalk();
    const [run] = await talk.runs();
    const thread = await ground.db.execute<{ root_ts: string }>(
      sql`select root_ts from threads where id = ${talk.threadId}`,
    );
    expect(await talk.conversation.stop(placeOf(team, thread.rows[0]?.root_ts ?? ""), team.bob)).toBe(1);
    expect(await click(team.ada)).toMatchObject({
      kind: "too_late",
      approval: { id: approval.id, state: "cancelled" },
    });
    await talk.advance();
    expect(talk.chat.answers()).toEqual(["Stopped. Nothing had been called before that."]);
    expect(api.requests).toHaveLength(0);
    expect(run?.state).toBe("waiting");
  });

  it("is not made when its action was switched off meanwhile, and does not wait any longer", async () => {
    const { api, talk, planner, click } = await waitingTalk();
    await click(team.ada);
    await ground.db.execute(
      sql`update actions set enabled = false where workspace_id = ${team.workspace.id}`,
    );
    await ground.db.execute(
      sql`update workspaces set catalogue_version = catalogue_version + 1 where id = ${team.workspace.id}`,
    );
    await talk.advance();
    expect(api.requests).toHaveLength(0);
    expect(planner.views.at(-1)?.steps.at(-1)).toMatchObject({
      ok: false,
      content: expect.stringContaining("no enabled action"),
    });
    const left = await ground.db.execute(
      sql`select state from calls where workspace_id = ${team.workspace.id}`,
    );
    expect(left.rows).toEqual([{ state: "refused" }]);
  });
});

describe("D5: numbers over a part of the data", () => {
  it("carry the engine's label although the planner drops it, shown or not", async () => {
    const api = await recordingApi((_, response) => json(response, { orders: [{ id: 1 }], total: 9400 }));
    await connectApi(ground, team, {
      name: "Orders",
      baseUrl: api.origin,
      actions: [action("list-orders", "GET", "/orders")],
    });
    const sqlEngine = createSqlEngine({ logger: silentLogger(), atOnce: 1 });
    const planner = scripted(
      calls("call_action", { action: "orders.list-orders" }),
      calls("query_results", { sql: "select count(*) as n from orders" }),
      says("There is 1 order."),
    );
    const talk = await openTalk(ground, team, { planner, sql: sqlEngine });
    await talk.write(team.bob, "how many?", 0);
    await talk.advance();
    await sqlEngine.close();
    expect(talk.chat.answers()[0]).toMatch(
      /^There is 1 order\.\n_Not complete: these numbers are of the first 1 of at least 9,400 orders/,
    );
  });
});
