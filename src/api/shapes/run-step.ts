import { z } from "zod";
import { anyJson, instant } from "./common.ts";

const decision = z.object({
  kind: z.literal("decision"),
  at: instant,
  by: z.enum(["commands", "model", "skill"]),
  text: z.string(),
  tools: z.array(z.object({ name: z.string(), arguments: z.string() })),
  promptTokens: z.number(),
  completionTokens: z.number(),
  durationMs: z.number(),
});

const tool = z.object({
  kind: z.literal("tool"),
  at: instant,
  name: z.string(),
  ok: z.boolean(),
  durationMs: z.number(),
  callId: z.string().nullable(),
  sql: z.string().nullable(),
});

const call = z.object({
  kind: z.literal("call"),
  at: instant,
  id: z.string(),
  integrationId: z.string(),
  title: z.string(),
  state: z.string(),
  request: z.object({ method: z.string(), url: z.string(), body: z.string().nullable() }),
  status: z.number().nullable(),
  durationMs: z.number().nullable(),
  failure: z.string().nullable(),
  rows: z.number().nullable(),
  pages: z.number().nullable(),
  complete: z.boolean().nullable(),
  firstRows: anyJson.describe("The first rows of the answer, or the answer where it is no list."),
});

/** What was done in a run. */
export const runStep = z.discriminatedUnion("kind", [decision, tool, call]).meta({ id: "RunStep" });
