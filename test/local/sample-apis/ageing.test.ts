import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSampleApis } from "../../../src/local/sample-apis/index.ts";

const keys = { ordersToken: "sample-orders-token", wmsKey: "sample-wms-key" };

async function totalSince(stateFile: string, now: Date, since: string): Promise<number> {
  const apis = await startSampleApis({ host: "127.0.0.1", stateFile, clock: () => now, ...keys });
  try {
    const url = `${apis.orders.baseUrl}/orders?limit=1&since=${encodeURIComponent(since)}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${keys.ordersToken}` } });
    return ((await answer.json()) as { total: number }).total;
  } finally {
    await apis.close();
  }
}

describe("sample orders, days after the first start", () => {
  it("A1: “the last 24 hours” still has orders, and the days before keep theirs", async () => {
    const folder = await mkdtemp(join(tmpdir(), "chief-ageing-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const stateFile = join(folder, "state.json");
    const began = await totalSince(stateFile, new Date("2026-11-21T09:30:00Z"), "2026-11-20T00:00:00Z");

    const later = new Date("2026-11-26T18:00:00Z");
    expect(await totalSince(stateFile, later, "2026-11-25T18:00:00Z")).toBeGreaterThan(200);
    expect(await totalSince(stateFile, later, "2026-11-20T00:00:00Z")).toBeGreaterThan(began + 5 * 250);
  });
});
