import { z } from "zod";
import { listActions } from "../../actions/index.ts";
import { clearPace } from "../../execution/index.ts";
import {
  changeSettings,
  connectIntegration,
  disconnectIntegration,
  type Integration,
  listIntegrations,
  newIntegrationSchema,
  probeIntegration,
  replaceCredential,
  saveHealth,
} from "../../integrations/index.ts";
import { credentialSchema } from "../../vault/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { integrationIn, integrationView, integrationViews } from "../integration-view.ts";
import { unprocessable } from "../problem.ts";
import { defineRoute, type Route } from "../route.ts";
import { id } from "../shapes/common.ts";
import { integrationShape, probeShape, reportShape } from "../shapes/integration.ts";

/** Of a body that carries an OpenAPI document. */
export const MOST_DOCUMENT_BYTES = 66 * 1024 * 1024;
const LONGEST_CA = 200_000;

export const anIntegration = z.strictObject({ integrationId: id });
const connectedShape = z.object({ integration: integrationShape, probe: probeShape });

const list = defineRoute({
  method: "get",
  path: "/integrations",
  operationId: "listIntegrations",
  tag: "integrations",
  summary: "List the connected integrations",
  who: "member",
  query: z.strictObject(PAGE),
  answer: pageOf(integrationShape),
  async handle(deps, { member }, { query }) {
    const { workspaceId } = member;
    const page = pageOfAll(await listIntegrations(deps.db, workspaceId), query, (one) => one.id);
    return { body: { ...page, items: await integrationViews(deps, workspaceId, page.items) } };
  },
});

const connect = defineRoute({
  method: "post",
  path: "/integrations",
  operationId: "connectIntegration",
  tag: "integrations",
  summary: "Connect a custom API, with its OpenAPI document where there is one",
  who: "admin",
  status: 201,
  maxBytes: MOST_DOCUMENT_BYTES,
  body: newIntegrationSchema,
  answer: connectedShape.extend({ report: reportShape.nullable() }),
  async handle(deps, caller, { rawBody }) {
    const { workspaceId, id: by } = caller.member;
    const connected = await connectIntegration(deps, { workspaceId, by, input: rawBody });
    if (!connected.ok) throw unprocessable("It cannot be connected like this.", connected.faults);
    const { integration, probe, report } = connected;
    const view = await integrationView(deps, caller, integration.id);
    return { body: { integration: view, probe, report: report ? reportOf(report) : null } };
  },
});

type Report = NonNullable<Extract<Awaited<ReturnType<typeof connectIntegration>>, { ok: true }>["report"]>;

/** A report as its shape wants it, with lists that may be written to. */
export function reportOf({ operations, warnings, ...counts }: Report): z.input<typeof reportShape> {
  return {
    ...counts,
    warnings: [...warnings],
    operations: operations.map((one) => ({ ...one, warnings: [...one.warnings] })),
  };
}

const get = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}",
  operationId: "getIntegration",
  tag: "integrations",
  summary: "Read an integration",
  who: "member",
  params: anIntegration,
  answer: integrationShape,
  handle: async (deps, caller, { params }) => ({
    body: await integrationView(deps, caller, params.integrationId),
  }),
});

const settings = z.strictObject({
  baseUrl: z.string().optional(),
  allowPrivateNetwork: z.boolean().optional(),
  ca: z
    .string()
    .max(LONGEST_CA)
    .nullable()
    .optional()
    .describe("Certificates in PEM; null for the public ones."),
  callsPerMinute: z
    .number()
    .int()
    .min(0)
    .max(600)
    .nullable()
    .optional()
    .describe("0 for no limit, null for the usual one."),
  credential: credentialSchema.optional().describe("Needed where the base URL moves to another origin."),
});

const update = defineRoute({
  method: "patch",
  path: "/integrations/{integrationId}",
  operationId: "updateIntegration",
  tag: "integrations",
  summary: "Change where an integration is, how it may be reached, how often it may be called",
  who: "admin",
  params: anIntegration,
  body: settings,
  answer: connectedShape,
  async handle(deps, caller, { params, rawBody, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const by = caller.member.id;
    const changed = await changeSettings(deps, integration, {
      by,
      input: settingsInput(integration, body, rawBody),
    });
    if (!changed.ok) {
      const why = changed.asksCredential
        ? "Another origin needs the credential again: send `credential` along."
        : "The settings are not accepted.";
      throw unprocessable(why, changed.faults);
    }
    await releaseWhenWell(deps, integration, changed.probe);
    const view = await integrationView(deps, caller, integration.id);
    return { body: { integration: view, probe: changed.probe } };
  },
});

/** What is not sent stays as it is. */
function settingsInput(
  { baseUrl, allowPrivateNetwork, ca, callsPerMinute }: Integration,
  body: z.output<typeof settings>,
  rawBody: unknown,
) {
  const limit = body.callsPerMinute === undefined ? callsPerMinute : body.callsPerMinute;
  const credential = z.object({ credential: z.unknown() }).safeParse(rawBody).data?.credential;
  return {
    baseUrl: body.baseUrl ?? baseUrl,
    allowPrivateNetwork: body.allowPrivateNetwork ?? allowPrivateNetwork,
    ca: (body.ca === undefined ? ca : body.ca) ?? "",
    callsPerMinute: limit === null ? "" : String(limit),
    ...(credential === undefined ? {} : { credential }),
  };
}

/** One that works is not held back any more. */
async function releaseWhenWell(
  { db }: ApiDeps,
  { workspaceId, id: integrationId }: Integration,
  { health }: { health: string },
): Promise<void> {
  if (health === "healthy") await clearPace(db, { workspaceId, integrationId });
}

const test = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/test",
  operationId: "testIntegration",
  tag: "integrations",
  summary: "Send one harmless request to see whether an integration works",
  who: "admin",
  params: anIntegration,
  answer: probeShape,
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const actions = await listActions(deps.db, integration.workspaceId, integration.id);
    const probe = await probeIntegration(deps, integration, actions);
    await saveHealth(deps.db, integration, probe, deps.clock());
    await releaseWhenWell(deps, integration, probe);
    return { body: probe };
  },
});

const reconnect = defineRoute({
  method: "put",
  path: "/integrations/{integrationId}/credential",
  operationId: "replaceCredential",
  tag: "integrations",
  summary: "Put a fresh credential in the place of an integration's, and try it",
  who: "admin",
  params: anIntegration,
  body: credentialSchema,
  answer: connectedShape,
  async handle(deps, caller, { params, rawBody }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const replaced = await replaceCredential(deps, integration, { by: caller.member.id, input: rawBody });
    if (!replaced.ok) throw unprocessable("The credential is not accepted.", replaced.faults);
    await releaseWhenWell(deps, integration, replaced.probe);
    const view = await integrationView(deps, caller, integration.id);
    return { body: { integration: view, probe: replaced.probe } };
  },
});

const disconnect = defineRoute({
  method: "delete",
  path: "/integrations/{integrationId}",
  operationId: "disconnectIntegration",
  tag: "integrations",
  summary: "Disconnect an integration; its credential is destroyed",
  who: "admin",
  params: anIntegration,
  answer: z.object({
    revoked: z
      .string()
      .describe("What became of the access at the provider; `none` where there was none to end."),
    message: z.string().nullable(),
  }),
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const revoked = await disconnectIntegration(deps, integration, caller.member.id);
    return { body: { revoked: revoked.kind, message: "message" in revoked ? revoked.message : null } };
  },
});

export const INTEGRATION_ROUTES: readonly Route[] = [list, connect, get, update, test, reconnect, disconnect];
