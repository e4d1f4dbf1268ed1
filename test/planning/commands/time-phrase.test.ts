import { describe, expect, it } from "vitest";
import { describeUse, describeWindow, findTimePhrase } from "../../../src/planning/commands/time-phrase.ts";

/** Wednesday, 18 March 2026, 12:00 UTC: 13:00 in Berlin, 08:00 in New York (summer time already), 17:30 in Kolkata. */
const NOW = "2026-03-18T12:00:00Z";

/** [time zone, text, start, end, now unless NOW] */
const PHRASES: readonly (readonly [string, string, string, string, string?])[] = [
  ["UTC", "orders of the last 24 hours", "2026-03-17T12:00:00Z", NOW],
  ["UTC", "past 3 days", "2026-03-15T12:00:00Z", NOW],
  ["UTC", "the previous 90 minutes", "2026-03-18T10:30:00Z", NOW],
  ["UTC", "in the last hour", "2026-03-18T11:00:00Z", NOW],
  ["UTC", "the last 2 months", "2026-01-18T12:00:00Z", NOW],
  ["UTC", "Yesterday's data", "2026-03-17T00:00:00Z", "2026-03-18T00:00:00Z"],
  ["Europe/Berlin", "yesterday", "2026-03-16T23:00:00Z", "2026-03-17T23:00:00Z"],
  ["America/New_York", "yesterday’s", "2026-03-17T04:00:00Z", "2026-03-18T04:00:00Z"],
  ["Asia/Kolkata", "yesterday", "2026-03-16T18:30:00Z", "2026-03-17T18:30:00Z"],
  ["Pacific/Kiritimati", "today", "2026-03-18T10:00:00Z", NOW],
  ["Europe/Berlin", "today", "2026-03-17T23:00:00Z", NOW],
  ["Europe/Berlin", "since yesterday", "2026-03-16T23:00:00Z", NOW],
  ["Europe/Berlin", "last week", "2026-03-08T23:00:00Z", "2026-03-15T23:00:00Z"],
  ["America/New_York", "this week", "2026-03-16T04:00:00Z", NOW],
  ["America/New_York", "last month", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z"],
  ["UTC", "this month", "2026-03-01T00:00:00Z", NOW],
  ["UTC", "last quarter", "2025-10-01T00:00:00Z", "2026-01-01T00:00:00Z"],
  ["UTC", "this quarter", "2026-01-01T00:00:00Z", NOW],
  ["UTC", "last year", "2025-01-01T00:00:00Z", "2026-01-01T00:00:00Z"],
  ["Europe/Berlin", "since 2026-03-01", "2026-02-28T23:00:00Z", NOW],
  ["Europe/Berlin", "on 2026-03-10", "2026-03-09T23:00:00Z", "2026-03-10T23:00:00Z"],
  ["UTC", "between 2026-03-01 and 2026-03-07", "2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z"],
  ["UTC", "from 2026-03-01 to 2026-03-07", "2026-03-01T00:00:00Z", "2026-03-08T00:00:00Z"],
  // Berlin sets its clocks forward on 29 March 2026: that day has 23 hours.
  ["Europe/Berlin", "yesterday", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T10:00:00Z"],
  ["Europe/Berlin", "last 24 hours", "2026-03-28T10:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T10:00:00Z"],
  ["Europe/Berlin", "past 1 day", "2026-03-28T11:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T10:00:00Z"],
  // and back on 25 October 2026: 25 hours.
  ["Europe/Berlin", "yesterday", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", "2026-10-26T10:00:00Z"],
  ["America/New_York", "yesterday", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", "2026-11-02T12:00:00Z"],
  ["America/New_York", "yesterday", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "2026-03-09T12:00:00Z"],
];

describe("D6: time phrases", () => {
  it.each(PHRASES.map(([timeZone, text, start, end, now = NOW]) => ({ timeZone, text, start, end, now })))(
    "in $timeZone at $now, “$text” is $start to $end",
    ({ timeZone, text, start, end, now }) => {
      const window = findTimePhrase(text, new Date(now), timeZone);
      expect(window && [window.start, window.end]).toEqual([new Date(start), new Date(end)]);
    },
  );

  it.each([
    "list orders",
    "the last order",
    "on 2026-02-30",
    "since when?",
    "lasting",
    "yesterdays-orders is a name",
  ])("finds none in “%s”", (text) => {
    expect(findTimePhrase(text, new Date(NOW), "UTC")).toBeUndefined();
  });

  it("says to what a phrase was resolved", () => {
    const window = findTimePhrase("Yesterday", new Date(NOW), "America/New_York");
    expect(window && describeWindow(window, "America/New_York")).toBe(
      "yesterday = 17 Mar 2026, 00:00 to 18 Mar 2026, 00:00, America/New_York",
    );
  });

  it.each([
    ["Asia/Kolkata", "yesterday", "2026-03-17", "2026-03-18"],
    ["America/Los_Angeles", "yesterday", "2026-03-17", "2026-03-18"],
    ["Europe/Berlin", "last week", "2026-03-09", "2026-03-16"],
    ["Europe/Berlin", "the last 24 hours", "2026-03-17", "2026-03-19"],
  ])("in %s, the days of “%s” are %s up to %s", (timeZone, text, from, until) => {
    const window = findTimePhrase(text, new Date("2026-03-18T12:00:00Z"), timeZone);
    expect(window?.days).toEqual({ from, until });
  });

  const told = (...used: string[]) => {
    const window = findTimePhrase("yesterday", new Date("2026-03-18T12:00:00Z"), "Europe/Berlin");
    return window && describeUse(window, { used, timeZone: "Europe/Berlin" });
  };

  it.each([
    ['{"since":"2026-03-16T23:00:00.000Z"}'],
    ['{"since":"2026-03-17T00:00:00+01:00"}'],
    ['{"since":"2026-03-17"}'],
    ['{"since":1773702000}'],
    ["SELECT 1 FROM orders WHERE created_at >= '2026-03-17 00:00:00'"],
  ])("tells what a phrase was resolved to where that was used: %s", (used) => {
    expect(told(used)).toBe("yesterday = 17 Mar 2026, 00:00 to 18 Mar 2026, 00:00, Europe/Berlin");
  });

  it("tells of other times where these were used, and where none was", () => {
    expect(told('{"since":"2026-03-15T23:00:00Z","until":"2026-03-16T23:00:00Z"}')).toBe(
      "“yesterday” was taken for 16 Mar 2026, 00:00 to 17 Mar 2026, 00:00, Europe/Berlin",
    );
    expect(told('{"action":"orders.list-orders","arguments":{"id":"7"}}')).toBe(
      "no time was sent for “yesterday”",
    );
    expect(told("SELECT 1 FROM orders WHERE created_at >= current_date - 1")).toBeUndefined();
    expect(told("SELECT '2026-99-99'")).toBe("no time was sent for “yesterday”");
  });

  it("goes by the times that the data had been read with, where no other time was named since", () => {
    const window = findTimePhrase("yesterday", new Date(NOW), "Europe/Berlin");
    if (!window) throw new Error("no span");
    const before = ["2026-03-16T23:00:00.000Z", "2026-03-17T23:00:00.000Z"];
    const used = (text: string) => describeUse(window, { used: [text], before, timeZone: "Europe/Berlin" });
    expect(used("SELECT status, count(*) FROM orders GROUP BY 1")).toBe(
      "yesterday = 17 Mar 2026, 00:00 to 18 Mar 2026, 00:00, Europe/Berlin",
    );
    expect(used("SELECT 1 FROM orders WHERE at >= '2026-03-15T23:00:00Z'")).toContain("was taken for 16 Mar");
    expect(used("SELECT 1 FROM orders WHERE at >= current_date - 1")).toBeUndefined();
  });
});
