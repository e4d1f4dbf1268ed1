import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { replies, reply, said } from "../../scenarios/talk.ts";
import { type Chief, PEOPLE, type Posted, startChief } from "../../support/chief.ts";
import { lastUserText } from "../../support/model-server/chat-request.ts";
import { type ModelServer, startModelServer } from "../../support/model-server.ts";

describe.each(["http", "socket"] as const)("over %s, one message has one answer", (transport) => {
  let model: ModelServer;
  let chief: Chief;

  beforeAll(async () => {
    model = await startModelServer();
    model.auto((request) => ({ text: `I heard: ${lastUserText(request)}` }));
    chief = await startChief({ transport, model });
  });
  afterAll(async () => {
    await chief?.stop();
    await model?.close();
  });

  /** What Chief said in a thread, once everything that was delivered before is handled. */
  async function allSaid(posted: Posted): Promise<string[]> {
    await chief.workspace().settled();
    await reply(chief, await chief.chat.say("ada", "dm", "is that all?"));
    return (await said(chief.chat, posted)).map(({ text }) => text);
  }

  it("trap 4: a mention comes as app_mention and as message, and is answered once", async () => {
    const asked = await chief.chat.say("ada", "#general", "@chief good morning");
    await reply(chief, asked);
    await chief.chat.say("mallory", "#general", "@chief and you?", asked.ts);
    await chief.chat.say("ada", "#general", "@chief @chief twice in one sentence", asked.ts);
    await replies(chief, asked, 3);
    const answers = (await allSaid(asked)).map((text) => /I heard: (\w+)/.exec(text)?.[1]);
    expect([...answers].sort()).toEqual(["and", "good", "twice"]);
  });

  it("trap 5: what Chief edits comes back as message_changed, and is no request", async () => {
    const asked = await chief.chat.say("ada", "#general", "Chief, say something");
    const answer = await reply(chief, asked);
    const { front, identity } = chief.workspace();
    const edited = await front(
      new Request("http://slack.test/api/chat.update", {
        method: "POST",
        headers: { authorization: `Bearer ${identity.botToken}`, "content-type": "application/json" },
        body: JSON.stringify({ channel: asked.channel, ts: answer.ts, text: "Chief, are you there?" }),
      }),
    );
    expect(await edited.json()).toMatchObject({ ok: true });
    chief.workspace().human.edit({ user: PEOPLE.ada, ...asked, text: "Chief, say something else" });
    chief
      .workspace()
      .human.unsay({ user: PEOPLE.ada, ...(await chief.chat.say("ada", "#general", "never mind")) });
    expect(await allSaid(asked)).toHaveLength(1);
  });

  it("trap 6: other bots are not answered, whether they mention Chief, write to it, or reply in its threads", async () => {
    const { people, human } = chief.workspace();
    const asked = await chief.chat.say("ada", "#general", "Chief, wait for the bots");
    await reply(chief, asked);
    const bot = people.add({ name: "echo", realName: "Echo", timeZone: "UTC", isBot: true });
    const roots = [
      human.say({ user: bot.id, channel: asked.channel, text: "@chief I heard: hello" }),
      human.say({ user: bot.id, channel: asked.channel, text: "Chief, hello" }),
    ];
    human.say({
      user: bot.id,
      channel: asked.channel,
      threadTs: asked.ts,
      text: "I heard: wait for the bots",
    });
    expect(await allSaid(asked)).toHaveLength(1);
    for (const { channel, ts } of roots) expect(await said(chief.chat, { channel, ts })).toEqual([]);
  });
});
