import { z } from "zod";
import { CONTRACT_METHODS, INPUT_TYPES, PAGING_KINDS } from "../../actions/index.ts";
import { anyJson } from "./common.ts";

export const actionLine = z
  .object({
    id: z.string(),
    integrationId: z.string(),
    name: z.string(),
    title: z.string(),
    method: z.string(),
    path: z.string(),
    effect: z.enum(["read", "write", "destroy"]),
    enabled: z.boolean(),
    obstacle: z.string().nullable().describe("Why it cannot be called."),
    source: z.string(),
    tags: z.array(z.string()),
  })
  .meta({ id: "ActionLine" });

/** How an action pages, where an admin says so. */
export const pagingShape = z
  .strictObject({
    kind: z
      .enum(PAGING_KINDS)
      .describe("none: one answer is all there is. auto: found out, only the limits are declared."),
    parameter: z
      .string()
      .max(200)
      .optional()
      .describe("The query parameter, or dotted member of a JSON body, for the page, offset or cursor."),
    nextAt: z
      .string()
      .max(200)
      .optional()
      .describe("Where the next cursor or URL stands in an answer: `meta.next_cursor`."),
    maxPages: z.number().int().optional().describe("Pages that one read may take."),
    maxRows: z.number().int().optional().describe("Records that one read may take."),
  })
  .meta({ id: "Paging" });

export const actionShape = actionLine
  .extend({
    description: z.string(),
    inputSchema: z.record(z.string(), anyJson).describe("JSON Schema of its arguments."),
    requiresConfirmation: z.boolean(),
    callsPerMinute: z.number().int().nullable(),
    paging: pagingShape
      .nullable()
      .describe("How it pages, as an admin declared it; null where it is found out."),
    idempotencyHeader: z
      .string()
      .nullable()
      .describe("The header in which it takes an idempotency key, where it has one of its own."),
    version: z.number().int(),
    usage: z.string().describe("How it is called in a chat."),
  })
  .meta({ id: "Action" });

const SHORT = 500;
const LONG = 100_000;
const pair = z.strictObject({ name: z.string().max(SHORT), value: z.string().max(LONG) });

const mapping = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fields"),
    fields: z.array(z.strictObject({ name: z.string().max(SHORT), path: z.string().max(SHORT) })),
  }),
  z.strictObject({ kind: z.literal("jmespath"), expression: z.string().max(LONG) }),
]);

/** An action as it is declared: `{{name}}` stands for an input. */
export const contractShape = z.strictObject({
  name: z.string().max(SHORT).describe("Kebab-case: `list-orders`."),
  description: z.string().max(LONG),
  method: z.enum(CONTRACT_METHODS),
  path: z.string().max(LONG).describe("Below the base URL: `/orders/{{id}}`."),
  query: z
    .array(
      pair.extend({
        style: z.enum(["repeat", "comma", "brackets", "space", "pipe", "deep"]).default("repeat"),
      }),
    )
    .default([]),
  headers: z.array(pair).default([]),
  bodyKind: z.enum(["none", "json", "form", "multipart"]).default("none"),
  body: z.string().max(LONG).default(""),
  inputs: z
    .array(
      z.strictObject({
        name: z.string().max(SHORT),
        type: z.enum(INPUT_TYPES).default("string"),
        required: z.boolean().default(true),
        description: z.string().max(LONG).default(""),
        default: z.string().max(LONG).default("").describe("As text; empty for none."),
        values: z
          .string()
          .max(LONG)
          .default("")
          .describe("For an enum: the allowed values, separated by commas."),
        pathUse: z.enum(["segment", "encoded", "path"]).default("segment"),
      }),
    )
    .default([]),
  mapping: mapping.optional().describe("How the answer becomes a clean output; as it comes where absent."),
  paging: pagingShape.optional().describe("How it pages; found out where absent."),
  effect: z
    .enum(["read", "write"])
    .optional()
    .describe(
      "What a GET does: read where absent. A POST that sends a GraphQL query may be a read; all else changes something.",
    ),
  requiresConfirmation: z.boolean().default(false),
  callsPerMinute: z.number().int().min(0).max(600).nullable().default(null),
  idempotencyHeader: z
    .string()
    .trim()
    .max(64)
    .default("")
    .describe("The header in which it takes an idempotency key; empty for that of the integration."),
});
