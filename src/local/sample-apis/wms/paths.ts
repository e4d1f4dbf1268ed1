import type { ApiDocument } from "../http/api.ts";
import { IDEMPOTENCY_KEY, inPath, inQuery, jsonContent, ref, responses } from "../http/describe.ts";
import { WAREHOUSES } from "../world/products.ts";
import { LEVEL_EXAMPLE, RESERVATION_EXAMPLE, SHIPMENT_EXAMPLE } from "./schemas.ts";

export const DEFAULT_PER_PAGE = 25;

const warehouseCode = { type: "string", enum: WAREHOUSES.map(({ code }) => code) };
const PAGE = [
  inQuery("page", { type: "integer", minimum: 1 }, "Which page, from 1.", 1),
  inQuery(
    "per_page",
    { type: "integer", minimum: 1, maximum: 100 },
    `Entries a page; ${DEFAULT_PER_PAGE} unless given.`,
    100,
  ),
];
const pageOfOne = { page: 1, per_page: DEFAULT_PER_PAGE, total_items: 1, total_pages: 1 };
const reservationId = inPath("id", { type: "string" }, "The reservation's id.", "res_1");
const reservation = { status: 200 as const, schema: ref("Reservation"), example: RESERVATION_EXAMPLE };

/** All operations of the WMS API. */
export const PATHS: ApiDocument["paths"] = {
  "/inventory": {
    get: {
      operationId: "listInventory",
      summary: "List inventory",
      description: "How much of each product is in each warehouse.",
      tags: ["inventory"],
      parameters: [
        inQuery("sku", { type: "string" }, "Only this product.", "KET-GLS-17"),
        inQuery("warehouse", warehouseCode, "Only this warehouse.", "BER"),
        ...PAGE,
      ],
      responses: responses({
        status: 200,
        description: "A page of stock levels, by product and warehouse.",
        schema: ref("StockLevelPage"),
        example: { items: [LEVEL_EXAMPLE], ...pageOfOne },
      }),
    },
  },
  "/inventory/{sku}": {
    get: {
      operationId: "getInventory",
      summary: "Get the inventory of a product",
      description: "The sum over all warehouses, and each.",
      tags: ["inventory"],
      parameters: [inPath("sku", { type: "string" }, "The product.", "KET-GLS-17")],
      responses: responses(
        {
          status: 200,
          description: "Its stock.",
          schema: ref("ProductStock"),
          example: {
            sku: "KET-GLS-17",
            name: "Glass kettle 1.7 l",
            on_hand: 112,
            reserved: 2,
            available: 110,
            warehouses: [LEVEL_EXAMPLE],
          },
        },
        404,
      ),
    },
  },
  "/reservations": {
    post: {
      operationId: "createReservation",
      summary: "Reserve stock for an order",
      tags: ["reservations"],
      parameters: [IDEMPOTENCY_KEY],
      requestBody: {
        required: true,
        content: jsonContent(ref("NewReservation"), { order_id: 1234, sku: "KET-GLS-17", quantity: 2 }),
      },
      responses: responses({ ...reservation, status: 201, description: "The new reservation." }, 409, 422),
    },
  },
  "/reservations/{id}": {
    get: {
      operationId: "getReservation",
      summary: "Get a reservation",
      tags: ["reservations"],
      parameters: [reservationId],
      responses: responses({ ...reservation, description: "The reservation." }, 404),
    },
    delete: {
      operationId: "releaseReservation",
      summary: "Release a reservation",
      description: "What it kept is available again.",
      tags: ["reservations"],
      parameters: [reservationId],
      responses: responses({ ...reservation, description: "The released reservation." }, 404, 409),
    },
  },
  "/shipments": {
    get: {
      operationId: "listShipments",
      summary: "List shipments",
      description: "What has left a warehouse, newest first.",
      tags: ["shipments"],
      parameters: [
        inQuery("order_id", { type: "integer", minimum: 1 }, "Only those of this order.", 1003),
        ...PAGE,
      ],
      responses: responses({
        status: 200,
        description: "A page of shipments.",
        schema: ref("ShipmentPage"),
        example: { items: [SHIPMENT_EXAMPLE], ...pageOfOne },
      }),
    },
  },
  "/warehouses": {
    get: {
      operationId: "listWarehouses",
      summary: "List warehouses",
      tags: ["inventory"],
      responses: responses({
        status: 200,
        description: "All warehouses.",
        schema: {
          type: "object",
          required: ["items"],
          properties: { items: { type: "array", items: ref("Warehouse") } },
        },
        example: { items: WAREHOUSES.map((warehouse) => ({ ...warehouse })) },
      }),
    },
  },
};
