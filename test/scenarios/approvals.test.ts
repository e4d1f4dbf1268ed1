import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, eventually, PEOPLE, type Posted, type Seen, startChief } from "../support/chief.ts";
import { isAnswer, isCard, replies, reply, said } from "./talk.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());

/** Asks for a write, and gives the thread and the card that came of it. */
async function askFor(text: string): Promise<{ asked: Posted; card: Posted & Seen }> {
  await chief.orders.clearRequests();
  const asked = await chief.chat.say("ada", "#general", `Chief, ${text} in our Internal Orders API`);
  const card = await reply(chief, asked, isCard);
  return { asked, card: { ...card, channel: asked.channel } };
}

/** Numbers of orders that may still be cancelled, each once. */
const cancellable = (() => {
  const taken = new Set<number>();
  return async () => {
    const { data } = (await chief.orders.get("/orders?status=pending&limit=100")) as {
      data: { id: number }[];
    };
    const id = data.map((order) => order.id).find((candidate) => !taken.has(candidate));
    if (id === undefined) throw new Error("no order is left to cancel");
    taken.add(id);
    return id;
  };
})();

describe("one decision", () => {
  it("E3: a double click is one decision and one request", async () => {
    const id = await cancellable();
    const { asked, card } = await askFor(`cancel order ${id}`);
    const click = { user: PEOPLE.ada, channel: card.channel, ts: card.ts, actionId: "approval_approve" };
    const { human } = chief.workspace();
    await Promise.all([human.click(click), human.click(click)]);
    await reply(chief, asked);
    expect(await chief.orders.writes()).toEqual({ [`DELETE /v1/orders/${id}`]: 1 });
  });

  it("E3: of Approve and Deny at the same instant, one counts, and that is what happens", async () => {
    const { human, people } = chief.workspace();
    const grace = people.add({ name: "grace", realName: "Grace Lund", timeZone: "UTC", isAdmin: true });
    for (const { members, id } of chief.workspace().conversations.listFor(PEOPLE.ada)) {
      if (!members.includes(grace.id) && id.startsWith("C")) {
        chief.workspace().human.say({ user: grace.id, channel: id, text: "hello all" });
      }
    }
    const id = await cancellable();
    const { asked, card } = await askFor(`cancel order ${id}`);
    const at = { channel: card.channel, ts: card.ts };
    await human.click({ ...at, user: grace.id, actionId: "approval_deny" });
    const why = await eventually("the modal", async () => chief.workspace().reading.modal(grace.id));
    await Promise.all([
      human.click({ ...at, user: PEOPLE.ada, actionId: "approval_approve" }),
      human.submit({ user: grace.id, viewId: why.id, answers: {} }),
    ]);
    const answer = await reply(chief, asked);
    const isApproved = !answer.text.includes("denied");
    const drawn = (await said(chief.chat, asked)).find(({ ts }) => ts === card.ts);
    expect(drawn?.text).toMatch(isApproved ? /Approved by ada/i : /Denied by grace/i);
    const sent = isApproved ? { [`DELETE /v1/orders/${id}`]: 1 } : {};
    expect(await chief.orders.writes()).toEqual(sent);
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
  });

  it("E5 J2: a restart between card and click changes nothing", async () => {
    const id = await cancellable();
    const { asked, card } = await askFor(`cancel order ${id}`);
    await chief.restart();
    expect(await chief.orders.writes()).toEqual({});
    await chief.chat.press("ada", card, "Approve");
    expect((await reply(chief, asked)).text).toContain("cancelled");
    expect(await chief.orders.writes()).toEqual({ [`DELETE /v1/orders/${id}`]: 1 });
  });

  it("B3 E5: while one request waits, the thread goes on with others", async () => {
    const id = await cancellable();
    const { asked, card } = await askFor(`cancel order ${id}`);
    await chief.chat.say("ada", "#general", "integrations", asked.ts);
    expect((await replies(chief, asked, 1))[0]?.text).toContain("WMS API");
    await chief.chat.deny("ada", card);
    expect((await replies(chief, asked, 2))[1]?.text).toContain("denied");
  });

  it("E1 E2: a change waits too, with its body on the card; who asked may approve it", async () => {
    await chief.orders.clearRequests();
    const asked = await chief.chat.say(
      "mallory",
      "#general",
      'Chief, call our Internal Orders API: PATCH /orders/1234 {"note": "call first"}',
    );
    const card = await reply(chief, asked, isCard);
    expect(card.text).toMatch(/PATCH http:\S+\/orders\/1234.*"note": "call first"/s);
    expect(await chief.orders.writes()).toEqual({});
    await chief.chat.press("mallory", { ...asked, ts: card.ts }, "Approve");
    expect((await reply(chief, asked)).text).toContain("call first");
    expect(await chief.orders.get("/orders/1234")).toMatchObject({ note: "call first" });
    expect(await chief.orders.writes()).toMatchObject({ "PATCH /v1/orders/1234": 1 });
  });

  it("D3: a write whose answer got lost is unknown, said so, and not sent again", async () => {
    const id = await cancellable();
    const { asked, card } = await askFor(`cancel order ${id}`);
    await chief.orders.fail({ mode: "reset", takesEffect: true, times: 1 });
    await chief.chat.press("ada", card, "Approve");
    const answer = await reply(chief, asked);
    expect(answer.text).toMatch(/may have reached Internal Orders API.*not sent again.*check/);
    expect(await chief.orders.writes()).toEqual({ [`DELETE /v1/orders/${id}`]: 1 });
  });

  it("E5: the dashboard lists what waits, and an answer there counts", async () => {
    const id = await cancellable();
    const { asked, card } = await askFor(`cancel order ${id}`);
    const { html } = await chief.browser.get("/approvals");
    const action = /(?:action|hx-post)="(\/approvals\/[^"]+)"/.exec(html)?.[1] ?? "";
    const answered = await chief.browser.post(action, { verdict: "denied", reason: "not today" });
    expect(answered.status).toBeLessThan(300);
    expect((await reply(chief, asked)).text).toMatch(/denied: not today/);
    const drawn = (await said(chief.chat, asked)).find(({ ts }) => ts === card.ts);
    expect(drawn?.buttons).toEqual([]);
  });
});

