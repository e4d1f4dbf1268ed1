import { describe, expect, it } from "vitest";
import { pauseBeforeRepeat } from "../../src/model/pause-before-repeat.ts";

const NOON = new Date("2026-03-18T12:00:00.000Z");
const first = { failures: 1, most: 2 };
const answered = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
});

describe("the pause before a completion is asked for again", () => {
  it.each([408, 409, 429, 500, 503])("after %i is half a second, or up to a quarter less", (status) => {
    const pause = pauseBeforeRepeat(answered(status), first, NOON);
    expect(pause).toBeGreaterThanOrEqual(375);
    expect(pause).toBeLessThanOrEqual(500);
  });

  it("doubles with each failure, up to eight seconds", () => {
    const third = pauseBeforeRepeat(undefined, { failures: 3, most: 9 }, NOON) ?? 0;
    const ninth = pauseBeforeRepeat(undefined, { failures: 9, most: 9 }, NOON) ?? 0;
    expect(third).toBeGreaterThanOrEqual(1_500);
    expect(third).toBeLessThanOrEqual(2_000);
    expect(ninth).toBeLessThanOrEqual(8_000);
  });

  it.each([200, 308, 400, 401, 404, 422])("does not come after %i", (status) => {
    expect(pauseBeforeRepeat(answered(status), first, NOON)).toBeUndefined();
  });

  it("does not come after as many repeats as are allowed, also when there was no answer", () => {
    expect(pauseBeforeRepeat(undefined, { failures: 2, most: 2 }, NOON)).toBeGreaterThan(0);
    expect(pauseBeforeRepeat(undefined, { failures: 3, most: 2 }, NOON)).toBeUndefined();
  });

  it.each([
    ["seconds", "7", 7_000],
    ["a date", "Wed, 18 Mar 2026 12:00:09 GMT", 9_000],
    ["a longer wait than a person's", "21", undefined],
  ])("is what the server asks for: %s", (_, retryAfter, pause) => {
    expect(pauseBeforeRepeat(answered(429, { "retry-after": retryAfter }), first, NOON)).toBe(pause);
  });

  it("follows the server's own view of whether it helps", () => {
    expect(pauseBeforeRepeat(answered(503, { "x-should-retry": "false" }), first, NOON)).toBeUndefined();
    expect(pauseBeforeRepeat(answered(400, { "x-should-retry": "true" }), first, NOON)).toBeGreaterThan(0);
  });
});
