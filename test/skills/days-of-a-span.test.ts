import { expect, it } from "vitest";
import { type Frame, settingOf } from "../../src/skills/frame.ts";

const frame = { inputs: {}, others: {} } as unknown as Frame;

it.each([
  ["Asia/Kolkata", "2026-03-17", "2026-03-18", "2026-03-16T18:30:00.000Z"],
  ["America/Los_Angeles", "2026-03-17", "2026-03-18", "2026-03-17T07:00:00.000Z"],
])("D6: in %s, yesterday's days are those of the person", (timeZone, from, until, start) => {
  const { timeAt } = settingOf(frame, { startedAt: new Date("2026-03-18T12:00:00Z"), timeZone });
  const at = (edge: "start" | "end", isDay: boolean) => timeAt({ phrase: "yesterday", edge, isDay });
  expect([at("start", true), at("end", true), at("start", false)]).toEqual([from, until, start]);
});
