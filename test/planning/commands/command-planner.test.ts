import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createCommandPlanner,
  type Proposal,
  type RunView,
  type Step,
  type ToolEffect,
} from "../../../src/planning/index.ts";
import { action } from "../../support/team.ts";
import { catalogueWith, integrationOf, viewOf } from "./fixtures.ts";

const ORDERS = integrationOf("Internal Orders API");
const WMS = integrationOf("WMS API");
const catalogue = catalogueWith([
  {
    integration: ORDERS,
    actions: [
      action("list-orders", "GET", "/orders", { query: ["since", "until", "status"] }),
      action("get-order", "GET", "/orders/{{id}}"),
      action("cancel-order", "POST", "/orders/{{id}}/cancel", { body: ["reason"] }),
      action("delete-order", "DELETE", "/orders/{{id}}"),
      action("list-customers", "GET", "/customers"),
    ],
  },
  { integration: WMS, actions: [action("list-stock", "GET", "/stock", { query: ["from_date"] })] },
]);
const planner = createCommandPlanner();
const next = (view: RunView) => planner.next(view, { signal: new AbortController().signal });

function callIn(proposal: Proposal) {
  if (proposal.kind !== "act" || !proposal.toolCalls[0]) return proposal;
  const [{ name, arguments: given }] = proposal.toolCalls;
  return { tool: name, ...(JSON.parse(given) as Record<string, unknown>) };
}

const YESTERDAY = ["2026-03-17T00:00:00.000Z", "2026-03-18T00:00:00.000Z"] as const;
const SLUG = "internal-orders-api";

/** [what was said, the call that it begins with] */
const CALLS: readonly (readonly [string, Record<string, unknown>])[] = [
  [
    "call our Internal Orders API: GET /orders for the last 24 hours. Group by status and post a count in #ops.",
    {
      tool: "call_http",
      integration: SLUG,
      method: "GET",
      path: "/orders",
      query: { since: "2026-03-17T12:00:00.000Z", until: "2026-03-18T12:00:00.000Z" },
    },
  ],
  [
    "hit our Internal Orders API. The endpoint is GET /orders?since=ISO8601, returns JSON. Pull yesterday's data and tell me the total revenue.",
    {
      tool: "call_http",
      integration: SLUG,
      method: "GET",
      path: "/orders",
      query: { since: YESTERDAY[0], until: YESTERDAY[1] },
    },
  ],
  [
    "Internal Orders API: GET /orders?since=<ISO8601> for yesterday",
    { tool: "call_http", query: { since: YESTERDAY[0], until: YESTERDAY[1] } },
  ],
  [
    "Internal Orders API: GET /log?since=epoch for yesterday",
    { tool: "call_http", query: { since: "1773705600" } },
  ],
  ["Internal Orders API: GET /orders/{id} for 1042", { tool: "call_http", path: "/orders/1042" }],
  ["Internal Orders API: GET /orders/<id> for 1042", { tool: "call_http", path: "/orders/1042" }],
  [
    'Internal Orders API: POST /orders {"sku":"A1"}',
    { tool: "call_http", method: "POST", path: "/orders", query: {}, body: { sku: "A1" } },
  ],
  [
    "Internal Orders API: PATCH /orders/7 status=open",
    { tool: "call_http", method: "PATCH", path: "/orders/7", query: {}, body: { status: "open" } },
  ],
  ["Internal Orders API: GET /orders status=open", { tool: "call_http", query: { status: "open" } }],
  ["GET /stock", { tool: "call_http", integration: "wms-api", method: "GET", path: "/stock", query: {} }],
  [
    "cancel order 1042 in our Internal Orders API",
    { tool: "call_action", action: `${SLUG}.cancel-order`, arguments: { id: "1042" } },
  ],
  [
    "cancel order 1042 reason=late in our Internal Orders API",
    { tool: "call_action", action: `${SLUG}.cancel-order`, arguments: { id: "1042", reason: "late" } },
  ],
  [
    "delete order 1042 in Internal Orders",
    { tool: "call_action", action: `${SLUG}.delete-order`, arguments: { id: "1042" } },
  ],
  [
    "#internal-orders-api.list-customers",
    { tool: "call_action", action: `${SLUG}.list-customers`, arguments: {} },
  ],
  [
    "show yesterday's orders from the Internal Orders API",
    {
      tool: "call_action",
      action: `${SLUG}.list-orders`,
      arguments: { since: YESTERDAY[0], until: YESTERDAY[1] },
    },
  ],
  [
    "list stock in WMS since 2026-03-01",
    {
      tool: "call_action",
      action: "wms-api.list-stock",
      arguments: { from_date: "2026-03-01T00:00:00.000Z" },
    },
  ],
];

