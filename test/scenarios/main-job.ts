import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  type Chief,
  type ChiefOptions,
  eventually,
  type Person,
  type Posted,
  startChief,
  wordsIn,
} from "../support/chief.ts";
import { allOrders, between, byStatus, revenue, yesterdayIn } from "./orders-by-hand.ts";
import { startShippingApi } from "./shipping-api.ts";
import { isAnswer, isCard, reply } from "./talk.ts";

const COUNT_ORDERS =
  "Chief, call our Internal Orders API: GET /orders for the last 24 hours. Group by status and post a count in #ops.";
const SUM_REVENUE =
  "Chief, hit our Internal Orders API. The endpoint is GET /orders?since=ISO8601, returns JSON with an array of order objects. Pull yesterday's data and tell me the total revenue.";
const CANCEL_ORDER = "Chief, cancel order 1042 in our Internal Orders API";

const HOURS_24 = 24 * 60 * 60 * 1000;
const ZONES: Readonly<Record<Person, string>> = { ada: "Europe/Berlin", mallory: "America/Los_Angeles" };

/** What the way of connecting and planning changes about the main job. */
export interface MainJob {
  start(): Promise<ChiefOptions>;
  /** After all. */
  end?(): Promise<void>;
}

/** The main job, end to end. Every way in which Chief can be connected and planned for must pass it. */
export function describeMainJob(title: string, job: MainJob): void {
  describe(`the main job ${title}`, () => {
    let chief: Chief;
    beforeAll(async () => {
      chief = await startChief(await job.start());
    });
    afterAll(async () => {
      await chief?.stop();
      await job.end?.();
    });

    it("B1 B5 D5 D6: counts the orders of the last 24 hours by status over all pages, and posts them in #ops", async () => {
      const asked = await chief.chat.say("ada", "#general", COUNT_ORDERS);
      const answer = await reply(chief, asked, isAnswer);

      const now = chief.clock();
      const orders = between(await allOrders(chief.orders), new Date(now.getTime() - HOURS_24), now);
      const posts = (await chief.chat.channel("#ops")).filter(({ isFromChief }) => isFromChief);
      expect(orders.length).toBeGreaterThan(200);
      expect(posts).toHaveLength(1);
      expect(posts[0]?.text).toContain(`${orders.length} orders`);
      for (const [status, count] of byStatus(orders)) expect(posts[0]?.text).toContain(`${status} ${count}`);
      expect(answer.text).toContain("#ops");
      expect(answer.text).toMatch(/\d rows in [2-9] pages/);
    });

    it.each(["ada", "mallory"] as const)(
      "D4 D6: tells yesterday's revenue to the cent, in the time zone of %s",
      async (person) => {
        const asked = await chief.chat.say(person, "#general", SUM_REVENUE);
        const answer = await reply(chief, asked, isAnswer);

        const [from, to] = yesterdayIn(ZONES[person], chief.clock());
        const orders = between(await allOrders(chief.orders), from, to);
        expect(answer.text).toContain(`${revenue(orders)} USD over ${orders.length} orders`);
        expect(answer.text).toContain(ZONES[person]);
      },
    );

    it("E3: a denied DELETE is not sent, and the thread says so", async () => {
      await chief.orders.clearRequests();
      const asked = await chief.chat.say("mallory", "#general", CANCEL_ORDER);
      const card = await reply(chief, asked, isCard);
      await chief.chat.deny("ada", { ...asked, ts: card.ts });
      const answer = await reply(chief, asked, isAnswer);

      expect(answer.text).toMatch(/denied.*Nothing was sent/);
      expect(await chief.orders.writes()).toEqual({});
      expect(await buttonsLeft(chief, asked)).toEqual([]);
    });

    it("E1 E2 E3: a DELETE waits for an admin's click and is sent once, exactly as the card showed it", async () => {
      await chief.orders.clearRequests();
      const asked = await chief.chat.say("ada", "#general", CANCEL_ORDER);
      const card = await reply(chief, asked, isCard);
      expect(card.text).toContain(`DELETE ${chief.orders.baseUrl}/orders/1042`);

      await chief.chat.press("mallory", { ...asked, ts: card.ts }, "Approve");
      const whisper = await eventually("a private refusal", async () =>
        (await chief.chat.thread(asked, "mallory")).find(({ isPrivate }) => isPrivate),
      );
      expect(whisper.text).toContain("not yours to approve");
      expect((await chief.chat.thread(asked, "ada")).some(({ isPrivate }) => isPrivate)).toBe(false);
      expect(await chief.orders.writes()).toEqual({});

      await chief.chat.press("ada", { ...asked, ts: card.ts }, "Approve");
      const answer = await reply(chief, asked, isAnswer);
      expect(await chief.orders.writes()).toEqual({ "DELETE /v1/orders/1042": 1 });
      expect(await chief.orders.get("/orders/1042")).toMatchObject({ status: "cancelled" });
      expect(answer.text).toMatch(/approved by ada/i);
      expect(await buttonsLeft(chief, asked)).toEqual([]);
    });

    it("C1 C3: an API that was added in the dashboard a moment ago is called by its name", async () => {
      const api = await startShippingApi();
      onTestFinished(() => api.close());
      const { baseUrl, token, openapi } = api;
      const fields = { name: "Shipping API", base_url: baseUrl, auth_method: "bearer", token, openapi };

      const refused = await chief.browser.post("/integrations", fields);
      expect(refused.status).toBe(422);
      expect(wordsIn(refused.html)).toContain("allow that below");
      const connected = await chief.browser.post("/integrations", { ...fields, allow_private_network: "on" });
      expect(connected.status, wordsIn(connected.html)).toBe(200);

      const asked = await chief.chat.say("mallory", "#general", "Chief, list the rates in our Shipping API");
      const answer = await reply(chief, asked, isAnswer);
      expect(answer.text).toContain("6.9");
      expect(api.served.filter((request) => request === "GET /rates").length).toBeGreaterThan(0);
    });
  });
}

async function buttonsLeft({ chat }: Chief, asked: Posted): Promise<string[]> {
  return (await chat.thread(asked)).flatMap(({ buttons }) => [...buttons]);
}
