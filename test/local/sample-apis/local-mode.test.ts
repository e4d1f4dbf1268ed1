import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOW, type RunningApis, runSampleApis } from "./running.ts";

describe("the state file", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "chief-sample-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("J2: keeps what was changed across a restart, also of days ago, and nothing that was there moves", async () => {
    const stateFile = join(folder, "deep", "samples.json");
    const first = await runSampleApis({ stateFile });
    const order = { customer_id: "cus_0007", items: [{ sku: "MUG-WHT-03", quantity: 1 }] };
    const key = { "idempotency-key": "k-1" };
    const created = await first.callOrders("POST", "/orders", order, key);
    await first.callOrders("DELETE", "/orders/1042");
    const reserved = await first.callWms("POST", "/reservations", {
      order_id: 1234,
      sku: "MUG-WHT-03",
      quantity: 2,
    });
    const upToThen = `/orders?limit=200&until=${NOW.toISOString()}`;
    const before = await first.callOrders("GET", upToThen);
    await first.close();

    const second = await runSampleApis({ stateFile, clock: () => new Date(NOW.getTime() + 3 * 86_400_000) });
    const after = await second.callOrders("GET", upToThen);
    const again = await second.callOrders("POST", "/orders", order, key);
    const kept = await second.callWms("GET", `/reservations/${reserved.body.id}`);
    const cancelled = await second.callOrders("GET", "/orders/1042");
    await second.close();

    expect(after.body).toEqual(before.body);
    expect(again.body).toEqual(created.body);
    expect(kept.body).toEqual(reserved.body);
    expect(cancelled.body.status).toBe("cancelled");
    expect(await readdir(join(folder, "deep"))).toEqual(["samples.json"]);
  });

  it("has each change before it is answered", async () => {
    const stateFile = join(folder, "samples.json");
    const apis = await runSampleApis({ stateFile });
    await apis.callOrders("DELETE", "/orders/1042");
    const { orders } = JSON.parse(await readFile(stateFile, "utf8"));
    await apis.close();
    expect(orders).toEqual([expect.objectContaining({ id: 1042, status: "cancelled" })]);
  });

  it.each(["{", "{}", "[]"])("that holds %s stops the start with what to do", async (text) => {
    const stateFile = join(folder, "samples.json");
    await writeFile(stateFile, text);
    await expect(runSampleApis({ stateFile })).rejects.toMatchObject({
      code: "local.sample_state",
      message: expect.stringContaining("delete it"),
    });
  });
});

it("takes the preferred port when it is free, and another one when it is not", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port: taken } = other.address() as AddressInfo;
  const second = await runSampleApis({ ordersPort: taken });
  const free = Number(new URL(second.orders.baseUrl).port);
  await second.close();
  const third = await runSampleApis({ ordersPort: free });
  const again = Number(new URL(third.orders.baseUrl).port);
  await third.close();
  await new Promise((resolve) => other.close(resolve));
  expect(free).not.toBe(taken);
  expect(again).toBe(free);
});

describe("failure switches", () => {
  let apis: RunningApis;
  beforeEach(async () => {
    apis = await runSampleApis();
  });
  afterEach(() => apis.close());

  const flip = (how: object) => apis.callOrders("POST", "/__switches", how);
  const get = (path = "/orders/1042") => apis.callOrders("GET", path);

  it.each(["401", "500"])("%s lasts until it is switched off", async (mode) => {
    await flip({ mode });
    expect([(await get()).status, (await get()).status]).toEqual([Number(mode), Number(mode)]);
    await flip({ mode: "off" });
    expect((await get()).status).toBe(200);
  });

  it("429 says how long to wait, for so many requests under so many paths", async () => {
    await flip({ mode: "429", times: 2, path: "/orders", retryAfterSeconds: 7 });
    const other = await get("/customers");
    const answers = [await get(), await get(), await get()];
    expect([other, ...answers].map(({ status }) => status)).toEqual([200, 429, 429, 200]);
    expect(answers[0]?.headers.get("retry-after")).toBe("7");
  });

  it("html answers with a page, huge with tens of megabytes, slow later, reset not at all", async () => {
    await flip({ mode: "html", times: 1 });
    expect((await get()).body).toMatch(/^<!doctype html>/);
    await flip({ mode: "huge", times: 1 });
    expect(JSON.stringify((await get()).body).length).toBeGreaterThan(32 * 1024 * 1024);
    await flip({ mode: "slow", times: 1, delayMs: 80 });
    const startedAt = performance.now();
    expect((await get()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75);
    await flip({ mode: "reset", times: 1 });
    await expect(get()).rejects.toThrow();
    expect((await apis.callWms("GET", "/warehouses")).status).toBe(200);
  });

  it("may let the request take effect and lose only its answer", async () => {
    await flip({ mode: "reset", times: 1, takesEffect: true });
    await expect(apis.callOrders("DELETE", "/orders/1042")).rejects.toThrow();
    expect((await get()).body.status).toBe("cancelled");
    await flip({ mode: "reset", times: 1 });
    await expect(apis.callOrders("DELETE", "/orders/1234")).rejects.toThrow();
    expect((await get("/orders/1234")).body.status).toBe("paid");
  });

  it("name what is wrong with them, and show how they are set", async () => {
    const wrong = [await flip({ mode: "503" }), await flip({ mode: "429", time: 1 }), await flip({})];
    expect(wrong.map(({ status, body }) => [status, body.errors[0].field])).toEqual([
      [400, "mode"],
      [400, "time"],
      [400, "mode"],
    ]);
    await flip({ mode: "500", times: 3 });
    expect((await apis.callOrders("GET", "/__switches")).body).toEqual({ mode: "500", times: 3 });
  });

  it("I4: are not for web pages or rebound names", async () => {
    const fromPage = await apis.callOrders(
      "POST",
      "/__switches",
      { mode: "500" },
      { origin: "https://evil.test" },
    );
    expect(fromPage.status).toBe(403);
    expect(await statusWithHost("evil.test")).toBe(403);
    expect((await get()).status).toBe(200);
  });

  function statusWithHost(host: string): Promise<number | undefined> {
    const url = new URL("/__switches", apis.orders.baseUrl);
    return new Promise((resolve, reject) => {
      const sent = request(url, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject).end();
    });
  }
});

it("counts requests by method and path", async () => {
  const apis = await runSampleApis();
  await apis.callOrders("GET", "/orders?limit=1");
  await apis.callOrders("GET", "/orders?limit=2");
  await apis.callOrders("DELETE", "/orders/1042");
  const counted = await apis.callOrders("GET", "/__requests");
  await apis.callOrders("DELETE", "/__requests");
  const anew = await apis.callOrders("GET", "/__requests");
  await apis.close();
  expect(counted.body).toEqual({ "GET /v1/orders": 2, "DELETE /v1/orders/1042": 1 });
  expect(anew.body).toEqual({});
});
