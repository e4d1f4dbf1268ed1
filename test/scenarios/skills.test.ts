import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { unescaped } from "../support/chief/browser.ts";
import { type Chief, eventually, PEOPLE, type Posted, startChief, wordsIn } from "../support/chief.ts";
import { isAnswer, isCard, replies, reply, said } from "./talk.ts";

/** Word for word as the documents of Chief have it. */
const SHIP_ORDER = `Chief, save this as a skill called "ship-order":
1. Look up the order in our Internal Orders API.
2. Check inventory in our WMS API.
3. If both are good, mark order as shipped via PATCH /orders/{id}.
4. Post a confirmation in #ops with the tracking number.`;

interface Order {
  readonly id: number;
  readonly status: string;
  readonly tracking_number: string | null;
  readonly items: readonly { sku: string; quantity: number }[];
}

let chief: Chief;
beforeAll(async () => {
  chief = await startChief({ transport: "http" });
});
afterAll(() => chief?.stop());

/** Says something in a thread, and gives the answer to it. */
async function follow(thread: Posted, text: string): Promise<string> {
  const before = (await said(chief.chat, thread)).filter(isAnswer).length;
  await chief.chat.say("ada", "#general", text, thread.ts);
  return (await replies(chief, thread, before + 1)).at(-1)?.text ?? "";
}

/** Presses a button under the last answer of a thread, and gives what it comes to. */
async function pressLast(thread: Posted, button: string): Promise<string> {
  const answers = (await said(chief.chat, thread)).filter(isAnswer);
  await chief.chat.press("ada", { channel: thread.channel, ts: answers.at(-1)?.ts ?? "" }, button);
  return (await replies(chief, thread, answers.length + 1)).at(-1)?.text ?? "";
}

async function begin(text: string): Promise<{ thread: Posted; answer: string }> {
  const thread = await chief.chat.say("ada", "#general", text);
  return { thread, answer: (await reply(chief, thread)).text };
}

