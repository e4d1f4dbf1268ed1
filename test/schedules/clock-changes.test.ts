import { describe, expect, it } from "vitest";
import { upcoming } from "../../src/schedules/describe-schedule.ts";
import { nextFires } from "../../src/schedules/next-fires.ts";

/**
 * Written by hand from the days on which the clocks change in 2026: Berlin 29 March 02:00→03:00 and 25 October
 * 03:00→02:00; New York 8 March 02:00→03:00 and 1 November 02:00→01:00; Lord Howe, by half an hour, 4 October
 * 02:00→02:30 and 5 April 02:00→01:30. Times are UTC.
 */
const TABLE: readonly [zone: string, cron: string, after: string, next: readonly string[]][] = [
  // A time that is left out comes up at the change; the day is not left out.
  ["Europe/Berlin", "30 2 * * *", "2026-03-28T12:00Z", ["03-29T01:00", "03-30T00:30"]],
  ["Europe/Berlin", "0 2 * * *", "2026-03-28T12:00Z", ["03-29T01:00", "03-30T00:00"]],
  ["America/New_York", "30 2 * * *", "2026-03-07T12:00Z", ["03-08T07:00", "03-09T06:30"]],
  ["America/New_York", "15 2 * * 0", "2026-03-07T12:00Z", ["03-08T07:00", "03-15T06:15"]],
  ["Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00Z", ["10-03T15:30", "10-04T15:15"]],
  // A time that comes twice comes up the first time only.
  ["Europe/Berlin", "30 2 * * *", "2026-10-24T12:00Z", ["10-25T00:30", "10-26T01:30"]],
  ["America/New_York", "30 1 * * *", "2026-10-31T12:00Z", ["11-01T05:30", "11-02T06:30"]],
  ["Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00Z", ["04-04T14:45", "04-05T15:15"]],
  // What is beside the change is not touched by it.
  ["Europe/Berlin", "0 9 * * 1-5", "2026-03-27T12:00Z", ["03-30T07:00", "03-31T07:00"]],
  ["Europe/Berlin", "0 9 * * 1-5", "2026-10-23T12:00Z", ["10-26T08:00", "10-27T08:00"]],
  ["America/New_York", "0 0 * * *", "2026-03-07T12:00Z", ["03-08T05:00", "03-09T04:00"]],
  ["America/New_York", "0 3 * * *", "2026-10-31T12:00Z", ["11-01T08:00", "11-02T08:00"]],
  ["Australia/Lord_Howe", "0 9 * * *", "2026-10-03T12:00Z", ["10-03T22:00", "10-04T22:00"]],
  ["Australia/Lord_Howe", "0 9 * * *", "2026-04-04T12:00Z", ["04-04T22:30", "04-05T22:30"]],
];

describe("G1 G2: days on which the clocks change, against a table", () => {
  it.each(TABLE)("%s, %s after %s", (timeZone, cron, after, next) => {
    const fires = nextFires(cron, { timeZone, after: new Date(after), count: next.length });
    expect(fires.map((at) => at.toISOString().slice(5, 16))).toEqual(next);
  });

  it.each([
    ["Europe/Berlin", "0 * * * *", 60],
    ["America/New_York", "*/15 * * * *", 15],
    ["Australia/Lord_Howe", "*/30 * * * *", 30],
  ])("%s, %s goes on evenly through both changes of a year", (timeZone, cron, minutes) => {
    for (const around of [
      "2026-03-07T00:00Z",
      "2026-03-28T12:00Z",
      "2026-04-04T00:00Z",
      "2026-10-03T00:00Z",
      "2026-10-24T12:00Z",
      "2026-10-31T12:00Z",
    ]) {
      const fires = nextFires(cron, { timeZone, after: new Date(around), count: (36 * 60) / minutes });
      const gaps = fires.slice(1).map((at, index) => at.getTime() - (fires[index]?.getTime() ?? 0));
      expect(new Set(gaps)).toEqual(new Set([minutes * 60_000]));
    }
  });

  it.each([
    ["Europe/Berlin", "2026-03-28T12:00Z", "the clocks go forward past 02:30 on that day"],
    ["Europe/Berlin", "2026-10-24T12:00Z", "02:30 comes twice on that day, it runs the first time"],
    ["Europe/Berlin", "2026-06-01T12:00Z", undefined],
  ])("the preview says so: %s after %s", (timeZone, after, note) => {
    expect(upcoming({ cron: "30 2 * * *", timeZone }, new Date(after))[0]?.note).toBe(note);
  });
});
