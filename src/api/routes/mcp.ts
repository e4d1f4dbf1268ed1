import { z } from "zod";
import { listActions } from "../../actions/index.ts";
import {
  acceptTool,
  connectServer,
  findServer,
  type Integration,
  keepToolOff,
  listTools,
  markTool,
  newServerSchema,
} from "../../integrations/index.ts";
import type { ApiDeps } from "../api-deps.ts";
import { PAGE, pageOf, pageOfAll } from "../cursor.ts";
import { integrationIn, integrationView } from "../integration-view.ts";
import { conflict, noSuch, unprocessable } from "../problem.ts";
import { type Caller, defineRoute, type Route } from "../route.ts";
import { id } from "../shapes/common.ts";
import { integrationShape, probeShape } from "../shapes/integration.ts";
import { mcpServerShape, mcpToolShape } from "../shapes/mcp.ts";

const aServer = z.strictObject({ serverId: id.describe("The id of the integration that it is.") });

/** The MCP server of an id. @throws ApiProblem 404, also where the integration is none */
async function serverIn(deps: ApiDeps, caller: Caller, serverId: string): Promise<Integration> {
  const integration = await integrationIn(deps, caller, serverId);
  if (integration.kind !== "mcp") throw noSuch("MCP server");
  return integration;
}

/** The tools of a server that have an action, by name. */
async function toolViews({ db }: ApiDeps, integration: Integration): Promise<z.input<typeof mcpToolShape>[]> {
  const [rows, actions] = await Promise.all([
    listTools(db, integration),
    listActions(db, integration.workspaceId, integration.id),
  ]);
  const byId = new Map(actions.map((action) => [action.id, action]));
  return rows.flatMap(({ actionId, name, state, pin, definition, offered, offeredPin }) => {
    const action = byId.get(actionId);
    if (!action) return [];
    const { title, description, effect, enabled, obstacle = null } = action;
    return [
      {
        ...{ actionId, name, title, description, effect, enabled, obstacle, state, pin, definition },
        offered: offered && offeredPin ? { pin: offeredPin, definition: offered } : null,
      },
    ];
  });
}

const connect = defineRoute({
  method: "post",
  path: "/mcp-servers",
  operationId: "connectMcpServer",
  tag: "integrations",
  summary: "Connect an MCP server; its tools are off until an admin has looked at them",
  who: "admin",
  status: 201,
  body: newServerSchema,
  answer: z.object({
    integration: integrationShape,
    probe: probeShape.nullable().describe("Null where a person has to consent first, at its consentUrl."),
  }),
  async handle(deps, caller, { rawBody }) {
    const { workspaceId, id: by } = caller.member;
    const connected = await connectServer(deps, { workspaceId, by, input: rawBody });
    if (!connected.ok) throw unprocessable("It cannot be connected like this.", connected.faults);
    const integration = await integrationView(deps, caller, connected.integration.id);
    return { body: { integration, probe: connected.probe ?? null } };
  },
});

const list = defineRoute({
  method: "get",
  path: "/mcp-servers/{serverId}/tools",
  operationId: "listMcpTools",
  tag: "integrations",
  summary: "List the tools of an MCP server, with what changed since an admin looked at them",
  who: "member",
  params: aServer,
  query: z.strictObject(PAGE),
  answer: pageOf(mcpToolShape).extend({
    server: mcpServerShape.nullable().describe("Null until its tools were read for the first time."),
  }),
  async handle(deps, caller, { params, query }) {
    const integration = await serverIn(deps, caller, params.serverId);
    const [tools, row] = await Promise.all([toolViews(deps, integration), findServer(deps.db, integration)]);
    const server = row
      ? { ...row.identity, listedAt: row.listedAt, leftOut: row.leftOut.map((one) => ({ ...one })) }
      : null;
    return { body: { ...pageOfAll(tools, query, ({ name }) => name), server } };
  },
});

const decide = defineRoute({
  method: "post",
  path: "/mcp-servers/{serverId}/tools/{actionId}/decision",
  operationId: "decideOnMcpTool",
  tag: "integrations",
  summary: "Accept a changed tool, keep it off, or say that a tool only reads; of exactly what you have seen",
  who: "admin",
  params: aServer.extend({ actionId: id }),
  body: z.strictObject({
    decision: z
      .enum(["accept", "keep_off", "read", "write"])
      .describe("accept, keep_off: of what is offered instead. read, write: what the accepted tool does."),
    pin: z
      .string()
      .min(1)
      .max(200)
      .describe("Of `offered` to accept it or to keep it off, else of the tool."),
  }),
  answer: mcpToolShape,
  async handle(deps, caller, { params, body }) {
    const integration = await serverIn(deps, caller, params.serverId);
    const { actionId } = params;
    const toolNow = async () => (await toolViews(deps, integration)).find((one) => one.actionId === actionId);
    if (!(await toolNow())) throw noSuch("tool");
    const { decision, pin } = body;
    const isDone = await DECISIONS[decision](deps, { integration, actionId, pin, by: caller.member.id });
    if (!isDone) throw conflict("api.moved", "This is not how the tool stands there now. Read it again.");
    const tool = await toolNow();
    if (!tool) throw noSuch("tool");
    return { body: tool };
  },
});

type Decision = Parameters<typeof acceptTool>[1];

const DECISIONS: Readonly<
  Record<"accept" | "keep_off" | "read" | "write", (deps: ApiDeps, on: Decision) => Promise<boolean>>
> = {
  accept: acceptTool,
  keep_off: keepToolOff,
  read: async (deps, on) => (await markTool(deps, { ...on, effect: "read" })) !== undefined,
  write: async (deps, on) => (await markTool(deps, { ...on, effect: "write" })) !== undefined,
};

export const MCP_ROUTES: readonly Route[] = [connect, list, decide];