/** [what was said, words of the answer] */
const QUESTIONS: readonly (readonly [string, string])[] = [
  ["Internal Orders API: GET /orders?since=ISO8601", "What should `since` be?"],
  ["Internal Orders API: GET /orders/{id}", "Which one? The path /orders/{id}"],
  [
    'Internal Orders API: POST /orders {"id":9007199254740993}',
    "The number 9007199254740993 has more digits",
  ],
  ["cancel order in our Internal Orders API", "I also need: `id`"],
  ["GET /nowhere", "Which API should I call? Connected are: Internal Orders API, WMS API."],
];

describe("D8: how an explicit request begins", () => {
  it.each(CALLS)("%s", async (text, call) => {
    expect(callIn(await next(viewOf(text, catalogue)))).toMatchObject(call);
  });

  it.each(QUESTIONS)("asks: %s", async (text, words) => {
    expect(await next(viewOf(text, catalogue))).toMatchObject({
      kind: "act",
      toolCalls: [],
      text: expect.stringContaining(words),
    });
  });

  it.each(["what is the meaning of life?", "make my Internal Orders API nicer", "order me a pizza"])(
    "says plainly that it does not understand, with the nearest thing: %s",
    async (text) => {
      const proposal = await next(viewOf(text, catalogue));
      expect(proposal).toMatchObject({
        kind: "pass",
        toldToUser: expect.stringContaining("I did not understand that"),
      });
    },
  );

  it.each([
    "call our Payroll API: GET /orders",
    "how many orders are in our Payroll API?",
    "list the orders of our Payroll API",
  ])("calls no other API than the one that was named: %s", async (text) => {
    const alone = catalogueWith([
      { integration: integrationOf("Orders API"), actions: [action("list-orders", "GET", "/orders")] },
    ]);
    for (const [some, names] of [
      [alone, "Orders API"],
      [catalogue, "Internal Orders API, WMS API"],
    ] as const)
      expect(await next(viewOf(text, some))).toMatchObject({
        kind: "pass",
        toldToUser: expect.stringContaining(
          `No integration is called “Payroll API”. Connected are: ${names}.`,
        ),
      });
    expect(await next(viewOf(text, catalogueWith([])))).toMatchObject({
      toldToUser: expect.stringContaining("No integration is connected yet"),
    });
  });

  it.each(["help", "Help!", "what can you do?", "", "hi"])("helps: “%s”", async (text) => {
    const proposal = await next(viewOf(text, catalogue));
    expect(proposal).toMatchObject({ kind: "act", text: expect.stringContaining("#internal-orders-api.") });
  });

  it("lists what is connected, and what is wrong with it", async () => {
    const broken = integrationOf("Old API", { health: "failing", healthNote: "The credential was refused" });
    const some = catalogueWith([{ integration: broken, actions: [action("get-x", "GET", "/x")] }]);
    expect(await next(viewOf("list integrations", some))).toMatchObject({
      text: "Connected:\n• **Old API**: 1 action (failing: The credential was refused)",
    });
    expect(await next(viewOf("integrations", catalogueWith([])))).toMatchObject({
      text: expect.stringContaining("No integration is connected yet"),
    });
  });
});