/** Where the button Edit under the last draft of a thread leads. */
async function editLink({ channel, ts }: Posted): Promise<string> {
  const messages = chief.workspace().reading.thread(PEOPLE.ada, channel, ts);
  const [link] = JSON.stringify(messages).match(/\/skills\/drafts\/[^"]+/) ?? [];
  return link ?? "";
}

/** Orders in a status, each handed out once: those of which everything is in stock, or not. */
const takenOrders = new Set<number>();
async function orderThatIs(status: string, inStock?: boolean): Promise<Order> {
  const { data } = (await chief.orders.get(`/orders?status=${status}&limit=100`)) as { data: Order[] };
  for (const order of data) {
    if (takenOrders.has(order.id)) continue;
    if (inStock !== undefined && (await isInStock(order)) !== inStock) continue;
    takenOrders.add(order.id);
    return order;
  }
  throw new Error(`no order is ${status}`);
}

async function isInStock({ items }: Order): Promise<boolean> {
  for (const { sku, quantity } of items) {
    const { available } = (await chief.wms.get(`/inventory/${sku}`)) as { available: number };
    if (available < quantity) return false;
  }
  return true;
}

async function clearRequests(): Promise<void> {
  await chief.orders.clearRequests();
  await chief.wms.clearRequests();
}

async function requests(): Promise<string[]> {
  const all = [
    ...Object.entries(await chief.orders.requests()),
    ...Object.entries(await chief.wms.requests()),
  ];
  return all
    .filter(([what]) => !what.includes("?status="))
    .map(([what, count]) => `${count} ${what}`)
    .sort();
}

/** Says `ship-order …` and approves what it asks for. */
async function ship(text: string, press: "Approve" | "Deny"): Promise<{ thread: Posted; answer: string }> {
  const thread = await chief.chat.say("ada", "#general", text);
  const card = await reply(chief, thread, isCard);
  const at = { ...card, channel: thread.channel };
  await (press === "Deny" ? chief.chat.deny("ada", at) : chief.chat.press("ada", at, press));
  return { thread, answer: (await reply(chief, thread)).text };
}

describe("a skill made of words, without a model", () => {
  it("F1 F2: is saved from its steps, after it was shown what was understood", async () => {
    const { thread, answer } = await begin(SHIP_ORDER);
    expect(answer).toContain("Needs: order_id (integer)");
    expect(answer).toContain("internal-orders-api.get-order with id = {{inputs.order_id}}");
    expect(answer).toContain("wms-api.get-inventory with sku = {{item.sku}}");
    expect(answer).toContain("posts in #ops");
    expect(await pressLast(thread, "Save")).toContain("Saved ship-order, version 1");
    const [draft] = (await said(chief.chat, thread)).filter(isAnswer);
    expect(draft?.buttons).toEqual([]);
    expect(draft?.text).toContain("chose “Save”");
    expect((await begin("Chief, skills")).answer).toContain("ship-order <order_id>");
  });

  it("F1: is put right on the dashboard before it is saved, and saved once", async () => {
    const { thread } = await begin(
      'Chief, save this as a skill called "peek": 1. Look up the order in our Internal Orders API. 2. Tell me the status.',
    );
    const { html } = await chief.browser.get(await editLink(thread));
    const [, document = ""] = /<textarea[^>]*>(.*?)<\/textarea>/s.exec(html) ?? [];
    const [, draft = ""] = /name="draft" value="([^"]*)"/.exec(html) ?? [];
    const put = unescaped(document).replace("name: peek", "name: order-status");
    expect((await chief.browser.post("/skills", { document: put, draft })).status).toBe(204);
    expect(await pressLast(thread, "Save")).toContain("answered already");
    expect((await begin("Chief, skills")).answer).toMatch(/order-status <order_id>(?!.*peek)/);
  });

  it("F1: is forgotten when that is wanted", async () => {
    const { thread } = await begin(
      'Chief, save this as a skill called "peek": 1. Look up the order in our Internal Orders API. 2. Tell me the status.',
    );
    expect(await pressLast(thread, "Cancel")).toContain("Dropped the draft of peek");
    expect(await follow(thread, "save draft 1")).toContain("answered already");
  });

  it("F2 F3 F4: looks up, checks, asks once, sends once and posts, and the same way the second time", async () => {
    const seen: string[][] = [];
    for (let round = 0; round < 2; round++) {
      const order = await orderThatIs("paid", true);
      await clearRequests();
      const { answer } = await ship(`Chief, ship-order #${order.id}`, "Approve");
      expect(answer).toContain("ship-order is done");
      const shipped = (await chief.orders.get(`/orders/${order.id}`)) as Order;
      expect(shipped.status).toBe("shipped");
      const posted = await eventually("the post in #ops", async () =>
        (await chief.chat.channel("#ops")).find(({ text }) => text.includes(String(shipped.tracking_number))),
      );
      expect(posted.text).toContain(`order ${order.id}: tracking number`);
      const skus = new Set(order.items.map(({ sku }) => sku));
      seen.push(
        (await requests())
          .map((line) => line.replace(String(order.id), "ID"))
          .map((line) => [...skus].reduce((one, sku) => one.replace(sku, "SKU"), line)),
      );
    }
    expect(seen[0]).toContain("1 PATCH /v1/orders/ID");
    expect(new Set(seen[1])).toEqual(new Set(seen[0]));
  });

  it("F4: a denied approval, an unknown order and an order that has left each end properly, with nothing sent", async () => {
    const order = await orderThatIs("paid", true);
    const denied = await ship(`Chief, ship-order ${order.id}`, "Deny");
    expect(denied.answer).toMatch(/ship-order stopped at .*update-order.*denied/);
    const unknown = await begin("Chief, ship-order 99999999");
    expect(unknown.answer).toMatch(/ship-order stopped at .*get-order.*404/);
    const scarce = await orderThatIs("paid", false);
    expect((await begin(`Chief, ship-order ${scarce.id}`)).answer).toMatch(
      /only \d+ of \S+ are in stock, and \d+ are needed/,
    );
    const gone = await orderThatIs("delivered");
    const left = await begin(`Chief, ship-order ${gone.id}`);
    expect(left.answer).toContain("the order is delivered");
    expect(((await chief.orders.get(`/orders/${order.id}`)) as Order).status).toBe("paid");
  });

  it("F3: asks for what is missing, and takes the answer in the thread", async () => {
    const { thread, answer } = await begin("Chief, run ship-order");
    expect(answer).toContain("I need order_id");
    const gone = await orderThatIs("delivered");
    expect(await follow(thread, String(gone.id))).toContain("the order is delivered");
  });

  it("F3: is run by /chief", async () => {
    const gone = await orderThatIs("delivered");
    const { human, reading } = chief.workspace();
    const channel = reading.channels(PEOPLE.ada).find(({ name }) => name === "general")?.id ?? "";
    await human.slash({ user: PEOPLE.ada, channel, command: "/chief", text: `ship-order ${gone.id}` });
    const root = await eventually("the thread", async () =>
      (await chief.chat.channel("#general")).findLast(({ text }) =>
        text.includes(`asked: ship-order ${gone.id}`),
      ),
    );
    expect((await reply(chief, { channel, ts: root.ts })).text).toContain("the order is delivered");
  });

  it("F5: a dry run looks up for real and changes nothing, and shows what it would send", async () => {
    const order = await orderThatIs("paid", true);
    await clearRequests();
    const { answer } = await begin(`Chief, dry-run ship-order ${order.id}`);
    expect(answer).toContain(`/orders/${order.id}`);
    expect(answer).toContain('{"status":"shipped"}');
    expect(answer).toContain("nothing was changed");
    expect((await requests()).some((line) => line.includes("PATCH"))).toBe(false);
  });

  it("F4: a failed step says which and why, and retry goes on from there", async () => {
    const order = await orderThatIs("paid", true);
    await chief.wms.fail({ mode: "500" });
    const { thread, answer } = await begin(`Chief, ship-order ${order.id}`);
    expect(answer).toMatch(/stopped at .*get-inventory/);
    expect(answer).toContain("retry");
    await chief.wms.fail({ mode: "off" });
    await clearRequests();
    const [stopped] = (await said(chief.chat, thread)).filter(isAnswer);
    await chief.chat.press("ada", { channel: thread.channel, ts: stopped?.ts ?? "" }, "Retry from there");
    const card = await reply(chief, thread, isCard);
    await chief.chat.press("ada", { ...card, channel: thread.channel }, "Approve");
    await replies(chief, thread, 2);
    const sent = await requests();
    expect(sent.some((line) => line.startsWith(`1 GET /v1/orders/${order.id}`))).toBe(false);
    expect(sent).toContain(`1 PATCH /v1/orders/${order.id}`);
  });

  it("F5: has versions, and goes back to one", async () => {
    const { thread } = await begin(
      'Chief, save this as a skill called "ship-order": 1. Look up the order in our Internal Orders API. 2. Tell me the status.',
    );
    expect(await follow(thread, "yes")).toContain("Saved ship-order, version 2");
    const order = await orderThatIs("pending");
    expect((await begin(`Chief, ship-order ${order.id}`)).answer).toContain("status pending");
    expect(await follow(thread, "roll back ship-order to version 1")).toContain("now as version 3");
    expect((await begin("Chief, show skill ship-order")).answer).toContain("Version 3");
  });
});

