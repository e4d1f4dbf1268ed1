import { describe, expect, it } from "vitest";
import { checkCron } from "../../src/schedules/next-fires.ts";
import { readPolicies } from "../../src/schedules/read-policies.ts";
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
    ["every hour at minute 15", "15 * * * *"],
    ["on the 22nd of every month at noon", "0 12 22 * *"],
    ["on the 1st of every month at 8am", "0 8 1 * *"],
    ["every month on the 31st", "0 9 31 * *"],
    ["cron 5 4 * * 1", "5 4 * * 1"],
    ["every 7 minutes", undefined],
    ["every day at 25", undefined],
    ["every customer", undefined],
    ["daily-count", undefined],
    ["on the 45th of every month", undefined],
  ])("%s is %s", (text, cron) => {
    const read = readTimes(text);
    expect(read?.cron).toBe(cron);
    expect(readTimes(read?.words ?? "")?.cron).toBe(cron);
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

describe("G2: policies in words", () => {
  it.each([
    ["only tell me if there are any", { tells: "found" }],
    ["and only post when there is something to say", { tells: "found" }],
    ["tell us only if it changed", { tells: "changed" }],
    ["but only if the number has changed", { tells: "changed" }],
    ["always tell me", { tells: "always" }],
    ["skip missed ones", { missed: "skip" }],
    ["queue overlapping runs", { overlapping: "queue" }],
    ["skip it when the connection is broken", { broken: "skip" }],
    ["skip it if nobody answers", { unanswered: "skip" }],
    ["ask @bob if nobody answers", { unanswered: "ask" }],
    ["order-report", {}],
  ])("%s", (text, policies) => {
    expect(readPolicies(text).policies).toEqual(policies);
  });

  it("leaves what it does not know where it is, and takes a condition alone for what to look for", () => {
    expect(readPolicies("order-report, skip missed ones, queue overlapping ones").rest).toBe("order-report");
    expect(readPolicies("every hour, only tell me if there are orders on hold")).toMatchObject({
      rest: "every hour",
      sought: "orders on hold",
      policies: { tells: "found" },
    });
  });
});

describe("G3: sentences about schedules", () => {
  const read = (text: string) => readScheduleRequest(viewOf(text, catalogueWith([])))?.input;

  it.each([
    ["pause schedule 3", { do: "pause", numbers: [3] }],
    ["resume schedules 1, 2 and 12", { do: "resume", numbers: [1, 2, 12] }],
    ["run schedule #4 now", { do: "run_now", numbers: [4] }],
    ["remove schedule 1.", { do: "delete", numbers: [1] }],
    [
      "change schedule 2 to every weekday at 10",
      { do: "change", numbers: [2], change: "to every weekday at 10" },
    ],
  ])("%s", (text, input) => expect(read(text)).toEqual(input));
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
    [
      "every hour list late orders, only tell me if there are any",
      { request: "list late orders", times: "every hour", tells: "found" },
    ],
    [
      "every hour, only tell me if there are orders on hold in our Internal Orders API",
      { request: "list orders on hold in our Internal Orders API", tells: "found" },
    ],
    [
      "every day at 8 run order-report in #ops, only if it changed, skip missed ones",
      {
        request: "order-report",
        channel: "#ops",
        tells: "changed",
        policies: "every day at 8 run order-report in #ops, only if it changed, skip missed ones",
      },
    ],
  ])("%s", (text, input) => {
    expect(read(text)).toMatchObject(input);
  });

  it.each(["list the orders that come every Monday at 9 from Berlin", "show orders", "every weekday at 9"])(
    "is not one: %s",
    (text) => expect(read(text)).toBeUndefined(),
  );
});