/** The steps after a call that gave a table of orders. */
function called(
  effect: ToolEffect = { callId: "c", table: "orders" },
  content = "list-orders of Orders answered 200",
): Step[] {
  return [
    {
      kind: "assistant",
      by: "commands",
      text: "",
      toolCalls: [],
      promptTokens: 0,
      completionTokens: 0,
      durationMs: 0,
    },
    { kind: "tool", toolCallId: "t1", name: "call_http", ok: true, content, effect, durationMs: 1 },
  ];
}

const queried = (columns: string[], rows: (string | number | null)[][], partial?: string): Step => ({
  kind: "tool",
  toolCallId: "t2",
  name: "query_results",
  ok: true,
  content: "",
  effect: { sql: "select", shown: { title: "orders", columns, rows, ...(partial ? { partial } : {}) } },
  durationMs: 1,
});

const TABLES = [
  {
    name: "orders",
    callId: "c",
    rows: 3,
    columns: [
      { name: "id", type: "BIGINT" },
      { name: "status", type: "VARCHAR" },
      { name: "total", type: "DECIMAL(18,2)" },
    ],
  },
];

const said = async (text: string, steps: Step[]) => {
  const proposal = await next(viewOf(text, catalogue, { steps, tables: TABLES }));
  return proposal.kind === "act" ? proposal.text : proposal;
};

const SHAPE = {
  orders: [{ id: "integer", total: "number", line_items: [{ sku: "string", quantity: "integer" }] }],
};
const described = catalogueWith([
  {
    integration: ORDERS,
    actions: [
      {
        ...action("list-orders", "GET", "/orders", { query: ["since", "until"] }),
        results: { recordsAt: "orders", dates: ["created_at"], money: ["total"], shape: SHAPE },
      },
      action("delete-orders", "DELETE", "/orders"),
      action("refund-order", "POST", "/orders/{{id}}/refund", { body: ["amount"] }),
    ],
  },
]);
const LIST = { tool: "call_action", action: `${SLUG}.list-orders` };

describe("D6, D8: what marks a page is no time", () => {
  it.each([
    [["first", "after"], {}],
    [["limit", "from"], {}],
    [["after"], { after: YESTERDAY[0] }],
    [["from", "to", "kind"], { from: YESTERDAY[0], to: YESTERDAY[1] }],
    [["limit", "since"], { since: YESTERDAY[0] }],
    [["limit", "start", "end"], { start: YESTERDAY[0], end: YESTERDAY[1] }],
  ])("of the inputs %j, yesterday is %j", async (inputs, sent) => {
    const list = action("list-sales", "POST", "/graphql", { body: inputs });
    const shop = catalogueWith([{ integration: ORDERS, actions: [{ ...list, effect: "read" }] }]);
    const proposal = await next(viewOf("list sales of our Internal Orders API for yesterday", shop));
    expect(callIn(proposal)).toEqual({
      tool: "call_action",
      action: `${SLUG}.list-sales`,
      arguments: sent,
    });
  });
});

describe("D6: an input that takes a day is given that of the person", () => {
  it.each([
    ["Asia/Kolkata", "yesterday", "2026-03-17", "2026-03-18"],
    ["America/Los_Angeles", "yesterday", "2026-03-17", "2026-03-18"],
    ["Europe/Berlin", "the last 2 days", "2026-03-16", "2026-03-19"],
  ])("in %s, %s", async (timeZone, phrase, since, until) => {
    const day = { type: "string", format: "date" };
    const list = {
      ...action("list-sales", "GET", "/sales", { query: ["since", "until"] }),
      inputSchema: { type: "object", properties: { since: day, until: day } },
    };
    const shop = catalogueWith([{ integration: ORDERS, actions: [list] }]);
    const view = viewOf(`list sales of our Internal Orders API for ${phrase}`, shop, { timeZone });
    expect(callIn(await next(view))).toMatchObject({ arguments: { since, until } });
    const described = "Internal Orders API: GET /days?since=YYYY-MM-DD for";
    const http = callIn(await next(viewOf(`${described} ${phrase}`, shop, { timeZone })));
    expect(http).toMatchObject({ query: { since } });
  });
});

