import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answer, type RunningApis, runSampleApis } from "./running.ts";

let apis: RunningApis;
beforeEach(async () => {
  apis = await runSampleApis();
});
afterEach(() => apis.close());

const call = (...request: Parameters<RunningApis["callWms"]>): Promise<Answer> => apis.callWms(...request);

describe("inventory", () => {
  it("is paged by number to the end", async () => {
    const first = (await call("GET", "/inventory?per_page=20")).body;
    const pages = await Promise.all(
      Array.from({ length: first.total_pages }, (_, at) =>
        call("GET", `/inventory?per_page=20&page=${at + 1}`),
      ),
    );
    const places = pages.flatMap(({ body }) => body.items).map(({ sku, warehouse }) => `${sku} ${warehouse}`);
    expect(new Set(places).size).toBe(first.total_items);
    expect(places).toHaveLength(first.total_items);
    expect((await call("GET", `/inventory?page=${first.total_pages + 1}`)).body.items).toEqual([]);
  });

  it("is filtered by product and warehouse, and summed up for a product", async () => {
    const { items } = (await call("GET", "/inventory?sku=KET-GLS-17")).body;
    const { body } = await call("GET", "/inventory/KET-GLS-17");
    expect(items).toEqual(body.warehouses);
    expect(body.on_hand).toBe(
      items.reduce((sum: number, { on_hand }: { on_hand: number }) => sum + on_hand, 0),
    );
    expect((await call("GET", "/inventory?sku=KET-GLS-17&warehouse=BER")).body.total_items).toBe(1);
    expect((await call("GET", "/inventory/NOPE")).status).toBe(404);
  });

  it("F3: has enough of what order 1234 needs, and some products are sold out", async () => {
    const [item] = (await apis.callOrders("GET", "/orders/1234")).body.items;
    expect((await call("GET", `/inventory/${item.sku}`)).body.available).toBeGreaterThanOrEqual(
      item.quantity,
    );
    expect((await call("GET", "/inventory/GFT-SET-01")).body.available).toBe(0);
  });
});

describe("reservations", () => {
  const wanted = { order_id: 1234, sku: "KET-GLS-17", quantity: 5, warehouse: "BER" };

  it("keep stock until they are released, once", async () => {
    const before = (await call("GET", "/inventory?sku=KET-GLS-17&warehouse=BER")).body.items[0];
    const made = await call("POST", "/reservations", wanted);
    const during = (await call("GET", "/inventory?sku=KET-GLS-17&warehouse=BER")).body.items[0];
    const released = await call("DELETE", `/reservations/${made.body.id}`);
    const after = (await call("GET", "/inventory?sku=KET-GLS-17&warehouse=BER")).body.items[0];

    expect([made.status, made.body.status]).toEqual([201, "active"]);
    expect(during).toEqual({ ...before, reserved: 5, available: before.available - 5 });
    expect([released.body.status, after]).toEqual(["released", before]);
    expect((await call("DELETE", `/reservations/${made.body.id}`)).status).toBe(409);
    expect((await call("GET", `/reservations/${made.body.id}`)).body).toEqual(released.body);
  });

  it("are refused beyond what is there, and for what is unknown", async () => {
    const tooMany = await call("POST", "/reservations", { ...wanted, quantity: 999 });
    const unknown = await call("POST", "/reservations", { ...wanted, order_id: 1 });
    expect([tooMany.status, tooMany.body.detail]).toEqual([
      409,
      expect.stringMatching(/Only \d+ of KET-GLS-17/),
    ]);
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([400, "order_id"]);
    expect((await call("GET", "/reservations/res_404")).status).toBe(404);
  });

  it("D3: are made once for one Idempotency-Key", async () => {
    const key = { "idempotency-key": "r-1" };
    const made = [
      await call("POST", "/reservations", wanted, key),
      await call("POST", "/reservations", wanted, key),
    ];
    expect(made[1]?.body.id).toBe(made[0]?.body.id);
    expect((await call("GET", "/inventory/KET-GLS-17")).body.reserved).toBe(5);
  });
});

it("shows the shipment of an order as soon as the Orders API says it is shipped", async () => {
  expect((await call("GET", "/shipments?order_id=1234")).body.items).toEqual([]);
  const { body: order } = await apis.callOrders("PATCH", "/orders/1234", { status: "shipped" });
  const { items } = (await call("GET", "/shipments?order_id=1234")).body;
  expect(items).toEqual([
    expect.objectContaining({ order_id: 1234, tracking_number: order.tracking_number, status: "in_transit" }),
  ]);
});

it("lists the warehouses", async () => {
  const { items } = (await call("GET", "/warehouses")).body;
  expect(items.map(({ code }: { code: string }) => code)).toEqual(["BER", "LYO", "NJ2"]);
});

it("takes only its own key, not the Orders API's", async () => {
  const answer = await call("GET", "/warehouses", undefined, { "x-api-key": "wrong" });
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
    401,
    expect.stringContaining("X-Api-Key"),
  ]);
});
