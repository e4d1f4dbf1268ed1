import { z } from "zod";
import {
  compareScopes,
  dismissDrift,
  findCheck,
  findExpiry,
  listHealthEvents,
} from "../../integrations/index.ts";
import { integrationIn } from "../integration-view.ts";
import { defineRoute, type Route } from "../route.ts";
import { instant } from "../shapes/common.ts";
import { healthShape, scopesShape } from "../shapes/integration.ts";
import { whatRestsOn } from "../what-rests-on.ts";
import { anIntegration } from "./integrations.ts";

const MOST_EVENTS = 100;

const getHealth = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}/health",
  operationId: "getIntegrationHealth",
  tag: "integrations",
  summary: "How an integration has been, when it is looked at next, and when its token ends",
  who: "member",
  params: anIntegration,
  answer: healthShape,
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const [events, check, { expiresAt = null }] = await Promise.all([
      listHealthEvents(deps.db, integration, MOST_EVENTS),
      findCheck(deps.db, integration),
      findExpiry(deps.db, integration),
    ]);
    const nextCheckAt = check?.nextCheckAt ?? null;
    return { body: { checkedAt: integration.healthAt, nextCheckAt, expiresAt, events } };
  },
});

const getScopes = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}/scopes",
  operationId: "getIntegrationScopes",
  tag: "integrations",
  summary: "What an integration may do at its provider, and what the last consent changed",
  who: "member",
  params: anIntegration,
  answer: scopesShape,
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const { id: integrationId, workspaceId, scopes, previousScopes } = integration;
    const stored = await deps.vault.describeCredential(deps.db, { workspaceId, integrationId });
    const granted = scopes ?? stored?.hint.scopes;
    const provider = deps.providers.find((one) => one.id === integration.provider);
    const change =
      scopes && previousScopes ? compareScopes(previousScopes, scopes) : { gained: [], lost: [] };
    return {
      body: {
        granted: granted ? [...granted] : null,
        offered: (provider?.scopes ?? []).map((scope) => ({ id: scope.id, words: scope.words })),
        gained: [...change.gained],
        lost: [...change.lost],
      },
    };
  },
});

const getDependents = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}/dependents",
  operationId: "listDependents",
  tag: "integrations",
  summary: "What would stop working without an integration: to be read before it is disconnected",
  who: "admin",
  params: anIntegration,
  answer: z.object({
    items: z.array(
      z.object({
        kind: z.enum(["schedule", "skill", "rule", "approval", "contract"]),
        name: z.string(),
        nextFireAt: instant.nullable().describe("Of a schedule: when it would miss it first."),
      }),
    ),
  }),
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const { schedules, others } = await whatRestsOn(deps, integration);
    const items = [
      ...schedules.map(({ request: name, nextFireAt }) => ({ kind: "schedule" as const, name, nextFireAt })),
      ...others.map(({ kind, name }) => ({ kind, name, nextFireAt: null })),
    ];
    return { body: { items } };
  },
});

const dismiss = defineRoute({
  method: "delete",
  path: "/integrations/{integrationId}/drift",
  operationId: "dismissDrift",
  tag: "integrations",
  summary: "Take the hint away that an API may have changed: its description is right",
  who: "admin",
  status: 204,
  params: anIntegration,
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    await dismissDrift(deps, integration, caller.member.id);
    return { body: undefined };
  },
});

export const INTEGRATION_HEALTH_ROUTES: readonly Route[] = [getHealth, getScopes, getDependents, dismiss];
