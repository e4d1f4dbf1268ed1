import { z } from "zod";
import {
  type Action,
  type ActionLine,
  findAction,
  listActionPage,
  signatureOf,
} from "../../actions/index.ts";
import {
  type Catalogue,
  limitIntegrationAction,
  pageIntegrationAction,
  switchIntegrationAction,
  switchIntegrationActions,
} from "../../integrations/index.ts";
import { getWorkspace } from "../../people/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { offsetOf, PAGE, pageAt, pageOf } from "../cursor.ts";
import { integrationIn } from "../integration-view.ts";
import { noSuch, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { actionLine, actionShape, pagingShape } from "../shapes/action.ts";
import { flag, id } from "../shapes/common.ts";
import { anIntegration } from "./integrations.ts";

export const anAction = z.strictObject({ actionId: id });
const MOST_FOUND = 50;

const FILTER = {
  q: z.string().max(500).optional().describe("Every word has to stand in the name, method, path or title."),
  method: z.string().max(20).optional(),
  tag: z.string().max(200).optional(),
  effect: z.enum(["read", "write", "destroy"]).optional(),
};

/** An action of a connected integration, with that integration. @throws ApiProblem 404 */
export async function actionIn(deps: ApiDeps, caller: Caller, actionId: string) {
  const action = await findAction(deps.db, caller.member.workspaceId, actionId);
  if (!action) throw noSuch("action");
  return { action, integration: await integrationIn(deps, caller, action.integrationId) };
}

/** An action as the API gives it. */
export function actionView(action: Action, slug: string) {
  const { description, inputSchema, requiresConfirmation, version } = action;
  return {
    ...lineOf(action, action.integrationId),
    ...{ description, inputSchema, requiresConfirmation, version },
    callsPerMinute: action.callsPerMinute ?? null,
    paging: action.declaredPaging ?? null,
    idempotencyHeader: action.idempotencyHeader ?? null,
    usage: `#${slug}.${signatureOf(action)}`,
  };
}

function lineOf(line: ActionLine, integrationId: string) {
  return { ...line, integrationId, obstacle: line.obstacle ?? null, tags: [...line.tags] };
}

type Filter = { [Name in keyof typeof FILTER]?: z.output<(typeof FILTER)[Name]> };

/** The filter as the room takes it: what is absent does not narrow. */
function filterOf({ q, method, tag, effect }: Filter) {
  return {
    ...(q ? { words: q } : {}),
    ...(method ? { method: method.toUpperCase() } : {}),
    ...(tag ? { tag } : {}),
    ...(effect ? { effect } : {}),
  };
}

const list = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}/actions",
  operationId: "listActions",
  tag: "actions",
  summary: "List the actions of an integration, by path",
  who: "member",
  params: anIntegration,
  query: z.strictObject({ ...PAGE, ...FILTER, enabled: flag.optional() }),
  answer: pageOf(actionLine).extend({ total: z.number().int() }),
  async handle(deps, caller, { params, query }) {
    const { workspaceId, id: integrationId } = await integrationIn(deps, caller, params.integrationId);
    const { limit, cursor, enabled, ...filter } = query;
    const offset = offsetOf(cursor);
    const on = enabled === undefined ? {} : { enabled };
    const of = { workspaceId, integrationId, ...filterOf(filter), ...on };
    const { lines, total } = await listActionPage(deps.db, of, { limit, offset });
    const items = lines.map((line) => lineOf(line, integrationId));
    return { body: { ...pageAt(items, { offset, total }), total } };
  },
});

const switchAll = defineRoute({
  method: "patch",
  path: "/integrations/{integrationId}/actions",
  operationId: "switchActions",
  tag: "actions",
  summary: "Switch all actions of an integration that fit a filter on or off",
  who: "admin",
  params: anIntegration,
  body: z.strictObject({ ...FILTER, enabled: z.boolean() }),
  answer: z.object({ changed: z.number().int() }),
  async handle(deps, caller, { params, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const { enabled, ...filter } = body;
    const change = { integration, filter: filterOf(filter), enabled, by: caller.member.id };
    return { body: { changed: await switchIntegrationActions(deps, change) } };
  },
});

const find = defineRoute({
  method: "get",
  path: "/actions",
  operationId: "findActions",
  tag: "actions",
  summary: "Find the enabled actions that serve a wish, best first, over all integrations",
  who: "member",
  query: z.strictObject({
    q: z.string().trim().min(1).max(500).describe("What somebody wants to do, in plain words."),
    integrationId: z.string().optional(),
    limit: z.coerce.number("Send a whole number from 1 to 50").int().min(1).max(MOST_FOUND).default(10),
  }),
  answer: z.object({ items: z.array(actionShape) }),
  async handle(deps, { member }, { query }) {
    const catalogue = await catalogueOf(deps, member.workspaceId);
    const { q, limit, integrationId } = query;
    const found = await catalogue.search(q, { limit, ...(integrationId ? { integrationId } : {}) });
    return { body: { items: found.map((one) => viewIn(catalogue, one)) } };
  },
});

async function catalogueOf(deps: ApiDeps, workspaceId: string): Promise<Catalogue> {
  const { catalogueVersion, memoryVersion } = await getWorkspace(deps.db, workspaceId);
  return deps.catalogues.at(workspaceId, catalogueVersion, memoryVersion);
}

function viewIn(catalogue: Catalogue, action: Action) {
  return actionView(action, catalogue.integration(action.integrationId)?.slug ?? "");
}

const get = defineRoute({
  method: "get",
  path: "/actions/{actionId}",
  operationId: "getAction",
  tag: "actions",
  summary: "Read an action, with the schema of its arguments",
  who: "member",
  params: anAction,
  answer: actionShape,
  async handle(deps, caller, { params }) {
    const { action, integration } = await actionIn(deps, caller, params.actionId);
    return { body: actionView(action, integration.slug) };
  },
});

const update = defineRoute({
  method: "patch",
  path: "/actions/{actionId}",
  operationId: "updateAction",
  tag: "actions",
  summary: "Switch an action on or off, limit how often it may be called, or say how it pages",
  who: "admin",
  params: anAction,
  body: z.strictObject({
    enabled: z.boolean().optional(),
    callsPerMinute: z
      .number()
      .int()
      .min(0)
      .max(600)
      .nullable()
      .optional()
      .describe("0 for no limit, null for that of the integration."),
    paging: pagingShape.nullable().optional().describe("null for what Chief finds out by itself."),
  }),
  answer: actionShape,
  async handle(deps, caller, { params, body }) {
    const { action, integration } = await actionIn(deps, caller, params.actionId);
    const { enabled, callsPerMinute, paging } = body;
    if (enabled && action.obstacle) throw unprocessable(`It cannot be switched on: ${action.obstacle}`);
    const change = { integration, actionId: action.id, by: caller.member.id };
    if (paging !== undefined) {
      const paged = await pageIntegrationAction(deps, { ...change, paging });
      if (paged && !paged.ok) throw unprocessable("It cannot page like this.", paged.faults);
    }
    if (enabled !== undefined) await switchIntegrationAction(deps, { ...change, enabled });
    if (callsPerMinute !== undefined) await limitIntegrationAction(deps, { ...change, callsPerMinute });
    const now = await actionIn(deps, caller, params.actionId);
    return { body: actionView(now.action, integration.slug) };
  },
});

export const ACTION_ROUTES: readonly Route[] = [list, switchAll, find, get, update];