describe("D8: a request that narrows, or is about lists in the records", () => {
  it.each([
    "total quantity of line items by sku in orders of the last 7 days",
    "total quantity of items by sku in our Internal Orders API",
    "how many line items in the orders of our Internal Orders API",
    "list the orders that are paid in our Internal Orders API",
    "how many orders in our Internal Orders API are paid?",
    "how many orders whose status is paid are in our Internal Orders API?",
    "top 5 orders by total in our Internal Orders API",
  ])("finds what to read: %s", async (text) => {
    expect(callIn(await next(viewOf(text, described)))).toMatchObject(LIST);
  });

  it.each([
    ["#internal-orders-api.delete-orders that are pending", "not what I change"],
    ["Internal Orders API: DELETE /orders that are pending", "“that are pending”"],
    ["Internal Orders API: POST /orders/1042/refund whose total is over 100", "not what I change"],
    ["delete the orders that are pending in our Internal Orders API", "I did not understand"],
    ["delete the line items in our Internal Orders API", "I did not understand"],
    ["refund order 1042 with amount 50 in our Internal Orders API", "I did not understand"],
  ])("changes nothing that it could not narrow: %s", async (text, words) => {
    const proposal = await next(viewOf(text, described));
    expect(proposal.kind === "act" ? proposal.toolCalls : []).toEqual([]);
    expect(
      proposal.kind === "act" ? proposal.text : "toldToUser" in proposal && proposal.toldToUser,
    ).toContain(words);
  });
});

describe("D8: how it goes on", () => {
  const grouped = "Internal Orders API: GET /orders for yesterday, group by status";

  it("computes over the answer", async () => {
    const asked = { query: { since: "2026-03-17T00:00:00.000Z" } };
    const decided: Step = {
      ...{ kind: "assistant", by: "commands", text: "", promptTokens: 0, completionTokens: 0, durationMs: 0 },
      toolCalls: [{ id: "1", name: "call_http", arguments: JSON.stringify(asked) }],
    };
    const steps = [decided, ...called()];
    const proposal = await next(viewOf(grouped, catalogue, { steps, tables: TABLES }));
    expect(callIn(proposal)).toMatchObject({
      tool: "query_results",
      sql: 'SELECT "status", count(*) AS "count" FROM "orders" GROUP BY 1 ORDER BY 2 DESC, 1',
      show: true,
    });
  });

  it("D6: gives no figure of a span of time that neither the API was asked for nor the records tell of", async () => {
    expect(await said(grouped, called())).toBe(
      "I read 3 records, but nothing in them tells which are of “yesterday”. They have: id, status, total.",
    );
  });

  it("says what it found", async () => {
    const counts = queried(
      ["status", "count"],
      [
        ["open", 2],
        ["shipped", 1],
      ],
    );
    expect(await said(grouped, [...called(), counts])).toBe("**3 orders by status**, yesterday");
    const revenue = queried(["sum_total", "count"], [["1234567.50", 3]]);
    expect(await said("Internal Orders API: GET /orders, total revenue", [...called(), revenue])).toBe(
      "Total revenue: **1,234,567.50** over 3 orders (`sum(total)`)",
    );
    const none = queried(["currency", "sum_total", "count"], []);
    expect(await said("Internal Orders API: GET /orders, total revenue", [...called(), none])).toContain(
      "there are no orders",
    );
  });

  it.each([
    ["Internal Orders API: GET /orders, how many premium orders are there?", "premium"],
    ["Internal Orders API: GET /orders, how many big orders, total of large orders?", "big"],
    ["Internal Orders API: GET /orders, how many open orders are there?", undefined],
    ["Internal Orders API: GET /orders, how many of the orders are there?", undefined],
    ["Internal Orders API: GET /orders for yesterday. Count all orders.", undefined],
    ["Internal Orders API: list orders and count by status", undefined],
    ["Internal Orders API: GET /orders. Group the orders by status.", undefined],
  ])("says which words narrowed nothing: %s", async (text, word) => {
    const known = TABLES.map((table) => ({
      ...table,
      columns: table.columns.map((one) =>
        one.name === "status" ? { ...one, kinds: ["open", "paid"] } : one,
      ),
    }));
    const counts = queried(["count"], [[3]]);
    const proposal = await next(viewOf(text, catalogue, { steps: [...called(), counts], tables: known }));
    const told = proposal.kind === "act" ? proposal.text : "";
    if (word === undefined) expect(told).not.toContain("I found nothing");
    else expect(told).toContain(`I found nothing in the records that says “${word}”`);
  });

  it("D5: carries the engine's label of a part", async () => {
    const counts = queried(["count"], [[2000]], "of the first 2,000 of at least 9,400 orders");
    const words = await said("Internal Orders API: GET /orders, how many are there?", [...called(), counts]);
    expect(words).toContain("of the first 2,000 of at least 9,400 orders");
  });

  it("B5: posts where it was asked to, and says so", async () => {
    const text = `${grouped} and post a count in #ops`;
    const counts = queried(["status", "count"], [["open", 3]]);
    const proposal = await next(viewOf(text, catalogue, { steps: [...called(), counts], tables: TABLES }));
    expect(callIn(proposal)).toMatchObject({ tool: "post_message", channel: "#ops", with_result: true });
    const posted: Step = {
      kind: "tool",
      toolCallId: "t3",
      name: "post_message",
      ok: true,
      content: "Posted in #ops",
      effect: { postedIn: { channelId: "C1", name: "ops" } },
      durationMs: 1,
    };
    expect(await said(text, [...called(), counts, posted])).toContain("Posted in #ops.");
  });

  it("gives the facts of one record", async () => {
    const content = 'get-order of Orders answered 200\n{"id":7,"status":"open","items":[1]}';
    expect(await said("Internal Orders API: GET /orders/7", called({ callId: "c" }, content))).toBe(
      "Done: get-order of Orders answered 200.\n• id: 7\n• status: open",
    );
  });

  it("says what went wrong, and ends", async () => {
    const [first, call] = called();
    if (!first || call?.kind !== "tool") throw new Error("steps");
    const failed: Step = { ...call, ok: false, content: "Orders answered 500. Try again later" };
    expect(await said(grouped, [first, failed])).toBe("Orders answered 500. Try again later");
  });

  it("says what the records have when they lack what was asked for", async () => {
    expect(await said("Internal Orders API: GET /orders, group by mood", called())).toBe(
      "I read 3 records, but the records have no “mood”. They have: id, status, total.",
    );
  });
});

