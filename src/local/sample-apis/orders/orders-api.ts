import type { Api, ApiReply, ApiRequest, Operation } from "../http/api.ts";
import { notFound } from "../http/problem.ts";
import type { Order } from "../world/order.ts";
import type { World } from "../world/world.ts";
import { changed, orderFrom, refunded } from "./change-order.ts";
import { ordersDocument } from "./document.ts";
import { listCustomers } from "./list-customers.ts";
import { listOrders } from "./list-orders.ts";

/** The Internal Orders API over `world`, for whoever has `token` as a bearer token. */
export function createOrdersApi(world: World, options: { baseUrl: string; token: string }): Api {
  return {
    document: ordersDocument(options.baseUrl),
    operations: operationsOn(world),
    credential: {
      header: "authorization",
      value: `Bearer ${options.token}`,
      challenge: 'Bearer realm="Internal Orders API"',
    },
  };
}

function operationsOn(world: World): Readonly<Record<string, Operation>> {
  const put = (order: Order, status = 200): ApiReply => {
    world.putOrder(order);
    return { ...shown(order), status };
  };
  const on = (change: (order: Order, request: ApiRequest) => Order): Operation => {
    return (request) => put(change(orderNamed(world, request), request));
  };
  return {
    listOrders: (request) => listOrders(world, request),
    getOrder: (request) => shown(orderNamed(world, request)),
    createOrder: (request) => put(orderFrom(request, world.nextOrderId(), world.customers), 201),
    updateOrder: on((order, { body, now }) => changed(order, body, now.toISOString())),
    cancelOrder: on((order, { now }) => changed(order, { status: "cancelled" }, now.toISOString())),
    refundOrder: on((order, { body, now }) =>
      refunded(order, body["amount"] as number | undefined, now.toISOString()),
    ),
    listCustomers: (request) => listCustomers(world, request),
    getCustomer: (request) => customerNamed(world, request),
  };
}

const shown = (order: Order): ApiReply => ({ status: 200, body: order });

function orderNamed(world: World, { path }: ApiRequest): Order {
  const order = world.findOrder(Number(path["id"]));
  if (!order) throw notFound(`There is no order ${path["id"]}`);
  return order;
}

function customerNamed(world: World, { path }: ApiRequest): ApiReply {
  const customer = world.customers.find((one) => one.id === path["id"]);
  if (!customer) throw notFound(`There is no customer ${path["id"]}`);
  return { status: 200, body: customer };
}
