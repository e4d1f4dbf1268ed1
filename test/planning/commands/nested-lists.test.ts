import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSqlEngine, type SqlEngine } from "../../../src/results/index.ts";
import { silentLogger } from "../../support/silent-logger.ts";
import { askRecords } from "./ask-records.ts";
import { SHOP_ORDERS } from "./shop-orders.ts";

let sql: SqlEngine;
beforeAll(() => {
  sql = createSqlEngine({ logger: silentLogger(), atOnce: 1 });
});
afterAll(() => sql.close());

const ask = (text: string, more: { isPartial?: boolean } = {}) =>
  askRecords(sql, { name: "orders", records: SHOP_ORDERS, text, ...more });

type Answered = readonly [text: string, columns: readonly string[], rows: unknown[][], words?: string];

/** [what is asked, the columns, the rows, words of the answer] */
const ANSWERED: readonly Answered[] = [
  [
    "Total quantity of line items by sku in orders of the last 7 days",
    ["sku", "sum_quantity", "count"],
    [
      ["A", 5, 2],
      ["B", 1, 1],
    ],
    "**Total quantity of line items of orders by sku**, the last 7 days",
  ],
  [
    "total quantity by sku",
    ["sku", "sum_quantity", "count"],
    [
      ["A", 6, 3],
      ["B", 1, 1],
    ],
  ],
  [
    "total item quantity by sku",
    ["sku", "sum_quantity", "count"],
    [
      ["A", 6, 3],
      ["B", 1, 1],
    ],
  ],
  [
    "total quantity of paid orders by sku",
    ["sku", "sum_quantity", "count"],
    [
      ["A", 2, 1],
      ["B", 1, 1],
    ],
    "where orders_status is paid",
  ],
  ["total quantity of the items in open orders", ["sum_quantity", "count"], [[3, 1]]],
  ["total quantity of the items that are sent", ["sum_quantity", "count"], [[6, 3]], "where status is sent"],
  [
    "total quantity of items per customer",
    ["customer_name", "sum_quantity", "count"],
    [
      ["Ada", 3, 2],
      ["Bo", 3, 1],
      ["Cy", 1, 1],
    ],
  ],
  [
    "total quantity of items per day",
    ["day", "sum_quantity", "count"],
    [
      ["2026-02-01", 1, 1],
      ["2026-03-16", 3, 1],
      ["2026-03-17", 3, 2],
    ],
  ],
  [
    "average price of the items",
    ["currency", "avg_price", "count"],
    [
      ["EUR", 9.1667, 3],
      ["USD", 1, 1],
    ],
    "Average price: **9.1667 EUR** over 3 line items of orders",
  ],
  ["count the line items", ["count"], [[4]], "**4 line items of orders**"],
  ["how many items are in the orders?", ["count"], [[4]]],
  ["how many items are held in paid orders?", ["count"], [[1]]],
  [
    "count the items by order status",
    ["orders_status", "count"],
    [
      ["paid", 2],
      ["open", 1],
      ["refunded", 1],
    ],
  ],
  [
    "count the items per item status",
    ["status", "count"],
    [
      ["sent", 3],
      ["held", 1],
    ],
  ],
  ["how many different skus", ["count"], [[2]], "**2 different skus**"],
  ["how many distinct tags", ["count"], [[2]]],
  [
    "top 2 items by quantity",
    ["sku", "quantity", "price", "status", "id", "orders_status"],
    [
      ["A", 3, "2.50", "sent", 1, "open"],
      ["A", 2, "5.00", "sent", 1, "paid"],
    ],
  ],
  ["top 1 skus by quantity", ["sku", "sum_quantity", "count"], [["A", 6, 3]]],
  [
    "average order total",
    ["currency", "avg_total", "count"],
    [
      ["EUR", 18.75, 2],
      ["USD", 1, 1],
    ],
  ],
  [
    "count the orders with a total of at least 7.5 by region",
    ["region", "count"],
    [
      ["north", 1],
      ["south", 1],
    ],
  ],
  // Of what is added up or counted, the records stay the records.
  ["total revenue of the vip ones", ["currency", "sum_total", "count"], [["EUR", "30.00", 1]]],
  ["how many are there?", ["count"], [[3]], "**3 orders**"],
  [
    "top 2 customers by total",
    ["customer_name", "currency", "sum_total", "count"],
    [
      ["Ada", "EUR", "30.00", 1],
      ["Bo", "EUR", "7.50", 1],
    ],
  ],
];

