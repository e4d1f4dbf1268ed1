import type { ApiRequest } from "../http/api.ts";
import { conflict, invalid } from "../http/problem.ts";
import type { Reservation } from "../world/reservation.ts";
import type { World } from "../world/world.ts";
import { type StockLevel, stockLevels } from "./stock.ts";

/** A body that satisfies `NewReservation`. */
interface NewReservationBody {
  readonly order_id: number;
  readonly sku: string;
  readonly quantity: number;
  readonly warehouse?: string;
}

/** The reservation that is asked for. @throws Problem 400 for an unknown order or product, 409 when too little is left */
export function reservationFrom(world: World, request: ApiRequest): Reservation {
  const { order_id, sku, quantity, warehouse } = request.body as unknown as NewReservationBody;
  if (!world.findOrder(order_id))
    throw invalid([{ field: "order_id", message: `names no order: ${order_id}` }]);
  const ofProduct = stockLevels(world).filter((level) => level.sku === sku);
  const from = mostAvailable(
    ofProduct.filter((level) => warehouse === undefined || level.warehouse === warehouse),
  );
  if (!from) throw invalid([{ field: "sku", message: `is not in the range: ${sku}` }]);
  if (from.available < quantity) {
    throw conflict(`Only ${from.available} of ${sku} are available in ${from.warehouse}, not ${quantity}`);
  }
  const id = `res_${[...world.reservations()].length + 1}`;
  const created_at = request.now.toISOString();
  return {
    id,
    order_id,
    sku,
    warehouse: from.warehouse,
    quantity,
    status: "active",
    created_at,
    released_at: null,
  };
}

function mostAvailable(levels: readonly StockLevel[]): StockLevel | undefined {
  return levels.toSorted((a, b) => b.available - a.available)[0];
}

/** `reservation`, released. @throws Problem 409 when it already was */
export function released(reservation: Reservation, at: string): Reservation {
  if (reservation.status === "released") throw conflict(`Reservation ${reservation.id} was released already`);
  return { ...reservation, status: "released", released_at: at };
}
