import type { Json, JsonObject } from "../../../kernel/index.ts";
import { ref } from "../http/describe.ts";
import { WAREHOUSES } from "../world/products.ts";

const instant = { type: "string", format: "date-time" };
const count = { type: "integer", minimum: 0 };
const warehouse = { type: "string", enum: WAREHOUSES.map(({ code }) => code) };
const levels = {
  on_hand: count,
  reserved: count,
  available: { ...count, description: "on_hand less reserved" },
};

const StockLevel: JsonObject = {
  type: "object",
  required: ["sku", "name", "warehouse", "on_hand", "reserved", "available"],
  properties: { sku: { type: "string" }, name: { type: "string" }, warehouse, ...levels },
};

const ProductStock: JsonObject = {
  type: "object",
  required: ["sku", "name", "on_hand", "reserved", "available", "warehouses"],
  properties: {
    sku: { type: "string" },
    name: { type: "string" },
    ...levels,
    warehouses: { type: "array", items: ref("StockLevel") },
  },
};

const NewReservation: JsonObject = {
  type: "object",
  required: ["order_id", "sku", "quantity"],
  additionalProperties: false,
  properties: {
    order_id: { type: "integer", minimum: 1, description: "An order of the Internal Orders API." },
    sku: { type: "string" },
    quantity: { type: "integer", minimum: 1, maximum: 999 },
    warehouse: { ...warehouse, description: "The one with most available, unless given." },
  },
};

const Reservation: JsonObject = {
  type: "object",
  required: ["id", "order_id", "sku", "warehouse", "quantity", "status", "created_at", "released_at"],
  properties: {
    id: { type: "string" },
    order_id: { type: "integer" },
    sku: { type: "string" },
    warehouse,
    quantity: { type: "integer", minimum: 1 },
    status: { type: "string", enum: ["active", "released"] },
    created_at: instant,
    released_at: { type: ["string", "null"], format: "date-time" },
  },
};

const Shipment: JsonObject = {
  type: "object",
  required: ["id", "order_id", "carrier", "tracking_number", "status", "shipped_at"],
  properties: {
    id: { type: "string" },
    order_id: { type: "integer" },
    carrier: { type: "string" },
    tracking_number: { type: "string" },
    status: { type: "string", enum: ["in_transit", "delivered"] },
    shipped_at: instant,
  },
};

const Warehouse: JsonObject = {
  type: "object",
  required: ["code", "name", "country"],
  properties: { code: warehouse, name: { type: "string" }, country: { type: "string" } },
};

function pageOf(schema: string): JsonObject {
  return {
    type: "object",
    required: ["items", "page", "per_page", "total_items", "total_pages"],
    properties: {
      items: { type: "array", items: ref(schema) },
      page: { type: "integer" },
      per_page: { type: "integer" },
      total_items: count,
      total_pages: count,
    },
  };
}

export const SCHEMAS: Readonly<Record<string, JsonObject>> = {
  StockLevel,
  ProductStock,
  NewReservation,
  Reservation,
  Shipment,
  Warehouse,
  StockLevelPage: pageOf("StockLevel"),
  ShipmentPage: pageOf("Shipment"),
};

export const LEVEL_EXAMPLE: Json = {
  sku: "KET-GLS-17",
  name: "Glass kettle 1.7 l",
  warehouse: "BER",
  on_hand: 112,
  reserved: 2,
  available: 110,
};

export const RESERVATION_EXAMPLE: Json = {
  id: "res_1",
  order_id: 1234,
  sku: "KET-GLS-17",
  warehouse: "BER",
  quantity: 2,
  status: "active",
  created_at: "2026-11-21T09:30:00.000Z",
  released_at: null,
};

export const SHIPMENT_EXAMPLE: Json = {
  id: "shp_1003",
  order_id: 1003,
  carrier: "DHL",
  tracking_number: "DHL007942757",
  status: "in_transit",
  shipped_at: "2026-11-19T14:02:11.000Z",
};