/** Records that are counted by what their elements have count once under each, also where two have one id. */
const COUNTED_ONCE: readonly (readonly [string, readonly unknown[][], string])[] = [
  [
    "how many orders per sku",
    [
      ["A", 3],
      ["B", 1],
    ],
    "each counts once under every sku of its line items",
  ],
  [
    "group by sku and count",
    [
      ["A", 3],
      ["B", 1],
    ],
    "**Orders by sku**",
  ],
  [
    "count orders by tag",
    [
      ["gift", 2],
      ["late", 1],
    ],
    "**Orders by tag**",
  ],
];

/** [what is asked, what is said instead of a number] */
const ASKED_BACK: readonly (readonly [string, string])[] = [
  ["total revenue by sku", "the revenue is of each order, not of its line items"],
  ["revenue per sku", "the revenue is of each order, not of its line items"],
  ["sum of quantity times price by sku", "“times” is more than I can work out"],
  ["what is the average number of items per order?", "“average” is more than I can work out"],
  ["count the percentage of paid orders", "“percentage” is more than"],
  ["total revenue of the line items", "an order would count once for each"],
  ["how many orders have items?", "I cannot choose among the orders by their line items"],
  ["top 5 orders by quantity", "I cannot choose among the orders by their line items"],
  ["how many line items by status", "say “per item status” or “per order status”"],
  ["count the line items and the tags", "Name one: tags or line items"],
  ["total quantity of items by mood", "the records have no “mood”. They have: sku, quantity, price"],
  ["total mood by sku", "Their line_items have: sku, quantity, price, status"],
];

describe("D4, D8: the commands ask over the lists in the records", () => {
  it.each(ANSWERED.map((one) => [one[0], one] as const))(
    "%s",
    async (text, [, columns, rows, words = ""]) => {
      const told = await ask(text);
      expect(told).toMatchObject({ columns, rows: expect.arrayContaining(rows) });
      expect(told.rows).toHaveLength(rows.length);
      expect(told.text).toContain(words);
      expect(told.text).not.toContain("I found nothing");
    },
  );

  it.each(COUNTED_ONCE)("%s", async (text, rows, words) => {
    const told = await ask(text);
    expect(told.rows).toEqual(rows);
    expect(told.text).toContain(words);
  });

  it.each(ASKED_BACK)("gives no number for “%s”, but says why", async (text, words) => {
    const told = await ask(text);
    expect(told.text).toContain(words);
    expect(told.rows).toBeUndefined();
  });

  it("asks which list, where two have what is asked for", async () => {
    const pair = (n: number): { name: string; n: number }[] => [{ name: "x", n }];
    const records = [{ id: 1, debits: pair(1), credits: pair(2) }];
    const told = await askRecords(sql, { name: "accounts", records, text: "total n by name" });
    expect(told.text).toContain("Name one: debits or credits");
    const named = await askRecords(sql, {
      name: "accounts",
      records,
      text: "total n of the credits by name",
    });
    expect(named.rows).toEqual([["x", 2, 1]]);
  });

  it("takes a past form for a value, and not for the name of a list", async () => {
    const records = [{ id: 1, status: "refunded", refunds: [{ amount: 5 }, { amount: 6 }] }];
    const told = await askRecords(sql, { name: "orders", records, text: "how many are refunded?" });
    expect(told).toMatchObject({ rows: [[1]] });
  });

  it("D5: a number over the lists of a part of the records is labelled", async () => {
    expect((await ask("total quantity of items", { isPartial: true })).text).toContain(
      "of the first 3 orders",
    );
  });
});
