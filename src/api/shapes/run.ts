import { z } from "zod";
import { instant, person } from "./common.ts";

/** What a caller sees of a run's state; `running` stands for all that goes on by itself. */
export const runState = z.enum(["running", "waiting", "done", "failed", "stopped"]);

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const table = z
  .object({
    title: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.array(cell)),
    partial: z
      .string()
      .optional()
      .describe("What part of the data the numbers are over, where that is not all."),
  })
  .meta({ id: "Table" });

const receipt = z
  .object({
    line: z.string().describe("The receipt in one line."),
    calls: z.array(
      z.object({
        integration: z.string(),
        title: z.string(),
        outcome: z.string().describe("A status, or failed, refused or unknown."),
        rows: z.number().nullable(),
        pages: z.number().nullable(),
        complete: z.boolean().nullable().describe("Whether all that there is was read."),
        why: z.string().optional().describe("Why it was not read to its end."),
        knownTotal: z.number().optional().describe("How many records there are, where the API says so."),
        asOf: z.string().optional().describe("When reading began."),
        allowedBy: z.string().optional(),
      }),
    ),
    approvedBy: z.array(z.string()),
    window: z
      .string()
      .optional()
      .describe("The time phrase of the request, by the times that were sent and computed with."),
    modelCalls: z.number(),
    tokens: z.number(),
    durationMs: z.number(),
  })
  .meta({ id: "Receipt" });

/** A run as the API gives it. */
export const runShape = z
  .object({
    id: z.string(),
    state: runState.describe("waiting: for an approval."),
    text: z.string(),
    askedBy: person,
    startedAt: instant,
    finishedAt: instant.nullable(),
    answer: z.object({ text: z.string().describe("Markdown."), tables: z.array(table) }).nullable(),
    receipt: receipt.nullable(),
    failure: z.string().nullable().describe("`room.reason`, where it failed."),
    feedback: z
      .array(z.object({ by: person, verdict: z.enum(["good", "bad"]), at: instant }))
      .describe("What people said of the answer by its buttons; of each person the last."),
    approvals: z.array(z.string()).describe("The ids of the approvals that it waits for."),
    url: z.string().describe("Its page on the dashboard."),
  })
  .meta({ id: "Run" });
