import { describe, expect, it } from "vitest";
import { askedDelayMs, isRateLimited } from "../../src/execution/asked-delay.ts";
import { delayBeforeRetry } from "../../src/execution/delay-before-retry.ts";

const NOW = new Date("2026-03-18T12:00:00Z");
const EPOCH_SECONDS = NOW.getTime() / 1000;
const sure = { now: NOW, random: () => 1 };

describe("C16: waiting before a read is sent again", () => {
  it.each([
    [1, 1000],
    [2, 2000],
  ])("backs off by any time up to twice as long, after %i failures", (failures, most) => {
    for (const part of [0, 0.25, 1]) {
      expect(delayBeforeRetry({ status: 503 }, failures, { now: NOW, random: () => part })).toBe(part * most);
      expect(delayBeforeRetry({}, failures, { now: NOW, random: () => part })).toBe(part * most);
    }
  });

  it("gives up after three failures", () => {
    expect(delayBeforeRetry({ status: 503 }, 3, sure)).toBeUndefined();
  });

  it.each([400, 401, 403, 404, 409, 422, 501])("gives up at once on %i, which will not change", (status) => {
    expect(delayBeforeRetry({ status }, 1, sure)).toBeUndefined();
  });

  it.each<[string, number | undefined]>([
    ["7", 7000],
    ["0", 0],
    ["Wed, 18 Mar 2026 12:00:09 GMT", 9000],
    ["Wed, 18 Mar 2026 11:00:00 GMT", 0],
    ["31", undefined],
    ["Wed, 18 Mar 2026 12:01:00 GMT", undefined],
  ])("honours Retry-After: %s", (after, delay) => {
    const failed = { status: 503, headers: { "retry-after": after } };
    expect(delayBeforeRetry(failed, 1, { now: NOW, random: () => 0 })).toBe(delay);
    const jittered = delayBeforeRetry(failed, 1, sure);
    if (delay === undefined) expect(jittered).toBeUndefined();
    else expect(jittered).toBe(delay + Math.min(delay / 10, 1000));
  });

  it.each(["1.5", "-1", "soon", ""])("takes no notice of Retry-After: %s", (after) => {
    expect(delayBeforeRetry({ status: 503, headers: { "retry-after": after } }, 1, sure)).toBe(1000);
  });

  it("tries again after GitHub's 403 for too many requests, and gives up on one for too few rights", () => {
    const limited = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(EPOCH_SECONDS + 4) };
    expect(delayBeforeRetry({ status: 403, headers: limited }, 1, { now: NOW, random: () => 0 })).toBe(4000);
    expect(delayBeforeRetry({ status: 403, headers: { "x-ratelimit-remaining": "7" } }, 1, sure)).toBe(
      undefined,
    );
  });

  it("refuses a count below 1", () => {
    expect(() => delayBeforeRetry({ status: 503 }, 0, sure)).toThrow(RangeError);
  });
});

describe("C16: how long an API asks to be left alone", () => {
  it.each<[string, Record<string, string>]>([
    ["milliseconds", { "retry-after-ms": "4000", "retry-after": "60" }],
    ["seconds from now", { "x-ratelimit-reset": "4" }],
    ["seconds from now, as the IETF has it", { "ratelimit-reset": "4" }],
    ["a part of a second", { "x-ratelimit-reset-after": "4.0" }],
    ["an epoch second", { "x-ratelimit-reset": String(EPOCH_SECONDS + 4) }],
    ["an epoch millisecond", { "x-rate-limit-reset": String(NOW.getTime() + 4000) }],
    ["an instant", { "anthropic-ratelimit-requests-reset": "2026-03-18T12:00:04Z" }],
    ["a duration", { "x-ratelimit-reset-requests": "4s" }],
    ["a structured field", { ratelimit: '"default";r=0;t=4' }],
  ])("is read from %s", (_how, headers) => {
    expect(askedDelayMs({ status: 429, headers }, NOW)).toBe(4000);
  });

  it("is read from a longer duration", () => {
    expect(askedDelayMs({ status: 429, headers: { "x-ratelimit-reset-requests": "1h6m0s" } }, NOW)).toBe(
      3_960_000,
    );
  });

  it("takes no notice of the reset header that some APIs send with every answer", () => {
    const headers = { "x-ratelimit-reset": String(EPOCH_SECONDS + 3000) };
    expect(askedDelayMs({ status: 502, headers }, NOW)).toBeUndefined();
  });

  it.each(["", "soon", "-4", "4 s"])("takes no notice of a reset of “%s”", (reset) => {
    expect(askedDelayMs({ status: 429, headers: { "x-ratelimit-reset": reset } }, NOW)).toBeUndefined();
  });

  it.each<[boolean, number, Record<string, string>]>([
    [true, 429, {}],
    [true, 403, { "retry-after": "60" }],
    [true, 403, { "x-ratelimit-remaining": "0" }],
    [false, 403, {}],
    [false, 403, { "x-ratelimit-remaining": "10" }],
    [false, 200, { "x-ratelimit-remaining": "0" }],
  ])("is %s that %i with %j is a rate limit", (isLimited, status, headers) => {
    expect(isRateLimited(status, headers)).toBe(isLimited);
  });
});
