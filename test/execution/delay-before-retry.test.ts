import { describe, expect, it } from "vitest";
import { delayBeforeRetry } from "../../src/execution/delay-before-retry.ts";

const NOW = new Date("2026-03-18T12:00:00Z");

describe("waiting before a read is sent again", () => {
  it("backs off by half a second, then a second, with up to a quarter of jitter", () => {
    for (const [failures, least] of [
      [1, 500],
      [2, 1000],
    ] as const) {
      const delay = delayBeforeRetry({ status: 503 }, failures, NOW);
      expect(delay).toBeGreaterThanOrEqual(least);
      expect(delay).toBeLessThanOrEqual(least * 1.25);
    }
  });

  it("gives up after three failures", () => {
    expect(delayBeforeRetry({ status: 503 }, 3, NOW)).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 409, 422, 501])("gives up at once on %i, which will not change", (status) => {
    expect(delayBeforeRetry({ status }, 1, NOW)).toBeUndefined();
  });

  it("tries again where there was no answer at all", () => {
    expect(delayBeforeRetry({}, 1, NOW)).toBeGreaterThanOrEqual(500);
  });

  it.each<[string, number | undefined]>([
    ["7", 7000],
    ["0", 0],
    ["Wed, 18 Mar 2026 12:00:09 GMT", 9000],
    ["Wed, 18 Mar 2026 11:00:00 GMT", 0],
    ["31", undefined],
    ["Wed, 18 Mar 2026 12:01:00 GMT", undefined],
  ])("honours Retry-After: %s", (after, delay) => {
    expect(delayBeforeRetry({ status: 503, headers: { "retry-after": after } }, 1, NOW)).toBe(delay);
  });

  it.each(["1.5", "-1", "soon", ""])("takes no notice of Retry-After: %s", (after) => {
    const delay = delayBeforeRetry({ status: 503, headers: { "retry-after": after } }, 1, NOW);
    expect(delay).toBeGreaterThanOrEqual(500);
  });

  it.each([
    ["seconds from now", "4"],
    ["an epoch second", String(NOW.getTime() / 1000 + 4)],
  ])("honours a reset header on a 429, given as %s", (_how, reset) => {
    expect(delayBeforeRetry({ status: 429, headers: { "x-ratelimit-reset": reset } }, 1, NOW)).toBe(4000);
  });

  it("takes no notice of the reset header that some APIs send with every answer", () => {
    const headers = { "x-ratelimit-reset": String(NOW.getTime() / 1000 + 3000) };
    expect(delayBeforeRetry({ status: 502, headers }, 1, NOW)).toBeLessThan(1000);
  });

  it("refuses a count below 1", () => {
    expect(() => delayBeforeRetry({ status: 503 }, 0, NOW)).toThrow(RangeError);
  });
});