describe("E9: wherever one is", () => {
  const homeOf = (user: string) => {
    const view = chief.workspace().reading.home(user);
    return { id: view?.id ?? "", text: JSON.stringify(view?.blocks ?? []) };
  };

  /** What Ada got in direct messages. */
  function direct() {
    const { reading } = chief.workspace();
    const channel = reading.channels(PEOPLE.ada).find(({ kind }) => kind === "im")?.id ?? "";
    return reading.messages(PEOPLE.ada, channel).map((message) => ({
      channel,
      ts: String(message["ts"]),
      text: JSON.stringify(message["blocks"] ?? []),
    }));
  }
  const copyOf = (id: number) =>
    eventually("a copy of the card", async () =>
      direct().find(({ text }) => new RegExp(String.raw`/orders/${id}\b`).test(text)),
    );

  it("E9: Home shows what waits for a person; approving there shows in Home, the thread and the direct message", async () => {
    const { human } = chief.workspace();
    const id = await cancellable();
    await chief.orders.clearRequests();
    const asked = await chief.chat.say(
      "mallory",
      "#general",
      `Chief, cancel order ${id} in our Internal Orders API`,
    );
    const card = await reply(chief, asked, isCard);
    const copy = await copyOf(id);
    human.openAppHome({ user: PEOPLE.mallory, tab: "home" });
    await eventually("her Home", async () => homeOf(PEOPLE.mallory).text.includes("Waiting for others"));
    expect(homeOf(PEOPLE.mallory).text).not.toContain("approval_approve");

    human.openAppHome({ user: PEOPLE.ada, tab: "home" });
    const home = await eventually("the card in Home", async () => {
      const view = homeOf(PEOPLE.ada);
      return new RegExp(String.raw`/orders/${id}\b`).test(view.text) ? view : undefined;
    });
    const [, blockId = ""] = /"block_id":"(ask-[^"]+)"/.exec(home.text) ?? [];
    const click = { user: PEOPLE.ada, viewId: home.id, blockId, actionId: "approval_approve" };
    await human.click(click);
    await reply(chief, asked);
    expect(await chief.orders.writes()).toEqual({ [`DELETE /v1/orders/${id}`]: 1 });
    const shows = /Approved by ada[^"]*Sent: done \(\d+\)/i;
    await eventually("Home", async () => shows.test(homeOf(PEOPLE.ada).text));
    await eventually("her Home", async () => shows.test(homeOf(PEOPLE.mallory).text));
    await eventually("the card in the thread", async () =>
      (await said(chief.chat, asked)).some(({ ts, text }) => ts === card.ts && shows.test(text)),
    );
    await eventually("the copy", async () =>
      direct().some(({ ts, text }) => ts === copy.ts && shows.test(text)),
    );
  });

  it("E9: a copy in direct messages is answered like the card", async () => {
    const id = await cancellable();
    await chief.orders.clearRequests();
    const asked = await chief.chat.say(
      "mallory",
      "#general",
      `Chief, cancel order ${id} in our Internal Orders API`,
    );
    const copy = await copyOf(id);
    const { channel, ts } = copy;
    const click = { user: PEOPLE.ada, channel, ts, actionId: "approval_approve" };
    await chief.workspace().human.click(click);
    expect((await reply(chief, asked)).text).toMatch(/approved by ada/i);
    expect(await chief.orders.writes()).toEqual({ [`DELETE /v1/orders/${id}`]: 1 });
  });
});

