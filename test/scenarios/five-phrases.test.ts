import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chief, type Posted, startChief } from "../support/chief.ts";
import { type ChatRequest, lastUserText } from "../support/model-server/chat-request.ts";
import { type ModelServer, startModelServer } from "../support/model-server.ts";
import { allOrders, between, byStatus, yesterdayIn } from "./orders-by-hand.ts";
import { replies } from "./talk.ts";

const TOKEN = "0123456789abcdef0123456789abcdef";
let chief: Chief;
let model: ModelServer;
let thread: Posted;
let answers = 0;

beforeAll(async () => {
  model = await startModelServer();
  model.auto(next);
  chief = await startChief({ transport: "local", model, env: { CHIEF_API_TOKEN: TOKEN } });
});
afterAll(async () => {
  await chief?.stop();
  await model?.close();
  model?.assertDone();
});

const call = (name: string, input: object) => ({
  toolCalls: [{ name, arguments: JSON.stringify(input) }],
});
const byStatusSql = "SELECT status, count(*) AS orders, sum(total) AS revenue FROM orders GROUP BY 1";

/** What a model does for each of the phrases: its tools one after the other, then a word of its own. */
function next(request: ChatRequest) {
  const said = lastUserText(request);
  const done = request.messages.filter(({ role }) => role === "tool").length;
  const [from, to] = yesterdayIn("Europe/Berlin", chief.clock());
  const recalled = (as: object) => [
    call("recall_results", {}),
    call("query_results", { sql: byStatusSql, show: true, ...as }),
    { text: "Here it is." },
  ];
  const steps: Record<string, readonly object[]> = {
    "total revenue yesterday": [
      call("call_action", {
        action: "internal-orders-api.list-orders",
        arguments: { since: from.toISOString(), until: to.toISOString() },
      }),
      call("query_results", { sql: "SELECT sum(total) AS revenue FROM orders", show: true }),
      { text: "The revenue of yesterday:" },
    ],
    "and by status?": recalled({}),
    "as a chart": recalled({ as: "chart" }),
    "as CSV": recalled({ as: "csv" }),
    "how did you get this?": [call("recall_results", { explain: true }), { text: "As follows." }],
  };
  const phrase = Object.keys(steps).find((one) => said.includes(one));
  return phrase === undefined ? undefined : steps[phrase]?.[done];
}

async function say(text: string): Promise<string> {
  if (answers === 0) thread = await chief.chat.say("ada", "#general", `Chief, ${text}`);
  else await chief.chat.say("ada", "#general", text, thread.ts);
  answers += 1;
  return (await replies(chief, thread, answers)).at(-1)?.text ?? "";
}

async function yesterday() {
  const [from, to] = yesterdayIn("Europe/Berlin", chief.clock());
  return between(await allOrders(chief.orders), from, to);
}

const money = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;

describe("the first questions of a new user, in local mode and with a model (D4, D5, D6, B6, B7)", () => {
  it("total revenue yesterday", async () => {
    const orders = await yesterday();
    const cents = orders.reduce((sum, { total }) => sum + Math.round(total * 100), 0);
    const told = await say("total revenue yesterday");
    expect(told.replaceAll(",", "")).toContain(money(cents));
    expect(told).toMatch(/rows in 2 pages, all of them/);
  });

  it("and by status?", async () => {
    const told = await say("and by status?");
    for (const [status, count] of byStatus(await yesterday())) {
      expect(told).toContain(status);
      expect(told).toContain(String(count));
    }
    expect(told).toContain("read before");
    expect(told).toMatch(/yesterday = .*Europe\/Berlin/);
  });

  it("as a chart, as CSV", async () => {
    expect(await say("as a chart")).toContain("Here it is.");
    await say("as CSV");
    const shared = (await chief.chat.thread(thread)).map(({ text }) => text).join(" ");
    expect(shared).toContain("orders.csv");
  });

  it("how did you get this?, and the page of the run", async () => {
    const told = await say("how did you get this?");
    expect(told).toContain("Internal Orders API");
    expect(told).toContain("GROUP BY");
    const response = await fetch(`${chief.url}/api/v1/runs`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const { items } = (await response.json()) as { items: { id: string; text: string }[] };
    const pageOf = async (text: string) => {
      const run = items.find((one) => one.text.includes(text));
      return (await chief.browser.get(`/runs/${run?.id}`)).html;
    };
    const first = await pageOf("total revenue yesterday");
    // The request and its answer, without the credential that signed it; what each step took.
    expect(first).toContain("/v1/orders?since=");
    expect(first).toContain("&quot;status&quot;");
    expect(first).not.toContain(chief.orders.token);
    expect(first).toMatch(/tokens/);
    expect(first).toMatch(/\d m?s/);
    expect(first).toContain("sum(total)");
    expect(first).toMatch(/yesterday = [^<]*Europe\/Berlin/);
    const second = await pageOf("and by status?");
    expect(second).toContain("GROUP BY 1");
    expect(second).toContain("First rows");
    const statuses = [...byStatus(await yesterday()).keys()];
    expect(statuses.filter((status) => second.includes(status)).length).toBeGreaterThan(2);
  });
});
