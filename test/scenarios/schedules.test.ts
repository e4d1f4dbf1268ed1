import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, cardOf, eventually, type Posted, startChief, wordsIn } from "../support/chief.ts";
import { isAnswer, replies, reply, said } from "./talk.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http", scheduleTick: "* * * * * *" });
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

  it("G1: starts by the button on the preview, too, and is changed in words", async () => {
    const { thread, answer } = await begin(
      "Chief, every hour run order-report in #ops, only tell me if there are any",
    );
    expect(answer).toContain("It posts only when it found something.");
    const preview = await reply(chief, thread);
    await chief.chat.press("ada", { ...thread, ts: preview.ts }, "Start it");
    expect((await replies(chief, thread, 2)).at(-1)?.text).toContain("Started. 2 order-report every hour");
    const changed = await begin("Chief, change schedule 2 to every weekday at 10, always tell me");
    expect(changed.answer).toContain("Changed. 2 order-report every weekday at 10:00");
  });

  it("G3 C11 C12: is paused with a notice when what it needs fails, and offered to be resumed with it", async () => {
    const ops = async (text: string) =>
      eventually(text, async () =>
        (await chief.chat.channel("#ops")).find((post) => post.text.includes(text)),
      );
    await chief.orders.fail({ mode: "401" });
    await begin("Chief, run schedule 2 now");
    const notice = await ops("Schedule 2 (order-report) is paused: Internal Orders API is failing");
    expect(notice.buttons).toEqual(["All schedules"]);
    expect((await chief.browser.get("/schedules")).html).toContain("Paused by Chief");
    expect((await chief.browser.get("/schedules/2")).html).toContain("Done, with a failed call");
    await chief.orders.fail({ mode: "off" });
    await chief.browser.post(`${await cardOf(chief.browser, "Internal Orders API")}/test`, {});
    const offer = await ops("Internal Orders API works again. Schedule 2 was paused because of it.");
    expect((await chief.browser.get("/schedules")).html).toContain("works again");
    const channel = chief
      .workspace()
      .conversations.listFor("U0ADALOCAL")
      .find(({ name }) => name === "ops");
    await chief.chat.press("ada", { channel: channel?.id ?? "", ts: offer.ts }, "Resume it");
    const resumed = await reply(chief, { channel: channel?.id ?? "", ts: offer.ts });
    expect(resumed.text).toContain("Resumed. 2 order-report every weekday at 10:00");
  });

  it("G1 G2 G3 H2: is made, changed, paused and deleted on its page, with every fault beside its field", async () => {
    const { browser } = chief;
    const fields = {
      request: "order-report",
      times: "every day at 2:30",
      timeZone: "Europe/Berlin",
      channel: "#ops",
    };
    const wrong = await browser.post("/schedules", { ...fields, times: "now and then", channel: "#nowhere" });
    expect(wrong.status).toBe(422);
    expect(wordsIn(wrong.html)).toContain("I do not understand “now and then” as times");
    expect(wordsIn(wrong.html)).toContain("There is no channel #nowhere");
    const preview = await browser.post("/schedules/preview", fields);
    expect(wordsIn(preview.html)).toContain("every day at 02:30, Europe/Berlin: Sun 2026-11-22 02:30");
    await browser.post("/schedules", { ...fields, missed: "skip", tells: "changed" });
    const page = async () => wordsIn((await browser.get("/schedules/3")).html);
    expect(await page()).toContain("It posts only when that changed. Missed: skip, and say so.");
    expect(await page()).toContain("It needs Internal Orders API.");
    await browser.post("/schedules/3/change", { ...fields, times: "*/20 * * * *" });
    expect(await page()).toContain("cron */20 * * * *");
    await browser.post("/schedules/3/pause", {});
    expect(await page()).toContain("Paused");
    await browser.post("/schedules/3/delete", {});
    expect((await browser.get("/schedules/3")).status).toBe(404);
  });

  it("says what it did not understand, with what it would", async () => {
    const { answer } = await begin("Chief, cron 61 9 * * 1-5 run order-report");
    expect(answer).toContain("is no cron expression");
  });
});
