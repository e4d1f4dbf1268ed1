import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Answer, NOW, type RunningApis, runSampleApis } from "./running.ts";

let apis: RunningApis;
beforeEach(async () => {
  apis = await runSampleApis();
});
afterEach(() => apis.close());

const call = (...request: Parameters<RunningApis["callOrders"]>): Promise<Answer> =>
  apis.callOrders(...request);

describe("changing orders", () => {
  it("ships a paid order, which gets its tracking number", async () => {
    const { status, body } = await call("PATCH", "/orders/1234", { status: "shipped", carrier: "UPS" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "shipped",
      carrier: "UPS",
      tracking_number: expect.stringMatching(/^UPS\d{9}$/),
    });
    expect(body.updated_at).toBe(NOW.toISOString());
    expect((await call("GET", "/orders/1234")).body).toEqual(body);
  });

  it("keeps to the life of an order, and says what is possible", async () => {
    const { status, body } = await call("PATCH", "/orders/1042", { status: "shipped" });
    expect([status, body.detail]).toEqual([
      409,
      "Order 1042 is pending and cannot become shipped; it can become paid or cancelled",
    ]);
  });

  it("cancels by DELETE, once, and never what was shipped", async () => {
    const cancelled = await call("DELETE", "/orders/1042");
    const again = await call("DELETE", "/orders/1042");
    await call("PATCH", "/orders/1234", { status: "shipped" });
    const late = await call("DELETE", "/orders/1234");
    expect([cancelled.status, cancelled.body.status]).toEqual([200, "cancelled"]);
    expect([again.status, late.status]).toEqual([409, 409]);
  });

  it("refunds in parts to the cent, and no more than was paid", async () => {
    const { total } = (await call("GET", "/orders/1234")).body;
    const part = await call("POST", "/orders/1234/refund", { amount: 0.1, reason: "scratch" });
    const tooMuch = await call("POST", "/orders/1234/refund", { amount: total });
    const rest = await call("POST", "/orders/1234/refund");
    expect(part.body).toMatchObject({ status: "paid", refunded_amount: 0.1 });
    expect([tooMuch.status, tooMuch.body.detail]).toEqual([
      409,
      expect.stringContaining(`${(total - 0.1).toFixed(2)} USD left`),
    ]);
    expect(rest.body).toMatchObject({ status: "refunded", refunded_amount: total });
    expect((await call("POST", "/orders/1042/refund", {})).status).toBe(409);
  });

  it("D3: creates an order once, however often it is sent with one Idempotency-Key", async () => {
    const order = { customer_id: "cus_0007", items: [{ sku: "KET-GLS-17", quantity: 3 }], note: "gift" };
    const key = { "idempotency-key": "k-1" };
    const [first, second] = [
      await call("POST", "/orders", order, key),
      await call("POST", "/orders", order, key),
    ];
    const other = await call("POST", "/orders", { ...order, note: null }, key);
    expect(first).toMatchObject({ status: 201, body: { status: "pending", total: 149.7, note: "gift" } });
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get("idempotent-replayed")).toBe("true");
    expect(other.status).toBe(422);
  });

  const faults: [string, unknown, string][] = [
    ["POST /orders", { items: [{ sku: "KET-GLS-17", quantity: 1 }] }, "customer_id"],
    [
      "POST /orders",
      { customer_id: "cus_0007", items: [{ sku: "KET-GLS-17", quantity: 0 }] },
      "items[0].quantity",
    ],
    ["POST /orders", { customer_id: "cus_0007", items: [{ sku: "NOPE", quantity: 1 }] }, "items[0].sku"],
    ["POST /orders", { customer_id: "cus_9999", items: [{ sku: "KET-GLS-17", quantity: 1 }] }, "customer_id"],
    ["PATCH /orders/1234", { state: "shipped" }, "state"],
    ["PATCH /orders/1234", { status: "sent" }, "status"],
    ["PATCH /orders/1234", { carrier: "UPS" }, "carrier"],
    ["POST /orders/1234/refund", { amount: -1 }, "amount"],
    ["POST /orders/1234/refund", { amount: 1.005 }, "amount"],
  ];
  it.each(faults)("refuses %s with %o and names %s", async (operation, body, field) => {
    const [method = "", path = ""] = operation.split(" ");
    const answer = await call(method, path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it("refuses bodies that are not JSON objects", async () => {
    const post = (body: string, type: string) =>
      call("POST", "/orders", JSON.parse(body), { "content-type": type });
    expect((await post("[]", "application/json")).status).toBe(400);
    expect((await post("{}", "text/plain")).status).toBe(415);
    expect((await call("DELETE", "/orders/1042", { force: true })).status).toBe(400);
  });

  it("says what a path takes, and what is not there", async () => {
    const put = await call("PUT", "/orders/1042", {});
    expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, PATCH, DELETE"]);
    expect((await call("GET", "/orders/999999")).status).toBe(404);
    expect((await call("GET", "/invoices")).status).toBe(404);
  });

  it("takes only its own bearer token", async () => {
    const answer = await call("GET", "/orders", undefined, { authorization: "Bearer wrong" });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="Internal Orders API"',
    ]);
    expect(answer.body).toMatchObject({ status: 401, title: "Unauthorized" });
  });
});

it("does not shift its pages when an order is added meanwhile", async () => {
  const first = (await call("GET", "/orders?limit=3")).body;
  await call("POST", "/orders", { customer_id: "cus_0007", items: [{ sku: "MUG-WHT-03", quantity: 1 }] });
  const second = (await call("GET", `/orders?limit=3&cursor=${first.next_cursor}`)).body;
  const ids = [...first.data, ...second.data].map((order: { id: number }) => order.id);
  expect(new Set(ids).size).toBe(6);
});
