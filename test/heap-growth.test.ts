import { describe, expect, it } from "vitest";
import { growthPercent } from "../src/heap-growth.ts";

describe("how far the heap may grow before it is collected", () => {
  it("is up to what there is room for", () => {
    expect(growthPercent(55)).toBe(100);
    expect(growthPercent(80)).toBe(37);
  });

  it("is 30 percent where more lives than there is room for, and never more than all of it again", () => {
    expect([85, 110, 2_000].map(growthPercent)).toEqual([30, 30, 30]);
    expect([0, 1, 20].map(growthPercent)).toEqual([100, 100, 100]);
  });
});
