import { z } from "zod";
import { anyJson, instant, person } from "./common.ts";

export const skillSummary = z
  .object({
    name: z.string(),
    description: z.string(),
    version: z.number().int().nullable().describe("Null for one that came with Chief."),
    isBuiltIn: z.boolean(),
    usage: z.string().describe("How it is called in a chat."),
    inputs: z.array(
      z.object({
        name: z.string(),
        type: z.enum(["string", "integer", "number", "boolean", "date"]),
        oneOf: z.array(z.string()).nullable().describe("The texts to choose from; null where any is taken."),
        description: z.string(),
        isRequired: z.boolean(),
        default: anyJson,
      }),
    ),
    faults: z.array(z.string()).describe("Why it cannot run now; empty when it can."),
  })
  .meta({ id: "SkillSummary" });

export const skillShape = skillSummary
  .extend({
    steps: z.array(z.string()),
    permissions: z.array(z.string()).describe("What it may call."),
    document: z.string().describe("The skill as a SKILL.md."),
  })
  .meta({ id: "Skill" });

export const versionShape = z
  .object({
    version: z.number().int(),
    description: z.string(),
    steps: z.array(z.string()),
    savedBy: person,
    savedAt: instant,
    restores: z.number().int().nullable().describe("The older version that it is again."),
  })
  .meta({ id: "SkillVersion" });

export const skillRunShape = z
  .object({
    runId: z.string(),
    state: z.string(),
    version: z.number().int(),
    isDryRun: z.boolean(),
    inputs: anyJson,
    failedStep: z.string().nullable(),
    startedBy: person,
    startedAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: "SkillRun" });
