import { z } from "zod";
import { instant, person } from "./common.ts";

const health = z.enum(["healthy", "expiring", "failing"]);

export const integrationShape = z
  .object({
    id: z.string(),
    kind: z.enum(["api", "mcp"]),
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

export const healthShape = z
  .object({
    checkedAt: instant.nullable(),
    nextCheckAt: instant.nullable(),
    expiresAt: instant.nullable().describe("When its token ends, where that is known."),
    events: z
      .array(z.object({ at: instant, health, note: z.string().nullable() }))
      .describe("What was found when that changed, the newest first."),
  })
  .meta({ id: "IntegrationHealth" });

export const scopesShape = z
  .object({
    granted: z.array(z.string()).nullable().describe("Null where the provider does not say."),
    offered: z.array(z.object({ id: z.string(), words: z.string() })).describe("What may be asked for."),
    gained: z.array(z.string()).describe("By the last consent."),
    lost: z.array(z.string()).describe("By the last consent."),
  })
  .meta({ id: "IntegrationScopes" });

export const providerShape = z
  .object({
    id: z.string(),
    name: z.string(),
    isReady: z.boolean().describe("Whether an admin has set its client."),
    clientId: z.string().nullable(),
    registrationUrl: z.string().describe("Where a client is registered at the provider."),
    redirectUri: z.string().describe("The redirect URL of that client, exactly."),
    connectUrl: z.string().describe("Where an admin connects it, in a browser."),
  })
  .meta({ id: "Provider" });
