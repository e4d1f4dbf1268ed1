import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/kernel/index.ts";
import { type Chief, eventually, PEOPLE, type Posted, startChief } from "../support/chief.ts";
import { isAnswer, isCard, reply, said } from "./talk.ts";

const GET = "Chief, get order 1234 in our Internal Orders API";

describe.each(["http", "socket"] as const)("a Slack over %s", (transport) => {
  let chief: Chief;
  beforeAll(async () => {
    chief = await startChief({ transport, drainMs: 2_000, env: { CHIEF_API_TOKEN: "t".repeat(32) } });
  });
  afterAll(() => chief?.stop());

  const slowly = (delayMs: number) => chief.orders.fail({ mode: "slow", delayMs, times: 1 });
  const thread = ({ channel, ts }: Posted) => chief.workspace().reading.thread(PEOPLE.ada, channel, ts);
  const session = ({ channel, ts }: Posted) => chief.workspace().reading.session(channel, ts);
  const streams = (posted: Posted) => thread(posted).filter((message) => "streaming_state" in message);
  const planIn = (posted: Posted) =>
    eventually("a plan with a task", async () => {
      const text = JSON.stringify(streams(posted));
      return text.includes('"task_card"') ? text : undefined;
    });

  it("B4: a slow call is a card of a plan while it lasts, and the answer comes under it", async () => {
    await slowly(3_000);
    const asked = await chief.chat.say("ada", "#general", GET);
    expect(await planIn(asked)).toMatch(/Internal Orders API: .*"status":"in_progress"/);
    expect(session(asked)).toMatchObject({
      status: "processing",
      title: "Get order 1234 in our Internal Orders API",
      initiator: PEOPLE.ada,
    });
    const answer = await reply(chief, asked);
    expect(answer.text).toContain("1234");
    await eventually("the session to be free", async () => session(asked)?.status === "active" || undefined);
    const all = await said(chief.chat, asked);
    expect(all).toHaveLength(1);
    expect(streams(asked)).toMatchObject([{ streaming_state: "completed" }]);
    expect(JSON.stringify(streams(asked))).toMatch(/"status":"complete"/);
  });

  it("B4: what is answered at once shows no plan", async () => {
    const asked = await chief.chat.say("ada", "#general", GET);
    await reply(chief, asked);
    expect(streams(asked)).toEqual([]);
  });

  it("B3 D7: Slack's stop button ends the turn at once, and the plan with it", async () => {
    await slowly(20_000);
    const asked = await chief.chat.say("ada", "dm", GET);
    await planIn(asked);
    const startedAt = performance.now();
    const press = { user: PEOPLE.ada, channel: asked.channel, threadTs: asked.ts };
    expect(chief.workspace().human.stop(press)).toBe(true);
    const answer = await reply(chief, asked);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(answer.text).toMatch(/Stopped\..*Broken off: Internal Orders API/);
    await eventually("the session to be free", async () => session(asked)?.status === "active" || undefined);
    expect(streams(asked)).toMatchObject([{ streaming_state: "completed" }]);
    expect(chief.workspace().human.stop(press)).toBe(false);
  });

  it("B3: “stop” in its thread does the same, and says what had been done", async () => {
    await chief.wms.fail({ mode: "slow", delayMs: 20_000, times: 1 });
    const steps = "1. Look up the order in our Internal Orders API. 2. Check inventory in our WMS API.";
    const saving = await chief.chat.say(
      "ada",
      "#general",
      `Chief, save this as a skill called "peek": ${steps}`,
    );
    await reply(chief, saving);
    await chief.chat.say("ada", "#general", "save", saving.ts);
    await eventually(
      "the skill",
      async () => (await said(chief.chat, saving)).filter(isAnswer).length === 2 || undefined,
    );
    const asked = await chief.chat.say("ada", "#general", "Chief, peek 1234");
    await eventually("the second step", async () => /WMS API/.test(await planIn(asked)) || undefined);
    await chief.chat.say("ada", "#general", "stop", asked.ts);
    expect((await reply(chief, asked)).text).toMatch(
      /Stopped\. Done before that: Internal Orders API .*\. Broken off: WMS API/,
    );
    expect(streams(asked)).toMatchObject([{ streaming_state: "completed" }]);
  });

  it("B3: “stop” in direct messages, where each message begins a thread, ends what runs in any of them", async () => {
    await slowly(20_000);
    const asked = await chief.chat.say("ada", "dm", GET);
    await planIn(asked);
    await chief.chat.say("ada", "dm", "stop");
    expect((await reply(chief, asked)).text).toContain("Stopped.");
  });

  it("E5: while a person is asked, the session is suspended and no stream is open", async () => {
    const asked = await chief.chat.say(
      "ada",
      "#general",
      "Chief, cancel order 1042 in our Internal Orders API",
    );
    const card = await reply(chief, asked, isCard);
    await eventually("the suspension", async () => session(asked)?.status === "suspended" || undefined);
    await chief.chat.press("ada", { ...asked, ts: card.ts }, "Approve");
    await reply(chief, asked);
    await eventually("the session to be free", async () => session(asked)?.status === "active" || undefined);
  });

  it("B6: what people say of an answer is kept, one word of each, and shown with the run", async () => {
    const asked = await chief.chat.say("ada", "#general", GET);
    const answer = await reply(chief, asked);
    const on = { channel: asked.channel, ts: answer.ts, actionId: "run_feedback" };
    const say = (user: string, how: "positive" | "negative") =>
      chief.workspace().human.click({ user, ...on, answer: `${how}_button` });
    await say(PEOPLE.ada, "negative");
    await say(PEOPLE.mallory, "negative");
    await say(PEOPLE.ada, "positive");
    const blocks = thread(asked).find(({ ts }) => ts === answer.ts)?.["blocks"] as JsonObject[];
    const runId = /good (run_\w+)/.exec(JSON.stringify(blocks))?.[1] ?? "";
    const shown = await eventually("the feedback", async () => {
      const headers = { authorization: `Bearer ${"t".repeat(32)}` };
      const run = (await (
        await fetch(`${chief.url}/api/v1/runs/${runId}`, { headers })
      ).json()) as JsonObject;
      const feedback = run["feedback"] as { verdict: string }[];
      return feedback.length === 2 && feedback.some(({ verdict }) => verdict === "good")
        ? feedback
        : undefined;
    });
    expect(shown.map(({ verdict }) => verdict).sort()).toEqual(["bad", "good"]);
    const { html } = await chief.browser.get(`/runs/${runId}`);
    expect(html).toContain("of no use");
    expect(html).toContain(": of use");
  });

  it("B9: the Messages tab suggests what can be asked of what is connected", async () => {
    chief.workspace().human.openAppHome({ user: PEOPLE.mallory, tab: "messages" });
    const channel = chief.workspace().conversations.openIm(PEOPLE.mallory).id;
    const { prompts } = await eventually("suggestions", async () =>
      chief.workspace().reading.prompts(channel),
    );
    expect(prompts.map(({ message }) => message)).toEqual([
      "#internal-orders-api.list-orders",
      expect.stringMatching(/^#wms-api\.list-/),
      expect.any(String),
      "help",
    ]);
    const asked = await chief.chat.say("mallory", "#general", `Chief, ${prompts[0]?.message}`);
    expect((await reply(chief, asked)).text).not.toMatch(/did not understand/);
  });

  it("trap 16: J2: a turn that outlasts the drain closes its plan with a word, and is answered once after the restart", async () => {
    await slowly(10_000);
    const asked = await chief.chat.say("ada", "#general", GET);
    await planIn(asked);
    await chief.restart();
    const [broken] = streams(asked);
    expect(broken).toMatchObject({ streaming_state: "completed" });
    expect(JSON.stringify(broken)).toContain("restarted");
    expect(JSON.stringify(broken)).not.toContain("in_progress");
    expect((await reply(chief, asked)).text).toContain("1234");
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
    await eventually("the session to be free", async () => session(asked)?.status === "active" || undefined);
  }, 180_000);
});
