import { describe, expect, it } from "vitest";
import { attachmentsIn, slipText } from "../../src/planning/attachments.ts";
import {
  createCommandPlanner,
  createPlanner,
  type Planner,
  toolKnowledge,
} from "../../src/planning/index.ts";
import { action } from "../support/team.ts";
import { catalogueWith, integrationOf, viewOf } from "./commands/fixtures.ts";

const ORDERS = integrationOf("Internal Orders API");
const WMS = integrationOf("WMS API", { health: "failing" });
const catalogue = catalogueWith([
  {
    integration: ORDERS,
    actions: [
      action("list-orders", "GET", "/orders", { query: ["status"] }),
      action("get-order", "GET", "/orders/{{id}}"),
      action("cancel-order", "POST", "/orders/{{id}}/cancel"),
      action("wipe", "POST", "/wipe", { enabled: false }),
    ],
  },
  { integration: WMS, actions: [action("list-stock", "GET", "/stock"), action("list-orders", "GET", "/o")] },
]);

/** [the message, what is attached, what is a slip] */
const MESSAGES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["#internal-orders-api how many are open?", ["internal-orders-api"], []],
  ["run #internal-orders-api.list-orders please", ["internal-orders-api.list-orders"], []],
  ["<#C0AB|internal-orders-api> list them", ["internal-orders-api"], []],
  ["<#C0AB|wms-api>.list-stock", ["wms-api.list-stock"], []],
  [
    "compare #wms-api.list-stock with #internal-orders-api.list-orders",
    ["wms-api.list-stock", "internal-orders-api.list-orders"],
    [],
  ],
  ["#INTERNAL-ORDERS-API.List-Orders", ["internal-orders-api.list-orders"], []],
  ["post the count in #wms-api", [], []],
  ["post the count in <#C0AB|wms-api>", [], []],
  ["what is new in #ops and order #1042?", [], []],
  ["see https://acme.test/page#wms-api and a<#C0AB>", [], []],
  ["#internal-order-api list", [], ["#internal-order-api"]],
  ["#interal-orders-api.list-orders", [], ["#interal-orders-api.list-orders"]],
  ["#nothing.here", [], ["#nothing.here"]],
  ["#internal-orders-api.list-order", ["internal-orders-api.?"], ["#internal-orders-api.list-order"]],
  ["#internal-orders-api.wipe", ["internal-orders-api.?"], ["#internal-orders-api.wipe"]],
];

describe("B8: what a message attaches", () => {
  it.each(MESSAGES)("“%s”", (text, wanted, slips) => {
    const found = attachmentsIn(text, catalogue);
    const names = found.attached.map(({ integration, action: named, actionName }) =>
      actionName === undefined ? integration.slug : `${integration.slug}.${named?.name ?? "?"}`,
    );
    expect(names).toEqual(wanted);
    expect(found.slips.map(({ written }) => written)).toEqual(slips);
  });

  it.each([
    ["#interal-orders-api.list-orders", "Did you mean `#internal-orders-api.list-orders`?"],
    ["#internal-orders-api.list-order", "`#internal-orders-api.list-orders`"],
    ["#nothing.here", "I know nothing called `#nothing.here`. Say `integrations`"],
  ])("says what is near “%s”", (text, words) => {
    const [slip] = attachmentsIn(text, catalogue).slips;
    expect(slip && slipText(slip)).toContain(words);
  });
});

describe("B8: what the model is told", () => {
  it("only holds actions of the attached integration, also of one that fails", async () => {
    const text = await toolKnowledge("#wms-api what do we have?", catalogue);
    expect(text).toContain("wms-api.list-");
    expect(text).not.toContain("internal-orders-api.list-orders");
  });

  it("begins with the attached action, in full", async () => {
    const text = await toolKnowledge(
      "#internal-orders-api.cancel-order 7, the customer asked for stock orders",
      catalogue,
    );
    const [heading, first, second] = text.slice(text.indexOf("Actions of")).split("\n");
    expect(heading).toBe("Actions of what the person attached, the named ones first:");
    expect(first).toMatch(/^internal-orders-api\.cancel-order — /);
    expect(second).toBe("  POST /orders/{id}/cancel");
  });

  it("says which name is not there, and what is near", async () => {
    const text = await toolKnowledge("#internal-orders-api.list-order today", catalogue);
    expect(text).toContain("The person wrote #internal-orders-api.list-order, which is not there.");
    expect(text).toContain("Did you mean `#internal-orders-api.list-orders`");
  });

  it("D1: leaves out what fails unless it is named, and says that it fails", async () => {
    const text = await toolKnowledge("list the stock", catalogue);
    expect(text).not.toContain("wms-api.list-stock");
    expect(text).toContain("wms-api: 2, failing");
  });
});

