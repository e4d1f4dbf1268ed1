import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, eventually, PEOPLE, startChief } from "../support/chief.ts";
import { json, recordingApi } from "../support/recording-api.ts";
import { isAnswer, isCard, replies, reply, said } from "./talk.ts";

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http", ownProcess: true });
});
afterAll(() => chief?.stop());

const CANCEL = "Chief, cancel order 1042 in our Internal Orders API";

describe("kill -9", () => {
  it("trap 3: B2 B4: of a message that was acknowledged, nothing is lost, and no plan stays open", async () => {
    await chief.orders.fail({ mode: "slow", delayMs: 20_000, times: 1 });
    const asked = await chief.chat.say("ada", "#general", "Chief, get order 1234 in our Internal Orders API");
    const plans = () =>
      chief
        .workspace()
        .reading.thread(PEOPLE.ada, asked.channel, asked.ts)
        .filter((message) => "streaming_state" in message);
    await eventually("a plan that shows the read", async () =>
      JSON.stringify(plans()).includes('"in_progress"') ? true : undefined,
    );
    await chief.killAndRestart();
    const answer = await reply(chief, asked);
    expect(answer.text).toContain("1234");
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
    await eventually("the plan to be closed", async () =>
      plans().every((plan) => plan["streaming_state"] === "completed") ? true : undefined,
    );
  });

  it("F3: a skill goes on at the step that it was in, with what its steps before gave", async () => {
    const steps = "1. Look up the order in our Internal Orders API. 2. Check inventory in our WMS API.";
    const saved = await chief.chat.say(
      "ada",
      "#general",
      `Chief, save this as a skill called "peek": ${steps}`,
    );
    await reply(chief, saved);
    await chief.chat.say("ada", "#general", "save", saved.ts);
    await replies(chief, saved, 2);
    await chief.wms.fail({ mode: "slow", delayMs: 2_000, times: 1 });
    await chief.orders.clearRequests();
    await chief.wms.clearRequests();
    const asked = await chief.chat.say("ada", "#general", "Chief, peek 1234");
    await eventually("the second step to be under way", async () =>
      Object.keys(await chief.wms.requests()).length > 0 ? true : undefined,
    );
    await chief.killAndRestart();
    expect((await reply(chief, asked)).text).toContain("peek is done");
    expect(await chief.orders.requests()).toEqual({ "GET /v1/orders/1234": 1 });
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
  });

  it("D5: a long read goes on with about the page at which it was cut off", async () => {
    const asked: number[] = [];
    let hangAt = 10;
    const api = await recordingApi(async (request, response) => {
      const page = Number(new URL(request.url ?? "", "http://x").searchParams.get("page") ?? 1);
      asked.push(page);
      if (page === hangAt) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
      const parcels = Array.from({ length: 25 }, (_, at) => ({ id: page * 100 + at, weight: "0.1" }));
      json(response, { parcels, next: page < 12 ? `/parcels?page=${page + 1}` : null });
    });
    const fields = { name: "Parcel API", base_url: api.origin, auth_method: "none" };
    await chief.browser.post("/integrations", { ...fields, allow_private_network: "on" });
    const question = "Chief, call our Parcel API: GET /parcels. Tell me the total weight.";
    const said = await chief.chat.say("ada", "#general", question);
    await eventually("the tenth page to be asked for", async () => (asked.includes(10) ? true : undefined));
    hangAt = 0;
    asked.length = 0;
    await chief.killAndRestart();
    expect((await reply(chief, said)).text).toMatch(/30\.0.*300 rows in 12 pages/);
    expect(asked[0]).toBeGreaterThan(4);
    expect(asked).toEqual(Array.from({ length: 13 - (asked[0] ?? 0) }, (_, at) => (asked[0] ?? 0) + at));
  });

  it("J2: SIGTERM lets a turn that runs come to its end", async () => {
    await chief.orders.fail({ mode: "slow", delayMs: 2_000, times: 1 });
    await chief.orders.clearRequests();
    const asked = await chief.chat.say("ada", "#general", "Chief, get order 1234 in our Internal Orders API");
    await eventually("the read to be under way", async () =>
      Object.keys(await chief.orders.requests()).length > 0 ? true : undefined,
    );
    await chief.restart();
    expect((await reply(chief, asked)).text).toContain("1234");
    expect(await chief.orders.requests()).toEqual({ "GET /v1/orders/1234": 1 });
  });

  it("D3 E3: right after the click, the DELETE is sent once, or told to be unknown", async () => {
    const asked = await chief.chat.say("ada", "#general", CANCEL);
    const card = await reply(chief, asked, isCard);
    await chief.orders.clearRequests();
    await chief.chat.press("ada", { ...asked, ts: card.ts }, "Approve");
    await chief.killAndRestart();
    const answer = await reply(chief, asked);
    const { status } = (await chief.orders.get("/orders/1042")) as { status: string };
    const sent = (await chief.orders.writes())["DELETE /v1/orders/1042"] ?? 0;
    if (/not sent again/.test(answer.text)) expect(sent).toBeLessThanOrEqual(1);
    else expect([sent, status]).toEqual([1, "cancelled"]);
    expect((await said(chief.chat, asked)).filter(isAnswer)).toHaveLength(1);
  });

  it("D3: while the API works on it, the write becomes unknown, is told, and is not sent twice", async () => {
    const asked = await chief.chat.say("ada", "#general", CANCEL.replace("1042", "1234"));
    const card = await reply(chief, asked, isCard);
    await chief.orders.clearRequests();
    await chief.orders.fail({ mode: "slow", delayMs: 2_000, times: 1, method: "DELETE" });
    await chief.chat.press("ada", { ...asked, ts: card.ts }, "Approve");
    await eventually("the write to be under way", async () =>
      Object.keys(await chief.orders.writes()).length > 0 ? true : undefined,
    );
    await chief.killAndRestart();
    const answer = await reply(chief, asked);
    expect(answer.text).toMatch(/may or may not have happened.*not sent again.*check/);
    expect(await chief.orders.writes()).toEqual({ "DELETE /v1/orders/1234": 1 });
  });
});
