import type { JsonObject } from "../../../kernel/index.ts";
import type { ApiRequest } from "../http/api.ts";
import { conflict, invalid } from "../http/problem.ts";
import type { Customer } from "../world/customers.ts";
import {
  DEFAULT_CARRIER,
  nextStatuses,
  type Order,
  type OrderItem,
  type OrderStatus,
  shipped,
} from "../world/order.ts";
import { PRODUCTS } from "../world/products.ts";
import { newOrder } from "../world/seed-orders.ts";

/** A body that satisfies `NewOrder`. */
interface NewOrderBody {
  readonly customer_id: string;
  readonly items: readonly { readonly sku: string; readonly quantity: number }[];
  readonly note?: string | null;
}

/** The pending order that `body` asks for. @throws Problem 400 for an unknown customer or product */
export function orderFrom(given: ApiRequest, id: number, customers: readonly Customer[]): Order {
  const body = given.body as unknown as NewOrderBody;
  const customer = customers.find((one) => one.id === body.customer_id);
  if (!customer) throw invalid([{ field: "customer_id", message: `names nobody: ${body.customer_id}` }]);
  const items = body.items.map(pricedItem);
  return newOrder({ id, customer, items, created_at: given.now.toISOString(), note: body.note ?? null });
}

function pricedItem({ sku, quantity }: { sku: string; quantity: number }, at: number): OrderItem {
  const product = PRODUCTS.find((one) => one.sku === sku);
  if (!product) throw invalid([{ field: `items[${at}].sku`, message: `is not in the range: ${sku}` }]);
  return { sku, quantity, unit_price: product.priceCents / 100 };
}

/** `order` after the change that `body` asks for. @throws Problem 400, or 409 when it cannot be from where it is */
export function changed(order: Order, body: JsonObject, at: string): Order {
  const { status, carrier } = body;
  if (carrier !== undefined && status !== "shipped") {
    throw invalid([{ field: "carrier", message: "may only be given together with status shipped" }]);
  }
  const moved =
    status === undefined ? order : movedTo(order, status as OrderStatus, { carrier: carrier as string, at });
  return { ...moved, note: "note" in body ? (body["note"] as string | null) : order.note, updated_at: at };
}

function movedTo(order: Order, status: OrderStatus, by: { carrier: string | undefined; at: string }): Order {
  const possible = nextStatuses(order.status);
  if (!possible.includes(status)) {
    const instead =
      possible.length === 0 ? "it can no longer change" : `it can become ${possible.join(" or ")}`;
    throw conflict(`Order ${order.id} is ${order.status} and cannot become ${status}; ${instead}`);
  }
  return status === "shipped" ? shipped(order, by.carrier ?? DEFAULT_CARRIER, by.at) : { ...order, status };
}

const REFUNDABLE: readonly OrderStatus[] = ["paid", "shipped", "delivered"];

/** `order` after money was given back. @throws Problem 409 when it was not paid, or less than `amount` is left */
export function refunded(order: Order, amount: number | undefined, at: string): Order {
  if (!REFUNDABLE.includes(order.status)) {
    throw conflict(
      `Order ${order.id} is ${order.status}; only one that is ${REFUNDABLE.join(" or ")} can be refunded`,
    );
  }
  const leftCents = Math.round(order.total * 100) - Math.round(order.refunded_amount * 100);
  const cents = amount === undefined ? leftCents : Math.round(amount * 100);
  if (cents > leftCents)
    throw conflict(`Order ${order.id} has ${(leftCents / 100).toFixed(2)} USD left to refund`);
  const refunded_amount = (Math.round(order.refunded_amount * 100) + cents) / 100;
  return {
    ...order,
    refunded_amount,
    status: cents === leftCents ? "refunded" : order.status,
    updated_at: at,
  };
}
