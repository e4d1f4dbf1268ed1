import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, deliverEvent, eventually, PEOPLE, type Posted, startChief } from "../support/chief.ts";
import { lastUserText } from "../support/model-server/chat-request.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { isAnswer, isCard, replies, reply, said } from "./talk.ts";

let model: ModelServer;
let chief: Chief;

beforeAll(async () => {
  model = await startModelServer();
  model.auto((request) => ({ text: `I heard: ${lastUserText(request)}` }));
  chief = await startChief({ transport: "http", model });
});
afterAll(async () => {
  await chief?.stop();
  await model?.close();
  model?.assertDone();
});

/** Waits until everything that was delivered so far has been handled: what comes last has its answer. */
async function settled(): Promise<void> {
  await chief.workspace().settled();
  const last = await chief.chat.say("ada", "dm", "is that all?");
  await reply(chief, last);
}

async function answersTo(posted: Posted): Promise<string[]> {
  await settled();
  return (await said(chief.chat, posted)).map(({ text }) => text);
}

/** An `event_callback` as Slack sends it, about a message that nobody sees. */
function messageEvent(eventId: string, event: Record<string, unknown>) {
  const { teamId, appId } = chief.workspace().identity;
  return {
    type: "event_callback",
    event_id: eventId,
    event_time: 1_795_258_800,
    team_id: teamId,
    api_app_id: appId,
    event: { type: "message", channel_type: "channel", ...event },
  };
}

describe("what Chief listens to", () => {
  it("B1: a mention is answered once, although it comes as two events", async () => {
    const asked = await chief.chat.say("ada", "#general", "@chief good morning");
    await reply(chief, asked);
    expect(await answersTo(asked)).toEqual([expect.stringContaining("I heard: good morning")]);
  });

  it.each([
    ["“Chief, …” in a channel", "#general", "Chief, are you there?", "are you there?"],
    ["“hey chief: …”", "#ops", "Hey Chief: all well?", "all well?"],
    ["a direct message", "dm", "hello", "hello"],
  ])("B1: %s is answered", async (_what, where, text, heard) => {
    const asked = await chief.chat.say("ada", where, text);
    expect((await reply(chief, asked)).text).toContain(`I heard: ${heard}`);
  });

  it("B1: a reply in a thread that it takes part in needs no mention", async () => {
    const asked = await chief.chat.say("ada", "#general", "Chief, first");
    await reply(chief, asked);
    await chief.chat.say("mallory", "#general", "and second", asked.ts);
    const answers = await replies(chief, asked, 2);
    expect(answers[1]?.text).toContain("I heard: and second");
  });

  it("B1: talk that is not for it, in a channel or in somebody's thread, is left alone", async () => {
    const talk = await chief.chat.say("ada", "#general", "the chief of staff said so");
    await chief.chat.say("mallory", "#general", "did she?", talk.ts);
    expect(await answersTo(talk)).toEqual([]);
  });

  it("B1 B2: a reply that overtakes the message its thread hangs on is answered when that one comes", async () => {
    const root = await chief.chat.say("ada", "#general", "an ordinary message, as far as Chief was told");
    const at = (seconds: number) => (Number(root.ts) + seconds).toFixed(6);
    const reply = { channel: root.channel, thread_ts: root.ts, ts: at(1), user: PEOPLE.mallory };
    await deliverEvent(chief.url, messageEvent("Ev0EARLY", { ...reply, text: "and hurry" }));
    expect(await answersTo(root)).toEqual([]);
    const late = { channel: root.channel, ts: root.ts, user: PEOPLE.ada, text: "Chief, look into it" };
    await deliverEvent(chief.url, messageEvent("Ev0LATE", late));
    const answers = await replies(chief, root, 2);
    expect(answers.map(({ text }) => /I heard: ([\w ]+?) \d/.exec(text)?.[1])).toEqual([
      "look into it",
      "and hurry",
    ]);
  });

  it("B1: when it is called into a thread, what people had said there to each other is not for it", async () => {
    const talk = await chief.chat.say("ada", "#general", "shall we have lunch?");
    await chief.chat.say("mallory", "#general", "cancel everything", talk.ts);
    await settled();
    await chief.chat.say("ada", "#general", "Chief, what is the time?", talk.ts);
    await reply(chief, talk);
    expect(await answersTo(talk)).toEqual([expect.stringContaining("I heard: what is the time?")]);
  });

  it("B1: /chief is answered in a thread that says who asked what", async () => {
    const channel = chief
      .workspace()
      .reading.channels(PEOPLE.ada)
      .find(({ name }) => name === "general");
    const before = (await chief.chat.channel("#general")).length;
    const slash = { user: PEOPLE.ada, channel: channel?.id ?? "", command: "/chief", text: "what is up?" };
    expect(await chief.workspace().human.slash(slash)).toEqual({ outcome: "acknowledged" });
    const root = await eventually("the root", async () => (await chief.chat.channel("#general"))[before]);
    expect(root.text).toBe("ada asked: what is up?");
    const answer = await reply(chief, { channel: slash.channel, ts: root.ts });
    expect(answer.text).toContain("I heard: what is up?");
  });

  it("B1: other bots and its own messages are ignored", async () => {
    const root = await chief.chat.say("ada", "#general", "Chief, wait for the bots");
    await reply(chief, root);
    const { botId, botUserId } = chief.workspace().identity;
    const place = { channel: root.channel, thread_ts: root.ts };
    const others = [
      { ...place, ts: "1795258801.000100", bot_id: "B0OTHER", subtype: "bot_message", text: "Chief, hi" },
      { ...place, ts: "1795258801.000200", bot_id: "B0OTHER", user: "U0OTHERBOT", text: "Chief, hi" },
      { ...place, ts: "1795258801.000300", bot_id: botId, user: botUserId, text: "Chief, hi" },
    ];
    for (const [at, event] of others.entries()) {
      expect(await deliverEvent(chief.url, messageEvent(`Ev0BOT${at}`, event))).toBe(200);
    }
    expect(await answersTo(root)).toHaveLength(1);
  });

  it("B2: an event that Slack delivers five times, at once and later, is handled once", async () => {
    const root = await chief.chat.say("ada", "#general", "Chief, count my events");
    await reply(chief, root);
    const event = { channel: root.channel, thread_ts: root.ts, ts: "1795258802.000100", user: PEOPLE.ada };
    const repeated = messageEvent("Ev0REPEATED", { ...event, text: "just once" });
    const deliver = () => deliverEvent(chief.url, repeated);
    expect(await Promise.all([deliver(), deliver(), deliver()])).toEqual([200, 200, 200]);
    await replies(chief, root, 2);
    await deliver();
    await deliver();
    expect(await answersTo(root)).toHaveLength(2);
  });
});