describe("I1: whatever is said", () => {
  const words = [
    "Internal Orders API",
    "WMS",
    "#wms-api.list-stock",
    "#other-api.get",
    "Chief",
    "GET /orders",
    "DELETE /orders/7",
    "POST",
    "yesterday",
    "since=ISO8601",
    '{"a":1}',
    "{",
    "}",
    "group by status",
    "top 5 by total",
    "total revenue",
    "post it in #ops",
    "<#C1|ops>",
    "1042",
    "{id}",
    "<id>",
    "https://evil.test/x",
    "..",
    "\u202e",
    "help",
    "status=open",
    "last 24 hours",
  ];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 12 })
    .map((parts) => parts.join(" "));

  it("never throws, and never calls what is not connected", async () => {
    const slugs = catalogue.integrations.map(({ slug }) => slug);
    await fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (asked, hasCalled) => {
        const proposal = await next(
          viewOf(asked, catalogue, hasCalled ? { steps: called(), tables: TABLES } : {}),
        );
        if (proposal.kind !== "act") return;
        for (const { name, arguments: given } of proposal.toolCalls) {
          const input = JSON.parse(given) as { integration?: string; action?: string };
          if (name === "call_http") expect(slugs).toContain(input.integration);
          if (name === "call_action") expect(slugs).toContain(input.action?.split(".")[0]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("calls nothing where nothing is connected", async () => {
    await fc.assert(
      fc.asyncProperty(text, async (asked) => {
        const proposal = await next(viewOf(asked, catalogueWith([])));
        expect(proposal.kind === "act" ? proposal.toolCalls : []).toEqual([]);
      }),
    );
  });
});
