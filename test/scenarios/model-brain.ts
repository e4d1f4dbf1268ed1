import { Temporal } from "temporal-polyfill";
import type { ChatRequest, Reply } from "../support/model-server.ts";

/** What a capable model does next in the main job: tools first, then an answer made of what they gave. */
export function capableModel(request: ChatRequest): Reply | undefined {
  const text = textOf(request.messages.findLast(({ role }) => role === "user")?.content);
  const tools = request.messages.filter(({ role }) => role === "tool").map(({ content }) => textOf(content));
  const plan = PLANS.find(({ about }) => about.test(text));
  return plan?.next(tools, { now: nowOf(request), text });
}

interface Seen {
  readonly now: Temporal.ZonedDateTime;
  readonly text: string;
}

interface Plan {
  readonly about: RegExp;
  next(tools: readonly string[], seen: Seen): Reply;
}

const calls = (name: string, args: Record<string, unknown>): Reply => ({
  toolCalls: [{ name, arguments: JSON.stringify(args) }],
});

const instant = (at: Temporal.ZonedDateTime) => at.toInstant().toString();

/** The numbers in the last column of a table, in order. */
const lastColumn = (table = "") =>
  [...table.matchAll(/\|\s*([\d.]+)\s*\|\s*$/gm)].map(([, number = ""]) => number);

const grouped = (number = "") => number.replace(/\B(?=(\d{3})+(?!\d)(?=.*\.|$))/g, ",");

const PLANS: readonly Plan[] = [
  {
    about: /Group by status and post a count/,
    next(tools, { now }) {
      const total = lastColumn(tools[2]).reduce((sum, count) => sum + Number(count), 0);
      const steps: Reply[] = [
        calls("find_actions", { query: "list orders since a time", integration: "internal-orders-api" }),
        calls("call_action", {
          action: "internal-orders-api.list-orders",
          arguments: { since: instant(now.subtract({ hours: 24 })) },
        }),
        calls("query_results", {
          sql: "SELECT status, count(*) AS orders FROM orders GROUP BY 1 ORDER BY 2 DESC",
          show: true,
        }),
        calls("post_message", { channel: "#ops", text: `${total} orders by status`, with_result: true }),
        { text: `Posted **${total} orders** by status in #ops.` },
      ];
      return steps[tools.length] ?? { text: "I am lost." };
    },
  },
  {
    about: /total revenue/,
    next(tools, { now }) {
      const today = now.startOfDay();
      const since = instant(today.subtract({ days: 1 }));
      const steps: Reply[] = [
        calls("call_http", {
          integration: "internal-orders-api",
          method: "GET",
          path: "/orders",
          query: { since, until: instant(today) },
        }),
        calls("query_results", { sql: "SELECT count(*) AS orders, sum(total) AS revenue FROM orders" }),
        { text: `**${grouped(lastColumn(tools[1])[0])} USD** over ${firstNumber(tools[1])} orders.` },
      ];
      return steps[tools.length] ?? { text: "I am lost." };
    },
  },
  {
    about: /cancel order (\d+)/,
    next(tools, { text }) {
      const id = Number(/cancel order (\d+)/.exec(text)?.[1]);
      if (tools.length === 0)
        return calls("call_action", { action: "internal-orders-api.cancel-order", arguments: { id } });
      return {
        text: tools[0]?.includes("answered 200") ? `Order ${id} is cancelled.` : `Not done: ${tools[0]}`,
      };
    },
  },
  {
    about: /rates in our Shipping API/,
    next(tools) {
      if (tools.length === 0)
        return calls("call_action", { action: "shipping-api.list-rates", arguments: {} });
      return { text: `The cheapest costs ${/"price":\s*([\d.]+)/.exec(tools[0] ?? "")?.[1]}.` };
    },
  },
];

function firstNumber(table = ""): string {
  return /^\|\s*(\d+)\s*\|/m.exec(table)?.[1] ?? "";
}

function textOf(content: ChatRequest["messages"][number]["content"]): string {
  return typeof content === "string" ? content : (content ?? []).map(({ text }) => text).join("");
}

/** The time that Chief told: `Now: Saturday 2026-11-21T12:00:00+01:00 (Europe/Berlin).` */
function nowOf(request: ChatRequest): Temporal.ZonedDateTime {
  const told = request.messages
    .map(({ content }) => textOf(content))
    .find((text) => text.startsWith("Now: "));
  const [, date, time, zone] = /(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d).*?\(([\w/]+)\)/.exec(told ?? "") ?? [];
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone ?? "UTC");
}
