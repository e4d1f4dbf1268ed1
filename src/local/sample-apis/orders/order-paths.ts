import type { Json, JsonObject } from "../../../kernel/index.ts";
import type { ApiDocument } from "../http/api.ts";
import { IDEMPOTENCY_KEY, inPath, inQuery, jsonContent, ref, responses } from "../http/describe.ts";
import { PAGE_PARAMETERS } from "./page-parameters.ts";
import { ORDER_EXAMPLE } from "./schemas.ts";
import { ORDER_SORTS } from "./sort-orders.ts";

const tags = ["orders"];
const instantOrDay: JsonObject = { type: "string", anyOf: [{ format: "date-time" }, { format: "date" }] };
const orderId = inPath("id", { type: "integer", minimum: 1 }, "The order's number.", 1042);
const order = (description: string, change: JsonObject = {}) => ({
  status: 200 as const,
  description,
  schema: ref("Order"),
  example: { ...(ORDER_EXAMPLE as JsonObject), ...change } as Json,
});
const body = (schema: string, example: Json, required = true) => ({
  required,
  content: jsonContent(ref(schema), example),
});

/** The operations on orders. */
export const ORDER_PATHS: ApiDocument["paths"] = {
  "/orders": {
    get: {
      operationId: "listOrders",
      summary: "List orders",
      description:
        "Newest first. For the orders of a time span, give `since` and `until`; follow `next_cursor` for all.",
      tags,
      parameters: [
        inQuery(
          "since",
          instantOrDay,
          "Only orders created at or after this instant or day (UTC).",
          "2026-11-20T00:00:00Z",
        ),
        inQuery(
          "until",
          instantOrDay,
          "Only orders created before this instant or day (UTC).",
          "2026-11-21T00:00:00Z",
        ),
        inQuery("status", ref("OrderStatus"), "Only orders in this status.", "paid"),
        inQuery("customer_id", { type: "string" }, "Only orders of this customer.", "cus_0007"),
        inQuery(
          "sort",
          { type: "string", enum: [...ORDER_SORTS] },
          "What to sort by; - means descending. -created_at unless given.",
        ),
        ...PAGE_PARAMETERS,
      ],
      responses: responses({
        status: 200,
        description: "A page of orders.",
        schema: ref("OrderPage"),
        example: {
          data: [ORDER_EXAMPLE],
          next_cursor: "eyJzIjoiLWNyZWF0ZWRfYXQifQ",
          has_more: true,
          total: 371,
        },
      }),
    },
    post: {
      operationId: "createOrder",
      summary: "Create an order",
      description: "The order begins as pending, at today's prices.",
      tags,
      parameters: [IDEMPOTENCY_KEY],
      requestBody: body("NewOrder", { customer_id: "cus_0007", items: [{ sku: "KET-GLS-17", quantity: 2 }] }),
      responses: responses({ ...order("The new order."), status: 201 }, 422),
    },
  },
  "/orders/{id}": {
    get: {
      operationId: "getOrder",
      summary: "Get an order",
      tags,
      parameters: [orderId],
      responses: responses(order("The order."), 404),
    },
    patch: {
      operationId: "updateOrder",
      summary: "Update an order",
      description: "Changes the status or the note. Shipping sets the tracking number.",
      tags,
      parameters: [orderId],
      requestBody: body("OrderChange", { status: "shipped", carrier: "UPS" }),
      responses: responses(order("The order as it is now.", { status: "shipped" }), 404, 409),
    },
    delete: {
      operationId: "cancelOrder",
      summary: "Cancel an order",
      description: "Only while it is pending or paid; once shipped, it can only be refunded.",
      tags,
      parameters: [orderId],
      responses: responses(order("The cancelled order.", { status: "cancelled" }), 404, 409),
    },
  },
  "/orders/{id}/refund": {
    post: {
      operationId: "refundOrder",
      summary: "Refund an order",
      description:
        "Gives money back, all that is left unless an amount is given. All given back, it is refunded.",
      tags,
      parameters: [orderId, IDEMPOTENCY_KEY],
      requestBody: body("Refund", { amount: 49.9, reason: "One kettle arrived broken" }, false),
      responses: responses(
        order("The order as it is now.", { status: "paid", refunded_amount: 49.9 }),
        404,
        409,
        422,
      ),
    },
  },
};
