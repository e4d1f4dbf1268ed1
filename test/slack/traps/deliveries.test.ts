import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isAnswer, reply, said } from "../../scenarios/talk.ts";
import { type Chief, deliverEvent, eventually, PEOPLE, startChief } from "../../support/chief.ts";

describe.each(["http", "socket"] as const)("what Slack delivers over %s", (transport) => {
  let chief: Chief;
  beforeAll(async () => {
    chief = await startChief({ transport });
  });
  afterAll(() => chief?.stop());

  it("trap 1: is acknowledged at once and answered once, however slow Slack is in telling who asks", async () => {
    const { faults, people, human, reading, conversations, subscribe } = chief.workspace();
    const outcomes: string[] = [];
    const end = subscribe((change) => {
      if (change.type === "delivered") outcomes.push(`${change.delivery.outcome} ${change.delivery.attempt}`);
    });
    faults.add({ method: "users.info", fault: { kind: "rate_limited", retryAfterSeconds: 4 }, times: 1 });
    const { id } = people.add({ name: "newt", realName: "Newt", timeZone: "UTC" });
    const general = reading.channels(PEOPLE.ada).find(({ name }) => name === "general");
    conversations.join(conversations.find(general?.id ?? "") ?? (general as never), id);
    outcomes.length = 0;
    const asked = human.say({ user: id, channel: general?.id ?? "", text: "Chief, help" });
    await chief.workspace().settled();
    expect(outcomes[0]).toBe("acknowledged 0");
    await reply(chief, asked);
    await reply(chief, await chief.chat.say("ada", "dm", "Chief, help"));
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
    end();
  });

  it("trap 1: is answered all the same when that fails for good at first", async () => {
    const { faults, people, human, reading, conversations } = chief.workspace();
    faults.add({ method: "users.info", fault: { kind: "refuse", error: "internal_error" }, times: 1 });
    const { id } = people.add({ name: "nell", realName: "Nell", timeZone: "UTC" });
    const general = reading.channels(PEOPLE.ada).find(({ name }) => name === "general");
    conversations.join(conversations.find(general?.id ?? "") ?? (general as never), id);
    const asked = human.say({ user: id, channel: general?.id ?? "", text: "Chief, help" });
    await reply(chief, asked);
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
  });
});

describe("what Slack delivers again", () => {
  let chief: Chief;
  beforeAll(async () => {
    chief = await startChief({ transport: "http" });
  });
  afterAll(() => chief?.stop());

  it("trap 2: is answered once, also when a restart lies between", async () => {
    const posted = await chief.chat.say("ada", "#general", "Chief, help");
    await reply(chief, posted);
    const { teamId, appId, botUserId } = chief.workspace().identity;
    const ts = `${Math.floor(Date.now() / 1000)}.000100`;
    const envelope = {
      type: "event_callback",
      token: "t",
      team_id: teamId,
      api_app_id: appId,
      event_id: "Ev0AGAIN",
      event_time: 1,
      authorizations: [
        {
          team_id: teamId,
          enterprise_id: null,
          user_id: botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      event: {
        type: "message",
        channel: posted.channel,
        channel_type: "channel",
        user: PEOPLE.ada,
        text: "Chief, integrations",
        ts,
        event_ts: ts,
        thread_ts: posted.ts,
      },
    };
    const deliver = () => deliverEvent(chief.url, envelope);
    expect(await Promise.all([deliver(), deliver(), deliver()])).toEqual([200, 200, 200]);
    const answers = async () => (await said(chief.chat, posted)).filter(isAnswer);
    await eventually("the second answer", async () => ((await answers()).length === 2 ? true : undefined));
    await chief.restart();
    expect(await deliver()).toBe(200);
    await reply(chief, await chief.chat.say("ada", "dm", "Chief, help"));
    expect(await answers()).toHaveLength(2);
  });
});
