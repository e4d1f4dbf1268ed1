import { describe, expect, it } from "vitest";
import { minuteOf, secondsUntilFree, weightOf } from "../../src/api/request-window.ts";

describe("the window of a token", () => {
  it("is the minute of now, and how much of it is over", () => {
    const { startsAt, passed } = minuteOf(new Date("2026-03-18T12:00:45.000Z"));
    expect(startsAt.toISOString()).toBe("2026-03-18T12:00:00.000Z");
    expect(passed).toBe(0.75);
  });

  it("weighs the minute before by what is left of it in the last sixty seconds", () => {
    expect(weightOf({ used: 3, usedBefore: 40, passed: 0.75 })).toBe(13);
    expect(weightOf({ used: 3, usedBefore: 40, passed: 1 })).toBe(3);
  });

  it("has room at once below the limit", () => {
    expect(secondsUntilFree({ used: 4, usedBefore: 0, passed: 0 }, 5)).toBe(0);
  });

  it("has room again when enough of the minute before has passed", () => {
    const full = { used: 5, usedBefore: 10, passed: 0.25 };
    const seconds = secondsUntilFree(full, 10);
    expect(seconds).toBe(15);
    expect(weightOf({ ...full, passed: 0.25 + seconds / 60 })).toBeLessThanOrEqual(10);
  });

  it("waits into the next minute when this one alone fills it", () => {
    const full = { used: 20, usedBefore: 0, passed: 0.5 };
    const seconds = secondsUntilFree(full, 10);
    expect(seconds).toBe(60);
    expect(weightOf({ used: 0, usedBefore: 20, passed: 0.5 + seconds / 60 - 1 })).toBeLessThanOrEqual(10);
  });
});
