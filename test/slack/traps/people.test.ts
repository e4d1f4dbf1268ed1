import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject } from "../../../src/kernel/index.ts";
import { isCard, reply, said } from "../../scenarios/talk.ts";
import { deliverClick } from "../../support/chief/slack-of.ts";
import { type Chief, eventually, PEOPLE, type Posted, startChief } from "../../support/chief.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());

const READ = "Chief, get order 1234 in our Internal Orders API";
const CANCEL = "Chief, cancel order 1042 in our Internal Orders API";

/** Puts somebody into #general, and gives what they write there. */
function newcomer(who: { name: string; isGuest?: true; foreignTeamId?: string; isAdmin?: true }) {
  const { people, human, reading, conversations } = chief.workspace();
  const { id } = people.add({ ...who, realName: who.name, timeZone: "UTC" });
  const general = reading.channels(PEOPLE.ada).find(({ name }) => name === "general");
  if (!general) throw new Error("there is no #general");
  const now = conversations.find(general.id) ?? general;
  conversations.join(now, id);
  return {
    id,
    say: (text: string): Posted => human.say({ user: id, channel: general.id, text }),
    /** What only this person sees in a channel, as text. */
    told: () =>
      [...reading.messages(id, general.id)]
        .filter((message) => message["is_ephemeral"] === true)
        .map((message) => JSON.stringify(message)),
  };
}

/** Everything that was delivered before is handled. */
async function settled(): Promise<void> {
  await chief.workspace().settled();
  await reply(chief, await chief.chat.say("ada", "dm", "Chief, help"));
}

describe("people from outside", () => {
  it("trap 19: guests and people of other organisations get no tool, and are told why, until an admin allows it", async () => {
    const guest = newcomer({ name: "gus", isGuest: true });
    const stranger = newcomer({ name: "sam", foreignTeamId: "T0FOREIGN", isAdmin: true });
    await chief.orders.clearRequests();
    const asked = [guest.say(READ), stranger.say(READ)];
    const told = await Promise.all(
      [guest, stranger].map((person) => eventually("words about why", async () => person.told()[0])),
    );
    expect(told[0]).toMatch(/you are a guest of this Slack workspace.*admins have not allowed/);
    expect(told[1]).toMatch(/you belong to another organisation.*admins have not allowed/);
    await settled();
    for (const posted of asked) expect(await said(chief.chat, posted)).toEqual([]);
    expect(await chief.orders.requests()).toEqual({});

    expect((await chief.browser.post("/settings/outsiders", { allow: "yes" })).status).toBe(200);
    await reply(chief, guest.say(READ));
    await reply(chief, stranger.say(READ));

    expect((await chief.browser.post("/settings/outsiders", { allow: "no" })).status).toBe(200);
    const refused = guest.say(READ);
    await eventually("words once more", async () => (guest.told().length > 1 ? true : undefined));
    await settled();
    expect(await said(chief.chat, refused)).toEqual([]);
  });

  it("trap 9: are told in direct messages where the response URL of their command has expired", async () => {
    const { human, faults, reading } = chief.workspace();
    const { id: user } = newcomer({ name: "gil", isGuest: true });
    const channel = reading.channels(user).find(({ name }) => name === "general")?.id ?? "";
    faults.add({ method: "response_url", fault: { kind: "refuse", error: "expired_url" }, times: 1 });
    await human.slash({ user, channel, command: "/chief", text: "integrations" });
    const told = await eventually("the direct message", async () => {
      const im = reading.channels(user).find(({ kind }) => kind === "im")?.id;
      return im ? reading.messages(user, im).at(-1) : undefined;
    });
    expect(told["text"]).toMatch(/you are a guest of this Slack workspace/);
  });

  it("trap 19: an admin of another organisation cannot approve here", async () => {
    const card = await chief.chat.say("mallory", "#general", CANCEL);
    const shown = await reply(chief, card, isCard);
    const stranger = newcomer({ name: "sue", foreignTeamId: "T0FOREIGN", isAdmin: true });
    await chief.orders.clearRequests();
    await pressAs(stranger.id, { ...card, card: shown.ts });
    await settled();
    expect(await chief.orders.writes()).toEqual({});
    await chief.chat.deny("ada", { ...card, ts: shown.ts }, "no");
    await reply(chief, card);
  });
});

describe("/chief where Chief cannot post", () => {
  it("B10: is answered in direct messages, with a word about why", async () => {
    const { human, conversations, reading } = chief.workspace();
    const board = conversations.add({ name: "board", kind: "private", members: [PEOPLE.ada] });
    await human.slash({ user: PEOPLE.ada, channel: board.id, command: "/chief", text: "find refunds" });
    const im = () => reading.channels(PEOPLE.ada).find(({ kind }) => kind === "im")?.id ?? "";
    const root = await eventually("the request", async () =>
      reading.messages(PEOPLE.ada, im()).find(({ text }) => String(text).includes("You asked: find refunds")),
    );
    expect(root["text"]).toContain("I cannot write in that channel, so I answer here");
    await reply(chief, { channel: im(), ts: String(root["ts"]) });
    expect(reading.messages(PEOPLE.ada, board.id)).toEqual([]);
  });
});

/** The click arrives, whether or not Slack would still have let the person click. */
async function pressAs(user: string, on: Posted & { card: string }): Promise<void> {
  const { reading, identity, people } = chief.workspace();
  const message = reading.thread(PEOPLE.ada, on.channel, on.ts).find(({ ts }) => ts === on.card);
  const button = elementsOf(message).find((element) => element["action_id"] === "approval_approve");
  if (!button) throw new Error("there is no button to press");
  await deliverClick(chief.url, {
    type: "block_actions",
    user: { id: user, team_id: people.find(user)?.foreignTeamId ?? identity.teamId },
    team: { id: identity.teamId, domain: "local" },
    api_app_id: identity.appId,
    channel: { id: on.channel },
    message: { ts: on.card, thread_ts: on.ts },
    trigger_id: `${user}.${on.card}`,
    actions: [{ ...button, action_ts: on.card }],
  });
}

function elementsOf(message: JsonObject | undefined): JsonObject[] {
  const blocks = Array.isArray(message?.["blocks"]) ? message["blocks"].filter(isJsonObject) : [];
  return blocks.flatMap(({ elements }) => (Array.isArray(elements) ? elements.filter(isJsonObject) : []));
}

describe("people who change while something waits for them", () => {
  it("trap 14: an admin who was demoted, or left, while the card stood there cannot approve it any more", async () => {
    const { people } = chief.workspace();
    for (const [name, change] of [
      ["dora", { isAdmin: false }],
      ["lena", { deleted: true }],
    ] as const) {
      const admin = newcomer({ name, isAdmin: true });
      await reply(chief, admin.say(READ));
      const card = await chief.chat.say("mallory", "#general", CANCEL);
      const shown = await reply(chief, card, isCard);
      await chief.orders.clearRequests();
      people.change(admin.id, change);
      await settled();
      await pressAs(admin.id, { ...card, card: shown.ts });
      await settled();
      expect(await chief.orders.writes()).toEqual({});
      expect((await said(chief.chat, card)).some(isCard)).toBe(true);
      await chief.chat.deny("ada", { ...card, ts: shown.ts }, "no");
      await reply(chief, card);
    }
  });
});
