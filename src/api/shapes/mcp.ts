import { z } from "zod";
import { anyJson, instant } from "./common.ts";

const definition = z.record(z.string(), anyJson).describe("As its server gives it.");

export const mcpServerShape = z
  .object({
    name: z.string(),
    version: z.string(),
    protocol: z.string().describe("The revision of the protocol that was agreed on."),
    listedAt: instant.describe("When its tools were last read."),
    leftOut: z.array(z.object({ name: z.string(), why: z.string() })).describe("Tools that cannot be used."),
  })
  .meta({ id: "McpServer" });

export const mcpToolShape = z
  .object({
    actionId: z.string().describe("The action that calls it; it is switched on and off as every action is."),
    name: z.string(),
    title: z.string(),
    description: z.string(),
    effect: z.enum(["read", "write", "destroy"]),
    enabled: z.boolean(),
    obstacle: z.string().nullable().describe("Why it cannot be called."),
    state: z
      .enum(["accepted", "changed", "kept_off", "gone"])
      .describe("changed: its server defines it otherwise now, and an admin decides."),
    pin: z.string().describe("Identifies exactly this definition; send it to mark what the tool does."),
    definition,
    offered: z
      .object({ pin: z.string().describe("Send it to accept this, or to keep the tool off."), definition })
      .nullable()
      .describe("What its server offers instead, where that is something else."),
  })
  .meta({ id: "McpTool" });
