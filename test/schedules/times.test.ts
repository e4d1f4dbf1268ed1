import { describe, expect, it } from "vitest";
import { checkCron, nextFires } from "../../src/schedules/next-fires.ts";
import { readTimes } from "../../src/schedules/read-times.ts";
import { readScheduleRequest } from "../../src/schedules/schedule-requests.ts";
import { catalogueWith, viewOf } from "../planning/commands/fixtures.ts";

describe("G1: times in words", () => {
  it.each([
    ["every weekday at 9", "0 9 * * 1-5"],
    ["weekdays at 9:30", "30 9 * * 1-5"],
    ["every day at 5 pm", "0 17 * * *"],
    ["daily at 12am", "0 0 * * *"],
    ["daily", "0 9 * * *"],
    ["every Monday and Thursday at noon", "0 12 * * 1,4"],
    ["on Tuesdays at 14.45", "45 14 * * 2"],
    ["every weekend at midnight", "0 0 * * 0,6"],
    ["every 15 minutes", "*/15 * * * *"],
    ["every 6 hours", "0 */6 * * *"],
    ["hourly", "0 * * * *"],
    ["on the 1st of every month at 8am", "0 8 1 * *"],
    ["every month on the 31st", "0 9 31 * *"],
    ["cron 5 4 * * 1", "5 4 * * 1"],
    ["every 7 minutes", undefined],
    ["every day at 25", undefined],
    ["every customer", undefined],
    ["daily-count", undefined],
    ["on the 45th of every month", undefined],
  ])("%s is %s", (text, cron) => {
    expect(readTimes(text)?.cron).toBe(cron);
  });

  it.each([
    ["0 9 * * 1-5", true],
    ["61 * * * *", false],
    ["* * * * * *", false],
    ["0 0 31 2 *", false],
    ["0 9 * *", false],
    ["whenever", false],
  ])("cron %s can be used: %s", (cron, ok) => {
    expect(checkCron(cron, "Europe/Berlin").ok).toBe(ok);
  });
});

describe("G1: a request with times in it", () => {
  const read = (text: string) => readScheduleRequest(viewOf(text, catalogueWith([])))?.input;

  it.each([
    [
      "every weekday at 9 run order-report in #ops",
      { request: "order-report", channel: "#ops", times: "every weekday at 9" },
    ],
    ["run order-report every Monday at 8:30", { request: "order-report", times: "every Monday at 8:30" }],
    [
      "schedule order-report for every day at noon in <#C1|ops>",
      { request: "order-report", channel: "<#C1|ops>" },
    ],
    [
      "every 15 minutes, call our Internal Orders API: GET /orders",
      { request: "call our Internal Orders API: GET /orders" },
    ],
  ])("%s", (text, input) => {
    expect(read(text)).toMatchObject(input);
  });

  it.each(["list the orders that come every Monday at 9 from Berlin", "show orders", "every weekday at 9"])(
    "is not one: %s",
    (text) => expect(read(text)).toBeUndefined(),
  );
});

describe("G1 G2: days on which the clocks change", () => {
  const fires = (cron: string, timeZone: string, after: string, count: number) =>
    nextFires(cron, { timeZone, after: new Date(after), count }).map((at) => at.toISOString().slice(0, 16));

  it.each([
    // 2:30 does not exist on that day: it comes up at the change, and the day is not left out.
    ["America/New_York", "30 2 * * *", "2026-03-07T12:00Z", ["2026-03-08T07:00", "2026-03-09T06:30"]],
    ["Europe/Berlin", "30 2 * * *", "2026-03-28T12:00Z", ["2026-03-29T01:00", "2026-03-30T00:30"]],
    // 1:30 is there twice on that day: it comes up once.
    ["America/New_York", "30 1 * * *", "2026-10-31T12:00Z", ["2026-11-01T05:30", "2026-11-02T06:30"]],
    ["Europe/Berlin", "30 2 * * *", "2026-10-24T12:00Z", ["2026-10-25T00:30", "2026-10-26T01:30"]],
    ["Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00Z", ["2026-10-03T15:30", "2026-10-04T15:15"]],
  ])("%s, %s", (timeZone, cron, after, expected) => {
    expect(fires(cron, timeZone, after, 2)).toEqual(expected);
  });

  it("an hourly one goes on every hour through both", () => {
    const hours = nextFires("0 * * * *", {
      timeZone: "Europe/Berlin",
      after: new Date("2026-10-24T22:30Z"),
      count: 6,
    });
    const gaps = hours.slice(1).map((at, index) => at.getTime() - (hours[index]?.getTime() ?? 0));
    expect(new Set(gaps)).toEqual(new Set([3_600_000]));
  });
});
