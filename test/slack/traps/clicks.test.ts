import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isCard, replies, reply, said } from "../../scenarios/talk.ts";
import { type Chief, eventually, PEOPLE, type Posted, type Seen, startChief } from "../../support/chief.ts";

describe.each(["http", "socket"] as const)("over %s, clicks", (transport) => {
  let chief: Chief;
  beforeAll(async () => {
    chief = await startChief({ transport });
  });
  afterAll(() => chief?.stop());

  const taken = new Set<number>();
  async function cardFor(): Promise<{ id: number; asked: Posted; card: Posted & Seen }> {
    const { data } = (await chief.orders.get("/orders?status=pending&limit=100")) as {
      data: { id: number }[];
    };
    const id = data.map((order) => order.id).find((one) => !taken.has(one)) ?? 0;
    taken.add(id);
    await chief.orders.clearRequests();
    const text = `Chief, cancel order ${id} in our Internal Orders API`;
    const asked = await chief.chat.say("mallory", "#general", text);
    const card = await reply(chief, asked, isCard);
    return { id, asked, card: { ...card, channel: asked.channel } };
  }

  const click = (user: string, card: Posted, actionId: string) =>
    chief.workspace().human.click({ user, channel: card.channel, ts: card.ts, actionId });

  /** What one person alone was told in a thread. */
  const whispered = async (asked: Posted, as: "ada" | "mallory") =>
    (await chief.chat.thread(asked, as)).filter(({ isPrivate }) => isPrivate).map(({ text }) => text);

  it("trap 7: pressed twice by one and once by another at the same moment, it is one decision and one request", async () => {
    const { people } = chief.workspace();
    const grace = people.add({
      name: `grace-${transport}`,
      realName: "Grace",
      timeZone: "UTC",
      isAdmin: true,
    });
    const { id, asked, card } = await cardFor();
    chief.workspace().human.say({ user: grace.id, channel: asked.channel, text: "hello" });
    await Promise.all(
      [PEOPLE.ada, PEOPLE.ada, grace.id].map((user) => click(user, card, "approval_approve")),
    );
    await reply(chief, asked);
    expect(await chief.orders.writes()).toEqual({ [`DELETE /v1/orders/${id}`]: 1 });
    const drawn = (await said(chief.chat, asked)).find(({ ts }) => ts === card.ts);
    expect(drawn).toMatchObject({ text: expect.stringContaining("Approved by"), buttons: [] });
  });

  it("trap 7: somebody who may not approve is told so, alone, and nothing happens", async () => {
    const { asked, card } = await cardFor();
    await click(PEOPLE.mallory, card, "approval_approve");
    await eventually("the word to Mallory", async () =>
      (await whispered(asked, "mallory")).find((text) => text.includes("not yours to approve")),
    );
    expect(await whispered(asked, "ada")).toEqual([]);
    expect(await chief.orders.writes()).toEqual({});
    await chief.chat.deny("ada", card);
    await reply(chief, asked);
  });

  it("trap 24: a button that nobody hears any more, and one of a question that is gone, are acknowledged with a word", async () => {
    const { front, identity, human } = chief.workspace();
    const root = await chief.chat.say("ada", "#general", "an old thread");
    const old = (action_id: string, value: string) => ({
      type: "button",
      action_id,
      value,
      text: { type: "plain_text", text: action_id },
    });
    const link = { ...old("see_more", "x"), url: "https://chief.test/runs/1" };
    const posted = await front(
      new Request("http://slack.test/api/chat.postMessage", {
        method: "POST",
        headers: { authorization: `Bearer ${identity.botToken}`, "content-type": "application/json" },
        body: JSON.stringify({
          channel: root.channel,
          thread_ts: root.ts,
          text: "an old card",
          blocks: [
            {
              type: "actions",
              elements: [old("run_it_old_way", "1"), old("approval_approve", "apr_gone"), link],
            },
          ],
        }),
      }),
    );
    const { ts } = (await posted.json()) as { ts: string };
    const on = { user: PEOPLE.ada, channel: root.channel, ts };
    for (const actionId of ["see_more", "run_it_old_way", "approval_approve"])
      expect(await human.click({ ...on, actionId })).toEqual({ outcome: "acknowledged" });
    const words = await eventually("both words", async () => {
      const told = await whispered(root, "ada");
      return told.some((text) => text.includes("I do not know this request any more")) ? told : undefined;
    });
    expect(words.filter((text) => text.includes("from an older version of me"))).toHaveLength(1);
    expect(await whispered(root, "mallory")).toEqual([]);
  });

  it("trap 7: a click on what was decided meanwhile changes nothing, and says so", async () => {
    const { asked, card } = await cardFor();
    const value = questionOn(asked, card);
    await chief.chat.deny("ada", card, "not today");
    await replies(chief, asked, 1);
    const { front, identity } = chief.workspace();
    const before = (await said(chief.chat, asked)).length;
    // The card as an old client still shows it.
    const again = await front(
      new Request("http://slack.test/api/chat.update", {
        method: "POST",
        headers: { authorization: `Bearer ${identity.botToken}`, "content-type": "application/json" },
        body: JSON.stringify({
          channel: card.channel,
          ts: card.ts,
          text: "the card",
          blocks: [
            {
              type: "actions",
              elements: [
                {
                  type: "button",
                  action_id: "approval_approve",
                  value,
                  text: { type: "plain_text", text: "Approve" },
                },
              ],
            },
          ],
        }),
      }),
    );
    expect(await again.json()).toMatchObject({ ok: true });
    await click(PEOPLE.ada, card, "approval_approve");
    await eventually("the word to Ada", async () =>
      (await whispered(asked, "ada")).find((text) =>
        text.includes("already denied; your click changed nothing"),
      ),
    );
    expect(await chief.orders.writes()).toEqual({});
    expect((await said(chief.chat, asked)).length).toBe(before);
  });

  /** The id of the question on a card, as its buttons carry it. */
  function questionOn(asked: Posted, card: Posted): string {
    const messages = chief.workspace().reading.thread(PEOPLE.ada, asked.channel, asked.ts);
    const blocks = messages.find(({ ts }) => ts === card.ts)?.["blocks"] as unknown as {
      elements?: { action_id?: string; value?: string }[];
    }[];
    const buttons = blocks.flatMap(({ elements = [] }) => elements);
    return buttons.find(({ action_id }) => action_id === "approval_approve")?.value ?? "";
  }
});
