import { describe, expect, it } from "vitest";
import { maySendAgain, withIdempotencyKey } from "../../src/execution/idempotency.ts";
import type { PreparedCall } from "../../src/execution/prepared-request.ts";
import { NOON } from "../support/team.ts";

const callOf = (headers: Record<string, string>, more: Partial<PreparedCall> = {}) =>
  ({
    ...{ effect: "write", idempotencyHeader: "idempotency-key", ...more },
    request: { method: "POST", url: "https://api.test/orders", headers },
  }) as unknown as PreparedCall;
const keyed = withIdempotencyKey(callOf({}), "call_1");

describe("D3: an idempotency key", () => {
  it("D3: is the same for a call each time, and another for another call", () => {
    const key = expect.stringMatching(/^chief-[0-9a-f]{40}$/);
    expect(keyed.request.headers).toEqual({ "idempotency-key": key });
    expect(withIdempotencyKey(callOf({}), "call_1")).toEqual(keyed);
    expect(withIdempotencyKey(callOf({}), "call_2")).not.toEqual(keyed);
  });

  it("D3: stands beside the other headers, and is the caller's where one was given", () => {
    const { headers } = withIdempotencyKey(callOf({ "X-Other": "1" }), "call_1").request;
    expect(headers).toEqual({ "X-Other": "1", ...keyed.request.headers });
    const given = callOf({ "X-Other": "1", "Idempotency-Key": "theirs" });
    expect(withIdempotencyKey(given, "call_1")).toBe(given);
  });

  it("D3: is in no read, and in nothing whose API takes none", () => {
    const read = callOf({}, { effect: "read" });
    expect(withIdempotencyKey(read, "call_1")).toBe(read);
    const { idempotencyHeader: _, ...without } = callOf({});
    expect(withIdempotencyKey(without, "call_1")).toBe(without);
  });
});

describe("D3: what may have been sent is sent again", () => {
  const may = (more: object = {}, afterMs = 1000) =>
    maySendAgain(
      { id: "call_1", request: keyed.request, attempts: 1, sentAt: NOON, ...more },
      new Date(NOON.getTime() + afterMs),
    );

  it("D3: under the key of exactly this call", () => {
    expect(may()).toBe(true);
    expect(may({ id: "call_2" })).toBe(false);
    expect(may({ request: callOf({ "idempotency-key": "theirs" }).request })).toBe(false);
  });

  it("D3: three times in all", () => {
    expect(may({ attempts: 2 })).toBe(true);
    expect(may({ attempts: 3 })).toBe(false);
  });

  it("D3: within an hour, and never where nobody knows when it was sent", () => {
    expect(may({}, 60 * 60_000 - 1)).toBe(true);
    expect(may({}, 60 * 60_000)).toBe(false);
    expect(may({ sentAt: null }, -NOON.getTime())).toBe(false);
  });
});