describe("the modals of a card", () => {
  const modalOf = (user: string, callbackId: string) =>
    eventually(`the modal ${callbackId}`, async () => {
      const view = chief.workspace().reading.modal(user);
      return view?.["callback_id"] === callbackId ? view : undefined;
    });

  async function patch(): Promise<{ asked: Posted; at: { user: string; channel: string; ts: string } }> {
    await chief.orders.clearRequests();
    const asked = await chief.chat.say(
      "mallory",
      "#general",
      'Chief, call our Internal Orders API: PATCH /orders/1235 {"note": "call first"}',
    );
    const card = await reply(chief, asked, isCard);
    return { asked, at: { user: PEOPLE.mallory, channel: asked.channel, ts: card.ts } };
  }

  it("trap 7: E3: Edit: what cannot be sent is refused in the form; the edited request is shown anew and that is sent", async () => {
    const { human } = chief.workspace();
    const { asked, at } = await patch();
    await human.click({ ...at, actionId: "approval_edit" });
    const view = await modalOf(at.user, "edit_view");
    const submit = (text: string) =>
      human.submit({ user: at.user, viewId: view.id, answers: { "field-0": { text } } });
    expect(await submit('{"note": ')).toMatchObject({
      outcome: "errors",
      errors: { "field-0": expect.stringContaining("not valid JSON") },
    });
    expect(await submit('{"note": "edited"}')).toEqual({ outcome: "closed" });
    const second = await reply(chief, asked, (one) => isCard(one) && one.ts !== at.ts);
    expect(second.text).toMatch(/"note": "edited".*edited it/s);
    const old = { ...at, actionId: "approval_approve" };
    await eventually("the first card without buttons", async () =>
      (await said(chief.chat, asked)).find((one) => one.ts === at.ts && !isCard(one)),
    );
    expect(() => human.click(old)).toThrow("nothing to press");
    await human.click({ ...old, ts: second.ts });
    await reply(chief, asked);
    expect(await chief.orders.get("/orders/1235")).toMatchObject({ note: "edited" });
    expect(await chief.orders.writes()).toEqual({ "PATCH /v1/orders/1235": 1 });
  });

  it("E7: “Approve this and the next 20…” says what it covers, and the next one goes ahead", async () => {
    const { human } = chief.workspace();
    const { asked, at } = await patch();
    await human.click({ ...at, actionId: "approval_more" });
    const view = await modalOf(at.user, "more_view");
    expect(JSON.stringify(view.blocks)).toContain("any call of update-order to Internal Orders API");
    const submit = (value: string) =>
      human.submit({ user: at.user, viewId: view.id, answers: { uses: { value } } });
    expect(await submit("0")).toMatchObject({ outcome: "errors", errors: { uses: expect.any(String) } });
    expect(await submit("1")).toEqual({ outcome: "closed" });
    await reply(chief, asked);
    const next = await chief.chat.say(
      "mallory",
      "#general",
      'Chief, call our Internal Orders API: PATCH /orders/1235 {"note": "again"}',
    );
    expect((await reply(chief, next)).text).toMatch(/grant \d/);
    expect(await chief.orders.writes()).toEqual({ "PATCH /v1/orders/1235": 2 });
    const { reading } = chief.workspace();
    const im = reading.channels(at.user).find(({ kind }) => kind === "im")?.id ?? "";
    expect(JSON.stringify(reading.messages(at.user, im))).toMatch(/You gave grant \d/);
  });
});
