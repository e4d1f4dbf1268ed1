import { z } from "zod";
import { anyJson, id, instant, person } from "./common.ts";

export const anApproval = z.strictObject({ approvalId: id });

export const APPROVAL_STATES = [
  "pending",
  "approved",
  "denied",
  "expired",
  "cancelled",
  "edited",
  "stale",
] as const;

export const approvalShape = z
  .object({
    id: z.string(),
    kind: z.enum(["send", "outcome"]).describe("outcome: whether a call that was sent came to pass."),
    state: z.enum(APPROVAL_STATES),
    runId: z.string(),
    request: z.object({
      integration: z.string(),
      title: z.string(),
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: anyJson.optional(),
    }),
    requestHash: z.string().describe("Identifies exactly this request; send it to approve."),
    evidence: anyJson.describe("What it would change, and which values came out of the data of an API."),
    askedBecause: z.string(),
    requestedBy: person,
    approvers: z.string().describe("Who may answer, in words."),
    mayAnswer: z.boolean().describe("Whether you may."),
    yesBy: z.array(z.string()),
    answeredBy: person.nullable(),
    answeredAt: instant.nullable(),
    reason: z.string().nullable(),
    sent: z.string().nullable().describe("What became of the call, in words."),
    createdAt: instant,
    expiresAt: instant,
  })
  .meta({ id: "Approval" });
