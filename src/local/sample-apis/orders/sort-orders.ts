import type { Order } from "../world/order.ts";

/** What orders can be sorted by; a leading minus means descending. */
export const ORDER_SORTS = [
  "created_at",
  "-created_at",
  "updated_at",
  "-updated_at",
  "total",
  "-total",
] as const;

/** Where an order stands in a sorted list: by a member, and by id where that is the same. */
export interface Position {
  readonly value: string | number;
  readonly id: number;
}

/** Compares positions in the direction that `sort` asks for. */
export function comparePositions(sort: string): (a: Position, b: Position) => number {
  const direction = sort.startsWith("-") ? -1 : 1;
  return (a, b) => direction * (a.value < b.value ? -1 : a.value > b.value ? 1 : a.id - b.id);
}

export function positionOf(order: Order, sort: string): Position {
  const by = sort.replace("-", "");
  const value = by === "total" ? order.total : by === "updated_at" ? order.updated_at : order.created_at;
  return { value, id: order.id };
}