describe("a skill that came with Chief", () => {
  it("F6: reads and counts", async () => {
    const { answer } = await begin("Chief, order-report");
    expect(answer).toContain("Orders of the last 24 hours by status");
    expect(answer).toMatch(/paid|pending|shipped/);
  });
});

describe("a skill made of what worked in a thread", () => {
  it("F1: repeats it with another input, taken from what the person had written", async () => {
    const [first, second] = [await orderThatIs("pending"), await orderThatIs("pending")];
    const { thread, answer } = await begin(`Chief, get order ${first.id} from our Internal Orders API`);
    expect(answer).toContain(`id: ${first.id}`);
    const shown = await follow(thread, 'save this as a skill called "look-up"');
    expect(shown).toContain("Needs: order_id");
    expect(await follow(thread, "save")).toContain("Saved look-up");
    await clearRequests();
    expect((await begin(`Chief, look-up ${second.id}`)).answer).toContain(`id: ${second.id}`);
    expect(await requests()).toEqual([`1 GET /v1/orders/${second.id}`]);
  });

  it("F1 D6: keeps a span of time as words, so that it means another one tomorrow", async () => {
    const { thread } = await begin(
      "Chief, call our Internal Orders API: GET /orders for the last 24 hours. Group by status and post a count in #ops.",
    );
    const shown = await follow(thread, 'save this as a skill called "daily-count"');
    expect(shown).toContain("{{start of the last 24 hours}}");
    expect(shown).toContain("posts in #ops");
    expect(shown).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
    expect(await follow(thread, "save")).toContain("Saved daily-count");
    expect((await begin("Chief, daily-count")).answer).toMatch(/status.*count/);
  });
});

