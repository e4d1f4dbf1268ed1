import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDate, parseInstant } from "../../src/results/parse-instant.ts";

const anyDate = fc.date({
  min: new Date("0001-01-01"),
  max: new Date("9999-12-31T23:59:59Z"),
  noInvalidDate: true,
});

describe("reading instants", () => {
  it("agrees with Date on every date and time", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const text = date.toISOString();
        expect(parseInstant(text)).toBe(BigInt(date.getTime()) * 1000n);
        expect(parseDate(text.slice(0, 10))).toBe(Math.floor(date.getTime() / 86_400_000));
      }),
    );
  });

  it.each([
    ["2026-03-01T00:30:00+02:00", "2026-02-28T22:30:00Z"],
    ["2026-03-01T00:30:00-0530", "2026-03-01T06:00:00Z"],
    ["2026-03-01 00:30:00 UTC", "2026-03-01T00:30:00Z"],
    ["2026-03-01 00:30", "2026-03-01T00:30:00Z"],
  ])("takes %s for %s", (text, instant) => {
    expect(parseInstant(text)).toBe(BigInt(Date.parse(instant)) * 1000n);
  });

  it("keeps microseconds and cuts what is finer", () => {
    expect(parseInstant("1970-01-01T00:00:00.1234567Z")).toBe(123_456n);
  });

  it.each([
    "2026-02-29T00:00:00Z",
    "2026-13-01",
    "2026-01-00",
    "2026-01-01T24:00:00Z",
    "2026-01-01T10",
    "1/2/2026",
  ])("refuses %s", (text) => {
    expect(parseInstant(text) ?? parseDate(text)).toBeUndefined();
  });
});
