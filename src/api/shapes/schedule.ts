import { z } from "zod";
import { instant, person } from "./common.ts";

const policies = {
  missed: z.enum(["latest", "skip"]).describe("What becomes of times that nobody was there for."),
  overlapping: z.enum(["skip", "queue", "run"]).describe("While the time before is not done."),
  broken: z.enum(["pause", "skip"]).describe("When an integration that it needs is failing."),
  unanswered: z.enum(["expire", "ask", "skip"]).describe("When nobody answers what it asks."),
  answerWithinMinutes: z.number().int(),
  tells: z.enum(["always", "found", "changed"]).describe("When it posts something."),
};

/** A schedule as it is entered. What is left out is as usual, or as it was. */
export const scheduleInput = z.strictObject({
  request: z.string().min(1).max(2_000).describe("What to ask each time: a skill, or any request in words."),
  times: z.string().min(1).max(500).describe("`every weekday at 9`, or `cron 0 9 * * 1-5`."),
  timeZone: z.string().max(100).optional().describe("IANA name; yours when absent."),
  channel: z.string().max(100).default("").describe("`#ops`; empty for direct messages to its maker."),
  policies: z
    .strictObject({
      missed: policies.missed.exactOptional(),
      overlapping: policies.overlapping.exactOptional(),
      broken: policies.broken.exactOptional(),
      unanswered: policies.unanswered.exactOptional(),
      answerWithinMinutes: z.number().int().min(1).max(10_080).exactOptional(),
      fallback: z
        .string()
        .nullable()
        .describe("The member who is asked besides; for admins to name.")
        .exactOptional(),
      tells: policies.tells.exactOptional(),
    })
    .optional(),
});

/** The times of a schedule, to be read back before it is made. */
export const timesInput = scheduleInput.pick({ times: true, timeZone: true });

export const timesShape = z.object({
  words: z.string(),
  next: z.array(
    z.object({
      at: instant,
      local: z.string(),
      note: z.string().nullable().describe("What the change of the clocks does to it."),
    }),
  ),
});

export const scheduleShape = z
  .object({
    id: z.string(),
    number: z.number().int().describe("What people call it by."),
    request: z.string(),
    words: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    channel: z.string().describe("`#ops`, or `direct message`."),
    state: z.enum(["active", "paused"]),
    pausedBecause: z.string().nullable(),
    nextFireAt: instant.nullable(),
    ...policies,
    fallback: z.string().nullable(),
    madeBy: person,
    createdAt: instant,
    mayChange: z.boolean().describe("Whether you may."),
  })
  .meta({ id: "Schedule" });

/** A time of a schedule that came. */
export const fireShape = z.object({
  fireAt: instant,
  state: z.string().describe("`begun`, `missed`, `overlapped`, `broken`, `unanswered`, …"),
  note: z.string().nullable(),
  runId: z.string().nullable(),
  runState: z.string().nullable(),
});
