import { afterAll, beforeAll, expect, it } from "vitest";
import { type Ground, openGround } from "../support/team.ts";
import { judge } from "./oracle.ts";
import { runAttacks } from "./run-attacks.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

it("I1, E1: a planner that always attacks gets nothing done that nobody approved", async () => {
  const report = await runAttacks([ground], { proposals: 1_000, seed: 7 });
  expect(report.violations).toEqual([]);
  expect(report.broken).toEqual([]);
  expect(report.honestDone).toBe(report.honest);
  expect(report.plays).toBeGreaterThan(report.families - 1);
}, 120_000);

it("is judged by somebody who would notice", () => {
  const request = { method: "DELETE", url: "/records/1", headers: {}, body: "", at: 0 };
  expect(judge([request], { presses: [] }).violations).toHaveLength(1);
  expect(
    judge([{ ...request, method: "GET", url: "/records/../admin" }], { presses: [] }).violations,
  ).toHaveLength(1);
});
