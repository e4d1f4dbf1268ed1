import type { Json, JsonObject } from "../../../kernel/index.ts";
import { ref } from "../http/describe.ts";
import { ORDER_STATUSES } from "../world/order.ts";

const instant = { type: "string", format: "date-time" };
const instantOrNull = { type: ["string", "null"], format: "date-time" };
const money = { type: "number", minimum: 0, multipleOf: 0.01 };
const NOTE = { type: ["string", "null"], maxLength: 500 };

const Customer: JsonObject = {
  type: "object",
  required: ["id", "name", "email"],
  properties: {
    id: { type: "string", examples: ["cus_0001"] },
    name: { type: "string" },
    email: { type: "string", format: "email" },
  },
};

const OrderItem: JsonObject = {
  type: "object",
  required: ["sku", "quantity", "unit_price"],
  properties: {
    sku: { type: "string", description: "The same as in the WMS API." },
    quantity: { type: "integer", minimum: 1 },
    unit_price: { ...money, description: "In units of the order's currency." },
  },
};

const Order: JsonObject = {
  type: "object",
  required: ["id", "status", "customer", "items", "currency", "total", "created_at", "updated_at"],
  properties: {
    id: { type: "integer" },
    status: ref("OrderStatus"),
    customer: ref("Customer"),
    items: { type: "array", items: ref("OrderItem") },
    currency: { type: "string", enum: ["USD"] },
    total: { ...money, description: "The sum of quantity times unit price over all items." },
    refunded_amount: { ...money, description: "How much of the total was given back." },
    note: NOTE,
    carrier: { type: ["string", "null"], description: "Null until the order is shipped." },
    tracking_number: { type: ["string", "null"], description: "Null until the order is shipped." },
    created_at: instant,
    updated_at: instant,
    shipped_at: instantOrNull,
  },
};

const NewOrder: JsonObject = {
  type: "object",
  required: ["customer_id", "items"],
  additionalProperties: false,
  properties: {
    customer_id: { type: "string", description: "The id of an existing customer." },
    items: {
      type: "array",
      minItems: 1,
      maxItems: 50,
      items: {
        type: "object",
        required: ["sku", "quantity"],
        additionalProperties: false,
        properties: { sku: { type: "string" }, quantity: { type: "integer", minimum: 1, maximum: 999 } },
      },
    },
    note: NOTE,
  },
};

const OrderChange: JsonObject = {
  type: "object",
  minProperties: 1,
  additionalProperties: false,
  properties: {
    status: {
      type: "string",
      enum: ["paid", "shipped", "delivered", "cancelled"],
      description: "The next status. Shipping gives the order its tracking number.",
    },
    carrier: {
      type: "string",
      enum: ["DHL", "UPS", "FEDEX"],
      description: "Only together with status shipped; DHL unless given.",
    },
    note: NOTE,
  },
};

const Refund: JsonObject = {
  type: "object",
  additionalProperties: false,
  properties: {
    amount: {
      type: "number",
      exclusiveMinimum: 0,
      multipleOf: 0.01,
      description: "All that is left, unless given.",
    },
    reason: { type: "string", maxLength: 500 },
  },
};

function pageOf(schema: string): JsonObject {
  return {
    type: "object",
    required: ["data", "next_cursor", "has_more", "total"],
    properties: {
      data: { type: "array", items: ref(schema) },
      next_cursor: { type: ["string", "null"], description: "For the next page; null on the last one." },
      has_more: { type: "boolean" },
      total: { type: "integer", description: "How many match the filters in all." },
    },
  };
}

export const SCHEMAS: Readonly<Record<string, JsonObject>> = {
  OrderStatus: { type: "string", enum: [...ORDER_STATUSES] },
  Customer,
  OrderItem,
  Order,
  NewOrder,
  OrderChange,
  Refund,
  OrderPage: pageOf("Order"),
  CustomerPage: pageOf("Customer"),
};

export const CUSTOMER_EXAMPLE: Json = { id: "cus_0007", name: "Ada Baker", email: "ada.baker.7@example.com" };

export const ORDER_EXAMPLE: Json = {
  id: 1042,
  status: "pending",
  customer: CUSTOMER_EXAMPLE,
  items: [{ sku: "KET-GLS-17", quantity: 2, unit_price: 49.9 }],
  currency: "USD",
  total: 99.8,
  refunded_amount: 0,
  note: null,
  carrier: null,
  tracking_number: null,
  created_at: "2026-11-06T02:41:07.512Z",
  updated_at: "2026-11-06T02:41:07.512Z",
  shipped_at: null,
};
