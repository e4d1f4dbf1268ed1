import { initialStock, PRODUCTS, WAREHOUSES } from "../world/products.ts";
import type { World } from "../world/world.ts";

/** How much of a product is in a warehouse. */
export interface StockLevel {
  readonly sku: string;
  readonly name: string;
  readonly warehouse: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly available: number;
}

/** All stock levels, by product and warehouse, less what is reserved. */
export function stockLevels(world: World): StockLevel[] {
  const reserved = new Map<string, number>();
  for (const { status, sku, warehouse, quantity } of world.reservations()) {
    const place = `${sku} ${warehouse}`;
    if (status === "active") reserved.set(place, (reserved.get(place) ?? 0) + quantity);
  }
  return PRODUCTS.flatMap(({ sku, name }) =>
    WAREHOUSES.map(({ code }) => level({ sku, name, warehouse: code }, reserved.get(`${sku} ${code}`) ?? 0)),
  );
}

function level(place: Pick<StockLevel, "sku" | "name" | "warehouse">, reserved: number): StockLevel {
  const on_hand = initialStock(place.sku, place.warehouse);
  return { ...place, on_hand, reserved, available: on_hand - reserved };
}
