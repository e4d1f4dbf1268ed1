import type { ApiReply } from "../http/api.ts";
import { type Customer, seedCustomers } from "./customers.ts";
import type { Order } from "./order.ts";
import type { Reservation } from "./reservation.ts";
import { seedOrders } from "./seed-orders.ts";

/** A POST that was answered, so that one with the same `Idempotency-Key` is not done twice. */
interface KeptReply {
  readonly key: string;
  readonly requestHash: string;
  readonly reply: ApiReply;
}

/** What is kept of a world: when it began, and what has changed since. */
export interface WorldState {
  readonly version: 1;
  readonly seededAt: string;
  readonly orders: readonly Order[];
  readonly reservations: readonly Reservation[];
  readonly replies: readonly KeptReply[];
}

const MOST_REPLIES = 1000;

/** The shop and its warehouses, which both sample APIs look into. */
export interface World {
  readonly customers: readonly Customer[];
  orders(): Iterable<Order>;
  findOrder(id: number): Order | undefined;
  nextOrderId(): number;
  putOrder(order: Order): void;
  reservations(): Iterable<Reservation>;
  findReservation(id: string): Reservation | undefined;
  putReservation(reservation: Reservation): void;
  findReply(key: string): KeptReply | undefined;
  putReply(reply: KeptReply): void;
  state(): WorldState;
}

/** A world that begins at `now`, or goes on from `kept`. While it is looked at, nothing in it changes by itself. */
export function createWorld(now: Date, kept: WorldState | undefined): World {
  const seededAt = kept?.seededAt ?? now.toISOString();
  const customers = seedCustomers();
  const orders = byId(seedOrders({ beganAt: new Date(seededAt), now }, customers));
  const changed = byId(kept?.orders ?? []);
  for (const order of changed.values()) orders.set(order.id, order);
  const reservations = byId(kept?.reservations ?? []);
  const replies = new Map((kept?.replies ?? []).map((reply) => [reply.key, reply]));
  return {
    customers,
    orders: () => orders.values(),
    findOrder: (id) => orders.get(id),
    nextOrderId: () => Math.max(...orders.keys()) + 1,
    putOrder(order) {
      orders.set(order.id, order);
      changed.set(order.id, order);
    },
    reservations: () => reservations.values(),
    findReservation: (id) => reservations.get(id),
    putReservation: (reservation) => void reservations.set(reservation.id, reservation),
    findReply: (key) => replies.get(key),
    putReply(reply) {
      replies.set(reply.key, reply);
      const [oldest] = replies.keys();
      if (replies.size > MOST_REPLIES && oldest !== undefined) replies.delete(oldest);
    },
    state: () => ({
      version: 1,
      seededAt,
      orders: [...changed.values()],
      reservations: [...reservations.values()],
      replies: [...replies.values()],
    }),
  };
}

function byId<Thing extends { readonly id: string | number }>(
  things: Iterable<Thing>,
): Map<Thing["id"], Thing> {
  return new Map([...things].map((thing) => [thing.id, thing]));
}
