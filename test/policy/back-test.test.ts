import { describe, expect, it } from "vitest";
import { type BackTest, createBackTest, describeBackTest, type PastCall } from "../../src/policy/index.ts";
import { ADA, BOB, callOf } from "./calls.ts";

const past = (method: string, askedBy: string, body?: unknown): PastCall =>
  callOf(method, "/orders", { askedBy, ...(body === undefined ? {} : { body }) });
const OVER_100 = { where: [{ argument: "amount", operator: ">" as const, value: 100 }] };

function tested(
  predicate: Parameters<typeof createBackTest>[0],
  calls: readonly PastCall[],
  isAllowing = false,
) {
  const test = createBackTest(predicate, isAllowing);
  test.look(calls);
  return test.result(false);
}

describe("E6: what a rule would have caught", () => {
  it("counts what it looked at and what it met, with who asked for the most", () => {
    const calls = [past("DELETE", ADA), past("DELETE", BOB), past("DELETE", BOB), past("GET", ADA)];
    expect(tested({ methods: ["DELETE"] }, calls)).toEqual({
      ...{ days: 30, looked: 4, caught: 3, cutOff: false },
      biggest: { memberId: BOB, calls: 2 },
    });
    expect(tested({ methods: ["PUT"] }, calls)).toEqual({ days: 30, looked: 4, caught: 0, cutOff: false });
  });

  it("names the same person of two with as many, in whatever order they came", () => {
    for (const calls of [
      [past("GET", BOB), past("GET", ADA)],
      [past("GET", ADA), past("GET", BOB)],
    ])
      expect(tested({}, calls).biggest).toEqual({ memberId: ADA, calls: 1 });
  });

  it("reads as the rule would: widely where it restricts, narrowly where it allows", () => {
    expect(tested(OVER_100, [past("POST", BOB, {})]).caught).toBe(1);
    expect(tested(OVER_100, [past("POST", BOB, {})], true).caught).toBe(0);
  });

  const told = (more: Partial<BackTest>) =>
    describeBackTest(
      { days: 30, looked: 230, caught: 14, cutOff: false, ...more },
      { verb: "caught", nameOf: () => "Ada" },
    );
  it.each([
    [{}, "It would have caught 14 of the 230 calls of the last 30 days."],
    [
      { biggest: { memberId: ADA, calls: 9 } },
      "It would have caught 14 of the 230 calls of the last 30 days, most of them asked for by Ada (9).",
    ],
    [{ looked: 1, caught: 1 }, "It would have caught 1 of the 1 call of the last 30 days."],
    [
      { looked: 50_000, cutOff: true },
      "It would have caught 14 of the newest 50,000 calls of the last 30 days.",
    ],
    [{ looked: 0, caught: 0 }, "There were no calls in the last 30 days to try it on."],
  ])("%o", (more, words) => expect(told(more)).toBe(words));
});
