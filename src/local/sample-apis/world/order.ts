import type { Customer } from "./customers.ts";

export const ORDER_STATUSES = ["pending", "paid", "shipped", "delivered", "cancelled", "refunded"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** An order, as the Internal Orders API shows it: money in units of `currency`, instants in ISO 8601 UTC. */
export interface Order {
  readonly id: number;
  readonly status: OrderStatus;
  readonly customer: Customer;
  readonly items: readonly OrderItem[];
  readonly currency: "USD";
  readonly total: number;
  readonly refunded_amount: number;
  readonly note: string | null;
  readonly carrier: string | null;
  readonly tracking_number: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly shipped_at: string | null;
}

export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
  readonly unit_price: number;
}

export const DEFAULT_CARRIER = "DHL";

const NEXT_STATUSES: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ["paid", "cancelled"],
  paid: ["shipped", "cancelled"],
  shipped: ["delivered"],
  delivered: [],
  cancelled: [],
  refunded: [],
};

/** What an order may become from `status` by a change of its status; a refund is an operation of its own. */
export function nextStatuses(status: OrderStatus): readonly OrderStatus[] {
  return NEXT_STATUSES[status];
}

/** Adds up in whole cents, as money in binary fractions does not add up. */
export function totalOf(items: readonly OrderItem[]): number {
  const cents = items.reduce((sum, item) => sum + Math.round(item.unit_price * 100) * item.quantity, 0);
  return cents / 100;
}

/** `order` on its way: it gets a carrier, a tracking number and the instant. */
export function shipped(order: Order, carrier: string, at: string): Order {
  const tracking = `${carrier.toUpperCase()}${String(order.id * 7919).padStart(9, "0")}`;
  return { ...order, status: "shipped", carrier, tracking_number: tracking, shipped_at: at, updated_at: at };
}