describe("one turn at a time", () => {
  it("B3 B4: what is written while a turn runs is folded into the next one, and a status shows meanwhile", async () => {
    model.conversation("take your time").reply({ delayMs: 2_500, text: "Here I am." });
    const asked = await chief.chat.say("ada", "#general", "Chief, take your time");
    const { reading } = chief.workspace();
    const status = await eventually("a status", async () => reading.status(asked.channel, asked.ts));
    expect(status.status).toBe("is working on it…");
    await chief.chat.say("ada", "#general", "also this", asked.ts);
    await chief.chat.say("ada", "#general", "and that", asked.ts);

    const answers = await replies(chief, asked, 2);
    expect(answers[0]?.text).toContain("Here I am.");
    expect(answers[1]?.text).toContain("I heard: also this and that");
    expect(await answersTo(asked)).toHaveLength(2);
    expect(reading.status(asked.channel, asked.ts)?.status ?? "").toBe("");
  });

  it("B3: what two people write meanwhile becomes two turns, each in its writer's name", async () => {
    model.conversation("be patient").reply({ delayMs: 1_000, text: "Back again." });
    const asked = await chief.chat.say("ada", "#general", "Chief, be patient");
    await eventually("the model to be asked", async () =>
      model.requests.some((request) => lastUserText(request) === "be patient") ? true : undefined,
    );
    await chief.chat.say("mallory", "#general", "from mallory", asked.ts);
    await chief.chat.say("ada", "#general", "from ada", asked.ts);
    const answers = await replies(chief, asked, 3);
    expect(answers.map(({ text }) => /I heard: from (\w+)/.exec(text)?.[1])).toEqual([
      undefined,
      "mallory",
      "ada",
    ]);
  });

  it("B3 D7: “stop” ends a turn that runs", async () => {
    model.conversation("never come back").reply({ delayMs: 8_000, text: "too late" });
    const asked = await chief.chat.say("ada", "#general", "Chief, never come back");
    await eventually("the model to be asked", async () =>
      model.requests.some((request) => lastUserText(request) === "never come back") ? true : undefined,
    );
    await chief.chat.say("ada", "#general", "stop", asked.ts);
    expect((await reply(chief, asked)).text).toContain("Stopped.");
    expect(await answersTo(asked)).toHaveLength(1);
  });

  it("B3 E3: “stop” ends a turn that waits for an approval, and a late click changes nothing", async () => {
    const call = { action: "internal-orders-api.cancel-order", arguments: { id: 1042 } };
    const toolCalls = [{ name: "call_action", arguments: JSON.stringify(call) }];
    model.conversation("cancel it for me").reply({ toolCalls });
    await chief.orders.clearRequests();
    const asked = await chief.chat.say("ada", "#general", "Chief, cancel it for me");
    const card = await reply(chief, asked, isCard);
    await chief.chat.say("ada", "#general", "stop", asked.ts);
    expect((await reply(chief, asked)).text).toContain("Stopped.");
    const after = (await said(chief.chat, asked)).find(({ ts }) => ts === card.ts);
    expect(after?.text).toContain("Nothing was sent");
    expect(after?.buttons).toEqual([]);
    expect(await chief.orders.writes()).toEqual({});
  });
});

it("B5: a channel that Chief cannot post in is told to the person", async () => {
  const post = { channel: "#nowhere", text: "hello" };
  model
    .conversation("say hello in #nowhere")
    .reply({ toolCalls: [{ name: "post_message", arguments: JSON.stringify(post) }] });
  const asked = await chief.chat.say("ada", "#general", "Chief, say hello in #nowhere");
  await reply(chief, asked, isAnswer);
  const told = model.requests.at(-1)?.messages.findLast(({ role }) => role === "tool");
  expect(told?.content).toContain("no channel #nowhere");
});
