import { describe, expect, it } from "vitest";
import { createPool } from "../../src/results/pool.ts";

function countingPool(size: number) {
  const broken = new Set<number>();
  const stopped: number[] = [];
  let started = 0;
  const pool = createPool<number>({
    size,
    start: () => ++started,
    isUsable: (thing) => !broken.has(thing),
    stop: async (thing) => void stopped.push(thing),
  });
  return { pool, broken, stopped, startedSoFar: () => started };
}

describe("a pool of things", () => {
  it("has at most its size in use, and serves those who wait in their order", async () => {
    const { pool } = countingPool(2);
    const order: string[] = [];
    let inUse = 0;
    let most = 0;
    const use = (name: string) =>
      pool.use(undefined, async () => {
        most = Math.max(most, ++inUse);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(name);
        inUse -= 1;
      });
    await Promise.all(["a", "b", "c", "d", "e"].map(use));
    expect(most).toBe(2);
    expect(order).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("starts nothing before it is needed and keeps what works", async () => {
    const { pool, startedSoFar } = countingPool(2);
    expect(startedSoFar()).toBe(0);
    expect(await pool.use(undefined, async (thing) => thing)).toBe(1);
    expect(await pool.use(undefined, async (thing) => thing)).toBe(1);
  });

  it("replaces what broke, also when the work threw", async () => {
    const { pool, broken } = countingPool(1);
    const work = async (thing: number) => {
      broken.add(thing);
      throw new Error("broke");
    };
    await expect(pool.use(undefined, work)).rejects.toThrow("broke");
    expect(await pool.use(undefined, async (thing) => thing)).toBe(2);
  });

  it("stops everything on close, what is in use too, and starts nothing after", async () => {
    const { pool, stopped } = countingPool(2);
    await pool.use(undefined, async () => undefined);
    let release: () => void = () => undefined;
    const held = pool.use(undefined, () => new Promise<void>((resolve) => (release = resolve)));
    await Promise.resolve();
    await pool.close();
    release();
    await held;
    expect(stopped).toContain(1);
    await expect(pool.use(undefined, async () => undefined)).rejects.toMatchObject({
      code: "results.closed",
    });
  });
});
