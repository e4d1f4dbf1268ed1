import { z } from "zod";
import { instant, person } from "./common.ts";

const health = z.enum(["healthy", "expiring", "failing"]);

export const integrationShape = z
  .object({
    id: z.string(),
    name: z.string(),
    slug: z.string().describe("Its name in `#slug.action`."),
    baseUrl: z.string(),
    authMethod: z.string(),
    provider: z.string().nullable().describe("The well-known API that it is."),
    health,
    healthNote: z.string().nullable(),
    healthAt: instant.nullable(),
    driftNote: z.string().nullable().describe("Why its description may not be right any more."),
    connectedBy: person,
    connectedAt: instant,
    lastUsed: z.object({ at: instant, runId: z.string() }).nullable(),
    allowPrivateNetwork: z.boolean(),
    hasOwnCa: z.boolean(),
    callsPerMinute: z
      .number()
      .int()
      .nullable()
      .describe("Of each action; null for the usual limit, 0 for none."),
    scopes: z.array(z.string()).nullable(),
    actions: z.object({ total: z.number().int(), enabled: z.number().int() }),
    heldUntil: instant.nullable().describe("Until when nothing is sent to it, where it asked for patience."),
    url: z.string().describe("Its page on the dashboard."),
    consentUrl: z.string().nullable().describe("Where a person consents in a browser, where it needs that."),
  })
  .meta({ id: "Integration" });

export const probeShape = z
  .object({ health, note: z.string().describe("What answered, or what is wrong and what to do.") })
  .meta({ id: "Probe" });

export const reportShape = z
  .object({
    imported: z.number().int(),
    total: z.number().int(),
    warnings: z.array(z.string()),
    operations: z.array(
      z.object({
        method: z.string(),
        path: z.string(),
        name: z.string().optional().describe("The action that it became."),
        leftOut: z.string().optional().describe("Why it was left out."),
        warnings: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "ImportReport" });

const operation = z.object({ method: z.string(), path: z.string(), name: z.string() });
const touched = z.array(z.object({ kind: z.string(), name: z.string() }));

export const changesShape = z
  .object({
    mark: z.string().describe("Identifies exactly these changes; send it to apply them."),
    document: z.string(),
    added: z.array(operation),
    changed: z.array(
      operation.extend({ notes: z.array(z.string()), mayBreak: z.boolean(), touches: touched }),
    ),
    removed: z.array(operation.extend({ touches: touched })),
    kept: z.number().int(),
  })
  .meta({ id: "DocumentChanges" });
