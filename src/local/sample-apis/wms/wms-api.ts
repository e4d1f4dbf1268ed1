import { type Api, type ApiReply, type ApiRequest, numberOf, type Operation } from "../http/api.ts";
import { notFound } from "../http/problem.ts";
import type { Order } from "../world/order.ts";
import { WAREHOUSES } from "../world/products.ts";
import type { Reservation } from "../world/reservation.ts";
import type { World } from "../world/world.ts";
import { wmsDocument } from "./document.ts";
import { DEFAULT_PER_PAGE } from "./paths.ts";
import { released, reservationFrom } from "./reserve.ts";
import { type StockLevel, stockLevels } from "./stock.ts";

/** The WMS API over `world`, for whoever has `key`. */
export function createWmsApi(world: World, options: { baseUrl: string; key: string }): Api {
  return {
    document: wmsDocument(options.baseUrl),
    operations: operationsOn(world),
    credential: {
      header: "x-api-key",
      value: options.key,
      challenge: 'ApiKey realm="WMS API", header="X-Api-Key"',
    },
  };
}

function operationsOn(world: World): Readonly<Record<string, Operation>> {
  const put = (reservation: Reservation, status = 200): ApiReply => {
    world.putReservation(reservation);
    return { status, body: reservation };
  };
  return {
    listInventory: ({ query }) => page(stockLevels(world).filter(isOf(query)), query),
    getInventory: ({ path }) => productStock(world, String(path["sku"])),
    createReservation: (request) => put(reservationFrom(world, request), 201),
    getReservation: ({ path }) => ({ status: 200, body: reservationNamed(world, path["id"]) }),
    releaseReservation: ({ path, now }) =>
      put(released(reservationNamed(world, path["id"]), now.toISOString())),
    listShipments: ({ query }) => page(shipments(world, query["order_id"]), query),
    listWarehouses: () => ({
      status: 200,
      body: { items: WAREHOUSES },
    }),
  };
}

function isOf({ sku, warehouse }: ApiRequest["query"]): (level: StockLevel) => boolean {
  return (level) =>
    (sku === undefined || level.sku === sku) && (warehouse === undefined || level.warehouse === warehouse);
}

function page(all: readonly object[], query: ApiRequest["query"]): ApiReply {
  const page = numberOf(query["page"], 1);
  const per_page = numberOf(query["per_page"], DEFAULT_PER_PAGE);
  const items = all.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(all.length / per_page);
  return { status: 200, body: { items, page, per_page, total_items: all.length, total_pages } };
}

function productStock(world: World, sku: string): ApiReply {
  const warehouses = stockLevels(world).filter((level) => level.sku === sku);
  const [first] = warehouses;
  if (!first) throw notFound(`There is no product ${sku}`);
  const sum = (of: "on_hand" | "reserved" | "available") =>
    warehouses.reduce((total, level) => total + level[of], 0);
  const body = {
    sku,
    name: first.name,
    on_hand: sum("on_hand"),
    reserved: sum("reserved"),
    available: sum("available"),
  };
  return { status: 200, body: { ...body, warehouses } };
}

function reservationNamed(world: World, id: string | number | undefined): Reservation {
  const reservation = world.findReservation(String(id));
  if (!reservation) throw notFound(`There is no reservation ${id}`);
  return reservation;
}

function shipments(world: World, orderId: string | number | undefined): object[] {
  const sent = [...world.orders()].filter((order) => order.tracking_number !== null);
  const asked = orderId === undefined ? sent : sent.filter((order) => order.id === orderId);
  return asked.sort((a, b) => String(b.shipped_at).localeCompare(String(a.shipped_at))).map(shipmentOf);
}

function shipmentOf({ id, carrier, tracking_number, status, shipped_at }: Order) {
  const progress = status === "shipped" ? "in_transit" : "delivered";
  return { id: `shp_${id}`, order_id: id, carrier, tracking_number, status: progress, shipped_at };
}
