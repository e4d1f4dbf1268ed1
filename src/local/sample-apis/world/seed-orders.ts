/**
 * The orders that the sample shop begins with: 300 to 400 a day over the last 14 days and today up to now, more at
 * noon and in the evening than at night. Which ones depends on the day alone; how far each has come, on its age.
 */
import type { Customer } from "./customers.ts";
import { DEFAULT_CARRIER, type Order, type OrderItem, type OrderStatus, shipped, totalOf } from "./order.ts";
import { PRODUCTS } from "./products.ts";
import { pick, seededRandom } from "./random.ts";

const DAYS = 14;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const FIRST_ID = 1001;
/** Orders an hour, relative to each other, from midnight UTC. */
const HOURS = [3, 2, 1, 1, 1, 2, 4, 8, 14, 18, 20, 24, 26, 22, 18, 16, 17, 21, 26, 30, 28, 20, 12, 6];
/** Of 100 orders younger than so many hours, how many have each status. */
const STATUSES_BY_AGE: readonly [number, Partial<Record<OrderStatus, number>>][] = [
  [3, { pending: 58, paid: 38, cancelled: 4 }],
  [24, { pending: 20, paid: 52, shipped: 18, cancelled: 7, refunded: 3 }],
  [72, { pending: 5, paid: 19, shipped: 52, delivered: 14, cancelled: 7, refunded: 3 }],
  [Number.POSITIVE_INFINITY, { pending: 1, paid: 3, shipped: 13, delivered: 72, cancelled: 7, refunded: 4 }],
];
/** What examples in the documentation talk about: an order to cancel, and one to ship. */
const KNOWN: Readonly<Record<number, OrderStatus>> = { 1042: "pending", 1234: "paid" };

/** When a world began, and up to when it has orders: no order is younger. */
interface Span {
  readonly beganAt: Date;
  readonly now: Date;
}

/**
 * A world that began days ago has the orders of the days since as well, so that "yesterday" is never empty. Those are
 * as far as they get by the end of their day, whenever one looks: a restart changes none of them.
 */
export function seedOrders({ beganAt, now }: Span, customers: readonly [Customer, ...Customer[]]): Order[] {
  const firstDay = midnightOf(beganAt.getTime()) - DAYS * DAY_MS;
  const length = (midnightOf(now.getTime()) - firstDay) / DAY_MS + 1;
  const days = Array.from({ length }, (_, at) => draftsOfDay(firstDay + at * DAY_MS, at));
  const drafts = days.flat().filter((draft) => draft.createdAt <= now.getTime());
  return drafts.map((draft, at) => {
    const isLater = draft.createdAt > beganAt.getTime();
    const seenAt = isLater ? new Date(midnightOf(draft.createdAt) + DAY_MS) : beganAt;
    return grown({ id: FIRST_ID + at, draft, now: seenAt, customers });
  });
}

const midnightOf = (instant: number) => Math.floor(instant / DAY_MS) * DAY_MS;

interface Draft {
  readonly createdAt: number;
  readonly seed: number;
}

function draftsOfDay(midnight: number, day: number): Draft[] {
  const random = seededRandom(100 + day);
  const count = 300 + Math.floor(random() * 101);
  const drafts = Array.from({ length: count }, (_, at) => ({
    createdAt: midnight + hourOfDay(random()) * HOUR_MS + Math.floor(random() * HOUR_MS),
    seed: day * 1000 + at,
  }));
  return drafts.sort((a, b) => a.createdAt - b.createdAt);
}

function hourOfDay(share: number): number {
  let left = share * HOURS.reduce((sum, weight) => sum + weight, 0);
  for (const [hour, weight] of HOURS.entries()) {
    left -= weight;
    if (left < 0) return hour;
  }
  return HOURS.length - 1;
}

function grown(about: {
  id: number;
  draft: Draft;
  now: Date;
  customers: readonly [Customer, ...Customer[]];
}): Order {
  const { id, draft, now, customers } = about;
  const random = seededRandom(draft.seed);
  const customer = pick(customers, random);
  const ageMs = now.getTime() - draft.createdAt;
  const status = KNOWN[id] ?? statusAt(ageMs / HOUR_MS, random() * 100);
  const items = id in KNOWN ? [itemOf(0, 2)] : itemsOf(random);
  const created_at = new Date(draft.createdAt).toISOString();
  const changedAt = status === "pending" ? draft.createdAt : draft.createdAt + ageMs * (0.1 + random() * 0.6);
  return grownTo(
    status,
    newOrder({ id, customer, items, created_at, note: null }),
    new Date(changedAt).toISOString(),
  );
}

/** A pending order. */
export function newOrder(given: Pick<Order, "id" | "customer" | "items" | "created_at" | "note">): Order {
  const total = totalOf(given.items);
  const nothingYet = { refunded_amount: 0, carrier: null, tracking_number: null, shipped_at: null };
  return { ...given, status: "pending", currency: "USD", total, ...nothingYet, updated_at: given.created_at };
}

function grownTo(status: OrderStatus, order: Order, at: string): Order {
  const changed = { ...order, status, updated_at: at };
  if (status === "refunded") return { ...changed, refunded_amount: order.total };
  return status === "shipped" || status === "delivered"
    ? { ...shipped(changed, DEFAULT_CARRIER, at), status }
    : changed;
}

function statusAt(ageHours: number, roll: number): OrderStatus {
  const shares = STATUSES_BY_AGE.find(([under]) => ageHours < under)?.[1] ?? {};
  let left = roll;
  for (const [status, share] of Object.entries(shares)) {
    left -= share;
    if (left < 0) return status as OrderStatus;
  }
  return "pending";
}

function itemsOf(random: () => number): OrderItem[] {
  const first = Math.floor(random() * PRODUCTS.length);
  const kinds = 1 + Math.floor(random() ** 2 * 4);
  return Array.from({ length: kinds }, (_, at) =>
    itemOf((first + at * 5) % PRODUCTS.length, 1 + Math.floor(random() ** 3 * 5)),
  );
}

function itemOf(product: number, quantity: number): OrderItem {
  const { sku, priceCents } = PRODUCTS[product] ?? PRODUCTS[0];
  return { sku, quantity, unit_price: priceCents / 100 };
}