const commands = createCommandPlanner();
const neverAsked: Planner = {
  next: async () => ({ kind: "fail", code: "model", toldToUser: "the model was asked" }),
};

async function answerTo(text: string, planner: Planner = commands): Promise<string> {
  const proposal = await planner.next(viewOf(text, catalogue), { signal: new AbortController().signal });
  if (proposal.kind !== "act") return proposal.toldToUser;
  const call = proposal.toolCalls[0];
  return call ? `${call.name} ${call.arguments}` : proposal.text;
}

describe("B8: by the built-in commands", () => {
  it("calls the attached action", async () => {
    expect(await answerTo("#internal-orders-api.get-order 1042")).toBe(
      'call_action {"action":"internal-orders-api.get-order","arguments":{"id":"1042"}}',
    );
  });

  it.each([
    ["#internal-orders-api.list-order", "Did you mean `#internal-orders-api.list-orders`"],
    ["list orders in #internal-order-api", "Did you mean `#internal-orders-api`?"],
  ])("says what is near where “%s” is not there", async (text, words) => {
    expect(await answerTo(text)).toContain(words);
  });

  it("D8: serves what names an action and nothing else without the model, and leaves the rest to it", async () => {
    const auto = createPlanner({ mode: "auto", commands, model: neverAsked });
    expect(await answerTo("#internal-orders-api.list-orders status=open", auto)).toContain("call_action");
    expect(await answerTo("#internal-orders-api.get-order", auto)).toBe("the model was asked");
    expect(await answerTo("#internal-orders-api.list-orders and who complained most?", auto)).toBe(
      "the model was asked",
    );
  });
});

describe("D1: finding an action in chat", () => {
  it.each([
    ["find cancel an order", "#internal-orders-api.cancel-order"],
    ["search for an action to cancel orders", "#internal-orders-api.cancel-order"],
    ["which actions can cancel something?", "#internal-orders-api.cancel-order"],
    ["find actions in #wms-api", "#wms-api.list-stock"],
  ])("“%s” lists %s", async (text, name) => {
    expect(await answerTo(text)).toContain(`\`${name}\``);
  });

  it("tells what an action needs and whether it changes something", async () => {
    expect(await answerTo("find cancel order")).toContain(
      "• `#internal-orders-api.cancel-order` cancel order, needs `id`, changes something",
    );
  });

  it("leaves out the HTML that some descriptions are written in, and what fails unless it is named", async () => {
    const shop = integrationOf("Shop");
    const refund = action("refund", "POST", "/r", { title: "<p>Give it <a href='/x'>back</a>.</p>" });
    const other = catalogueWith([
      { integration: shop, actions: [refund] },
      { integration: WMS, actions: [action("list-stock", "GET", "/stock")] },
    ]);
    const proposal = await commands.next(viewOf("find refund", other), {
      signal: new AbortController().signal,
    });
    const text = proposal.kind === "act" ? proposal.text : "";
    expect(text).toContain("• `#shop.refund` Give it back .");
    expect(text).toContain("Left out, because they are failing: WMS API");
    expect(await toolKnowledge("refund", other)).toContain("shop.refund — Give it back .");
  });

  it("says plainly when nothing fits", async () => {
    expect(await answerTo("find an action for xylophones")).toContain("No action fits “xylophones”");
  });

  it("is not in the way of an explicit request that begins with find", async () => {
    expect(await answerTo("find order 1042 in our Internal Orders API")).toContain("call_action");
  });

  it("lists actions for “find actions …” also where there is a model", async () => {
    const auto = createPlanner({ mode: "auto", commands, model: neverAsked });
    expect(await answerTo("find an action to cancel an order", auto)).toContain("cancel-order");
    expect(await answerTo("find the order of Ada", auto)).toBe("the model was asked");
  });
});
