import type { JsonObject } from "../../../src/kernel/index.ts";

/**
 * Orders with two lists in each. Two have the same id, an element and its record have a `status` each, and a price stands
 * beside a quantity.
 */
export const SHOP_ORDERS: JsonObject[] = [
  {
    ...{ id: 1, status: "paid", region: "north", total: "30.00", currency: "EUR", vip: true },
    ...{ created_at: "2026-03-17T09:00:00Z", customer: { name: "Ada" }, tags: ["gift"] },
    line_items: [
      { sku: "A", quantity: 2, price: "5.00", status: "sent" },
      { sku: "B", quantity: 1, price: "20.00", status: "held" },
    ],
  },
  {
    ...{ id: 1, status: "open", region: "south", total: "7.50", currency: "EUR", vip: false },
    ...{ created_at: "2026-03-16T09:00:00Z", customer: { name: "Bo" }, tags: ["gift", "late", "gift"] },
    line_items: [{ sku: "A", quantity: 3, price: "2.50", status: "sent" }],
  },
  {
    ...{ id: 3, status: "refunded", region: "east", total: "1.00", currency: "USD", vip: null },
    ...{ created_at: "2026-02-01T09:00:00Z", customer: { name: "Cy" }, tags: [] },
    line_items: [{ sku: "A", quantity: 1, price: "1.00", status: "sent" }],
  },
];