describe("skills on the dashboard", () => {
  it("F5 F6: exports a SKILL.md, takes it back changed as the next version, and says what is wrong with one", async () => {
    const { html } = await chief.browser.get("/skills/ship-order/SKILL.md");
    expect(html).toContain("```yaml workflow");
    const broken = await chief.browser.post("/skills", {
      document: html.replaceAll("get-order", "get-odrer"),
    });
    expect(wordsIn(broken.html)).toContain("there is no enabled action “internal-orders-api.get-odrer”");
    const before = wordsIn((await chief.browser.get("/skills/ship-order")).html);
    const saved = await chief.browser.post("/skills", {
      document: html.replaceAll("limit: 100", "limit: 50"),
    });
    expect(saved.status).toBe(204);
    const after = wordsIn((await chief.browser.get("/skills/ship-order")).html);
    expect(before).not.toContain("at most 50");
    expect(after).toContain("at most 50");
    expect(wordsIn((await chief.browser.get("/skills")).html)).toContain("ship-order <order_id>");
  });

  it("F6: one is exported in a chat, and a file that is dropped there is shown before it is saved", async () => {
    const { answer } = await begin("Chief, export skill low-stock");
    expect(answer).toContain("action: wms-api.list-inventory");
    const text = (await chief.browser.get("/skills/low-stock/SKILL.md")).html;
    const content = new TextEncoder().encode(text.replace("name: low-stock", "name: scarce"));
    const { human } = chief.workspace();
    const { channel, ts } = human.upload({
      user: PEOPLE.ada,
      channel: "app",
      text: "",
      name: "SKILL.md",
      content,
    });
    const dropped = { channel, ts };
    const shown = await reply(chief, dropped);
    expect(shown.text).toContain("Call wms-api.list-inventory");
    await chief.chat.press("ada", { channel, ts: shown.ts }, "Save");
    expect((await replies(chief, dropped, 2)).at(-1)?.text).toContain("Saved scarce, version 1");
  });

  it("F3: runs one, in the thread of a direct message", async () => {
    const gone = await orderThatIs("delivered");
    await chief.browser.post("/skills/ship-order/run", { input_order_id: String(gone.id) });
    await eventually("the run on the page", async () => {
      const words = wordsIn((await chief.browser.get("/skills/ship-order")).html);
      return words.includes(`order_id ${gone.id}`) ? words : undefined;
    });
  });
});
