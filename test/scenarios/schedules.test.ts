import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, eventually, type Posted, startChief } from "../support/chief.ts";
import { isAnswer, replies, reply, said } from "./talk.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());

async function follow(thread: Posted, text: string): Promise<string> {
  const before = (await said(chief.chat, thread)).filter(isAnswer).length;
  await chief.chat.say("ada", "#general", text, thread.ts);
  return (await replies(chief, thread, before + 1)).at(-1)?.text ?? "";
}

async function begin(text: string): Promise<{ thread: Posted; answer: string }> {
  const thread = await chief.chat.say("ada", "#general", text);
  return { thread, answer: (await reply(chief, thread)).text };
}

describe("schedules in a chat, without a model", () => {
  it("G1: shows the next five times in the person's own time zone, and starts on a yes", async () => {
    const { thread, answer } = await begin("Chief, every weekday at 9 run order-report in #ops");
    expect(answer).toContain("every weekday at 09:00, Europe/Berlin, in #ops");
    expect(answer.match(/\d{4}-\d{2}-\d{2} 09:00/g)).toHaveLength(5);
    expect(await follow(thread, "yes")).toMatch(/Started\. 1 order-report every weekday at 09:00/);
    expect((await begin("Chief, schedules")).answer).toContain("1 order-report every weekday");
  });

  it("G3: runs now in its channel, and keeps a history", async () => {
    const { answer } = await begin("Chief, run schedule 1 now");
    expect(answer).toContain("runs now, in #ops");
    const post = await eventually("the post in #ops", async () =>
      (await chief.chat.channel("#ops")).find(({ text }) => text.includes("Schedule 1")),
    );
    const ops = chief
      .workspace()
      .conversations.listFor("U0ADALOCAL")
      .find(({ name }) => name === "ops");
    const result = await reply(chief, { channel: ops?.id ?? "", ts: post.ts });
    expect(result.text).toContain("Orders of the last 24 hours by status");
    expect((await begin("Chief, show schedule 1")).answer).toContain("ran");
  });

  it("G3: pauses, resumes and deletes", async () => {
    expect((await begin("Chief, pause schedule 1")).answer).toContain("Paused schedule 1");
    expect((await begin("Chief, schedules")).answer).toContain("paused");
    expect((await begin("Chief, resume schedule 1")).answer).toContain("Resumed");
    expect((await begin("Chief, delete schedule 1")).answer).toContain("Deleted schedule 1");
    expect((await begin("Chief, schedules")).answer).toContain("There are no schedules");
  });

  it("says what it did not understand, with what it would", async () => {
    const { answer } = await begin("Chief, cron 61 9 * * 1-5 run order-report");
    expect(answer).toContain("is no cron expression");
  });
});
