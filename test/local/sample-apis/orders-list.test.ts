import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, NOW, type RunningApis, runSampleApis } from "./running.ts";

interface ListedOrder {
  id: number;
  status: string;
  total: number;
  created_at: string;
  tracking_number: string | null;
  items: { quantity: number; unit_price: number }[];
}

let apis: RunningApis;
beforeAll(async () => {
  apis = await runSampleApis();
});
afterAll(() => apis.close());

const call = (...request: Parameters<RunningApis["callOrders"]>): Promise<Answer> =>
  apis.callOrders(...request);

/** Every order that the list gives, page by page. */
async function readAll(query: string): Promise<ListedOrder[]> {
  const orders: ListedOrder[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await call("GET", `/orders?limit=200${query}${cursor}`);
    orders.push(...body.data);
    if (!body.has_more) return orders;
    cursor = `&cursor=${body.next_cursor}`;
  }
}

describe("A1: the orders that local mode begins with", () => {
  it("are some thousands over two weeks up to now, 300 to 400 on each whole day, ids rising with time", async () => {
    const orders = await readAll("&sort=created_at");
    expect(orders.map((order) => order.id)).toEqual(orders.map((_, at) => 1001 + at));
    expect(orders.every((order) => order.created_at <= NOW.toISOString())).toBe(true);
    const perDay = new Map<string, number>();
    for (const { created_at } of orders) {
      const day = created_at.slice(0, 10);
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    perDay.delete(NOW.toISOString().slice(0, 10));
    const whole = [...perDay.values()];
    expect(whole).toHaveLength(14);
    for (const count of whole) expect(count).toSatisfy((n: number) => n >= 300 && n <= 400);
    expect(new Set(whole).size).toBeGreaterThan(7);
  });

  it("have every status, totals that add up to the cent, and a tracking number exactly when shipped", async () => {
    const orders = await readAll("");
    const statuses = new Set(orders.map((order) => order.status));
    expect([...statuses].sort()).toEqual([
      "cancelled",
      "delivered",
      "paid",
      "pending",
      "refunded",
      "shipped",
    ]);
    for (const { status, total, tracking_number, items } of orders) {
      const cents = items.reduce((sum, item) => sum + Math.round(item.unit_price * 100) * item.quantity, 0);
      expect(Math.round(total * 100)).toBe(cents);
      expect(total).toBe(Number(total.toFixed(2)));
      expect(tracking_number !== null).toBe(["shipped", "delivered"].includes(status));
    }
  });

  it("are the same for the same day, and hold those that the documentation talks about", async () => {
    const again = await runSampleApis();
    const [first, second] = await Promise.all(
      [apis, again].map((one) => one.callOrders("GET", "/orders?limit=200")),
    );
    await again.close();
    expect(second?.body).toEqual(first?.body);
    expect((await call("GET", "/orders/1042")).body).toMatchObject({ id: 1042, status: "pending" });
    expect((await call("GET", "/orders/1234")).body).toMatchObject({ id: 1234, status: "paid" });
  });
});

describe("listing orders", () => {
  it("filters by time, status and customer, and counts what matches", async () => {
    const since = "2026-11-20T09:30:00Z";
    const all = await readAll("");
    const wanted = all.filter(
      (order) => order.created_at >= new Date(since).toISOString() && order.status === "paid",
    );
    const { body } = await call("GET", `/orders?since=${since}&status=paid&limit=1`);
    expect(body.total).toBe(wanted.length);
    expect(wanted.length).toBeGreaterThan(20);
    const customer = body.data[0].customer.id;
    const theirs = await readAll(`&customer_id=${customer}&until=2026-11-21`);
    for (const order of theirs) expect(order).toMatchObject({ customer: { id: customer } });
  });

  it.each(["created_at", "-total", "updated_at"])("gives each order once when paged by %s", async (sort) => {
    const ids = (await readAll(`&status=cancelled&sort=${sort}`)).map((order) => order.id);
    const { body } = await call("GET", "/orders?status=cancelled&limit=1");
    expect(new Set(ids).size).toBe(body.total);
    expect(ids).toHaveLength(body.total);
  });

  const faults: [string, string, RegExp][] = [
    ["limit=201", "limit", /<= 200/],
    ["limit=ten", "limit", /integer/],
    ["status=open", "status", /one of pending, paid, shipped/],
    ["since=yesterday", "since", /format/],
    ["state=paid", "state", /not known here; accepted are since, until, status/],
    ["status=paid&status=pending", "status", /once/],
    ["cursor=abc", "cursor", /next_cursor of an earlier page/],
  ];
  it.each(faults)("refuses ?%s and names the parameter", async (query, field, message) => {
    const { status, body, headers } = await call("GET", `/orders?${query}`);
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(body.errors).toContainEqual({ field, message: expect.stringMatching(message) });
  });

  it("refuses a cursor of another sort", async () => {
    const { body } = await call("GET", "/orders?limit=1");
    const { status, body: problem } = await call("GET", `/orders?sort=total&cursor=${body.next_cursor}`);
    expect([status, problem.detail]).toEqual([400, expect.stringContaining("sort -created_at")]);
  });

  it("has no statistics, so that they must be counted", async () => {
    expect((await call("GET", "/orders/stats")).status).toBe(404);
  });
});

it("lists customers, finds one by address, and gives one by id", async () => {
  const { body } = await call("GET", "/customers?limit=2");
  const [, second] = body.data;
  const next = await call("GET", `/customers?limit=1&cursor=${body.next_cursor}`);
  expect(body.total).toBe(240);
  expect(next.body.data[0].id).toBe("cus_0003");
  expect((await call("GET", `/customers?email=${second.email}`)).body.data).toEqual([second]);
  expect((await call("GET", `/customers/${second.id}`)).body).toEqual(second);
  expect((await call("GET", "/customers/cus_x")).status).toBe(404);
});
