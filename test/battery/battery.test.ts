import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ground, openGround } from "../support/team.ts";
import { playBattery } from "./battery.ts";

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground?.close());

describe("D4, D5, D6: generated questions equal a computation by hand", () => {
  it("over every style of paging, by the commands and by a model, with pages that fail half-way", async () => {
    const { wrong, ...counts } = await playBattery(ground, {
      ...{ seed: 41, questions: 80, mostRows: 300, ofProviders: 24 },
    });
    expect(wrong).toEqual([]);
    expect(counts.questions).toBe(80);
    expect(counts.byCommands).toBeGreaterThan(40);
    expect(counts.byModel).toBeGreaterThan(20);
    expect(counts.broken).toBeGreaterThan(15);
    expect(counts.ofProviders).toBeGreaterThan(10);
  }, 300_000);
});
