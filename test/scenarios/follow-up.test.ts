import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, PEOPLE, type Posted, startChief } from "../support/chief.ts";
import { allOrders, between, byStatus, yesterdayIn } from "./orders-by-hand.ts";
import { isAnswer, replies, reply } from "./talk.ts";

const BERLIN = "Europe/Berlin";

let chief: Chief;
let asked: Posted;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
  const text = "Chief, call our Internal Orders API: GET /orders for yesterday. Tell me the total revenue.";
  asked = await chief.chat.say("ada", "#general", text);
  await reply(chief, asked, isAnswer);
});
afterAll(() => chief?.stop());

let answers = 1;
/** Says something in the thread, and gives the text of its answer. */
async function goOn(text: string): Promise<string> {
  await chief.chat.say("ada", "#general", text, asked.ts);
  answers += 1;
  return (await replies(chief, asked, answers)).at(-1)?.text ?? "";
}

async function yesterdaysOrders() {
  const [from, to] = yesterdayIn(BERLIN, chief.clock());
  return between(await allOrders(chief.orders), from, to);
}

const blocksIn = (thread: Posted) =>
  chief
    .workspace()
    .reading.thread(PEOPLE.ada, thread.channel, thread.ts)
    .flatMap((message) => (Array.isArray(message["blocks"]) ? message["blocks"] : []));
const blocksOf = () => blocksIn(asked);

describe("a thread goes on from what was read, without reading it again (D4, B7)", () => {
  it("and by status?", async () => {
    const text = await goOn("and by status?");
    for (const [status] of byStatus(await yesterdaysOrders())) expect(text).toContain(status);
    expect(text).toContain("read before");
  });

  it("as a chart", async () => {
    await goOn("as a chart");
    const statuses = [...byStatus(await yesterdaysOrders()).keys()];
    const [drawn] = blocksOf().filter((block) => (block as { type: string }).type === "data_visualization");
    expect(drawn).toMatchObject({ chart: { type: "bar" } });
    const { axis_config } = (drawn as { chart: { axis_config: { categories: string[] } } }).chart;
    expect(axis_config.categories.toSorted()).toEqual(statuses.toSorted());
  });

  it("how many were there?", async () => {
    expect(await goOn("how many were there?")).toContain(String((await yesterdaysOrders()).length));
  });

  it("as CSV", async () => {
    expect(await goOn("as CSV")).toContain("orders.csv");
    const files = chief
      .workspace()
      .reading.thread(PEOPLE.ada, asked.channel, asked.ts)
      .flatMap((message) => (message["files"] as { id: string }[] | undefined) ?? []);
    expect(files).toHaveLength(1);
    expect(files[0]).toMatchObject({ name: "orders.csv", mimetype: "text/csv" });
  });

  it("all rows of a new request as a file", async () => {
    const again = await chief.chat.say(
      "ada",
      "#general",
      "Chief, call our Internal Orders API: GET /orders for yesterday, as a CSV file",
    );
    const orders = await yesterdaysOrders();
    expect((await reply(chief, again)).text).toContain(`${orders.length} rows`);
  });
});

describe("D4, D8: questions about the lists in the records, as a new user types them", () => {
  it("total quantity of items by sku in orders of the last 7 days", async () => {
    const text = "Chief, total quantity of items by sku in orders of the last 7 days";
    const now = chief.clock().getTime();
    const asking = await chief.chat.say("ada", "#general", text);
    const told = (await reply(chief, asking, isAnswer)).text;
    const orders = between(await allOrders(chief.orders), new Date(now - 7 * 86_400_000), new Date(now));
    const pieces = new Map<string, number>();
    for (const { items } of orders) {
      for (const { sku, quantity } of items) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
    }
    expect(pieces.size).toBeGreaterThan(3);
    for (const [sku, quantity] of pieces) expect(told).toMatch(new RegExp(`${sku}\\D+${quantity}\\b`));
  });

  it("and how it cannot be asked", async () => {
    const asking = await chief.chat.say(
      "ada",
      "#general",
      "Chief, total revenue by sku in orders of yesterday",
    );
    expect((await reply(chief, asking)).text).toContain("the revenue is of each order, not of its items");
  });
});

describe("as a new user types it, without a model (D4, D6, B6, B7)", () => {
  let thread: Posted;
  let said = 1;
  const type = async (text: string) => {
    await chief.chat.say("ada", "#general", text, thread.ts);
    said += 1;
    return (await replies(chief, thread, said)).at(-1)?.text ?? "";
  };

  it("total revenue yesterday", async () => {
    thread = await chief.chat.say("ada", "#general", "Chief, total revenue yesterday");
    const orders = await yesterdaysOrders();
    const cents = orders.reduce((sum, { total }) => sum + Math.round(total * 100), 0);
    const whole = Math.floor(cents / 100).toLocaleString("en-US");
    const told = (await reply(chief, thread, isAnswer)).text;
    expect(told).toContain(`${whole}.${String(cents % 100).padStart(2, "0")}`);
    expect(told).toContain("list-orders");
  });

  it("and by status?", async () => {
    const told = await type("and by status?");
    for (const [status] of byStatus(await yesterdaysOrders())) expect(told).toContain(status);
    expect(told).toMatch(/yesterday = .* to .*, Europe\/Berlin/);
  });

  it("how did you get this?", async () => {
    const told = await type("how did you get this?");
    expect(told).toContain("Internal Orders API");
    expect(told).toMatch(/all of them/);
    expect(told).toMatch(/SELECT "status".*GROUP BY/s);
    expect(told).toContain("Europe/Berlin");
  });

  it("as a chart, and as CSV, after that", async () => {
    await type("as a chart");
    expect(blocksIn(thread).some((block) => (block as { type: string }).type === "data_visualization")).toBe(
      true,
    );
    expect(await type("as CSV")).toContain(".csv");
  });
});
