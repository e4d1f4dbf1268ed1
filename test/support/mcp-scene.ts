import { type Action, listActions } from "../../src/actions/index.ts";
import { answerApproval } from "../../src/approvals/index.ts";
import { type CallOutcome, createExecution, findCall, prepareCall } from "../../src/execution/index.ts";
import type { Performance } from "../../src/execution/performance.ts";
import {
  connectServer,
  findIntegration,
  type Integration,
  listTools,
  markTool,
  switchIntegrationAction,
} from "../../src/integrations/index.ts";
import { newId } from "../../src/kernel/index.ts";
import { createMcp } from "../../src/mcp/index.ts";
import { catalogueOf, type Ground, newTeam, type Team } from "./team.ts";

/** What an admin and a member can do with a server that is connected. */
interface McpCaller {
  actions(): Promise<Action[]>;
  tool(name: string): Promise<Awaited<ReturnType<typeof listTools>>[number]>;
  actionOf(name: string): Promise<Action>;
  /** An admin switches a tool on, and marks what it does where that is given. */
  allow(name: string, effect?: "read"): Promise<void>;
  prepare(name: string, args?: Record<string, unknown>): Promise<Performance | string>;
  call(name: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<CallOutcome>;
  perform(performance: Performance): Promise<CallOutcome>;
  /** An admin says yes, and the call goes on. */
  approve(performance: Performance): Promise<CallOutcome>;
  stateOf(callId: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** A team with an MCP server connected. */
export interface McpScene extends McpCaller {
  readonly team: Team;
  readonly integration: Integration;
}

/** Connects the server at `url` for a team of its own. */
export async function mcpScene(
  ground: Ground,
  url: string,
  options: { callTimeoutMs?: number; name?: string; team?: Team } = {},
): Promise<McpScene> {
  const team = options.team ?? (await newTeam(ground));
  const workspaceId = team.workspace.id;
  const by = team.ada.id;
  const connected = await connectServer(
    { ...ground, publicUrl: "http://chief.test", providers: [] },
    {
      workspaceId,
      by,
      input: { name: options.name ?? "Tools", url, auth: "none", allowPrivateNetwork: true },
    },
  );
  if (!connected.ok) throw new Error(JSON.stringify(connected.faults));
  const { id } = connected.integration;
  const integration = async () => {
    const found = await findIntegration(ground.db, workspaceId, id);
    if (!found) throw new Error("the integration is gone");
    return found;
  };
  return { team, integration: await integration(), ...mcpCaller(ground, team, integration, options) };
}

/** Calls the tools of a server in the name of a team. */
export function mcpCaller(
  ground: Ground,
  team: Team,
  integration: () => Promise<Integration>,
  options: { callTimeoutMs?: number } = {},
): McpCaller {
  const workspaceId = team.workspace.id;
  const by = team.ada.id;
  const mcp = createMcp(ground);
  const execution = createExecution({
    ...ground,
    mcp,
    approvalTtlMs: 3_600_000,
    scrub: (text) => text.replaceAll("sk-echoed-secret", "[secret]"),
    cardUrl: (integrationId) => `http://chief.test/integrations/${integrationId}`,
    ...(options.callTimeoutMs ? { callTimeoutMs: options.callTimeoutMs } : {}),
  });
  const scene: McpCaller = {
    actions: async () => listActions(ground.db, workspaceId, (await integration()).id),
    close: () => mcp.close(),
    async tool(name) {
      const found = (await listTools(ground.db, await integration())).find((row) => row.name === name);
      if (!found) throw new Error(`no tool ${name}`);
      return found;
    },
    async actionOf(name) {
      const found = (await scene.actions()).find(({ tool }) => tool?.name === name);
      if (!found) throw new Error(`no action for ${name}`);
      return found;
    },
    async allow(name, effect) {
      const { id: actionId } = await scene.actionOf(name);
      const change = { integration: await integration(), actionId, by };
      await switchIntegrationAction(ground, { ...change, enabled: true });
      const { pin } = await scene.tool(name);
      if (effect) await markTool(ground, { ...change, pin, effect });
    },
    async prepare(name, args = {}) {
      const catalogue = await catalogueOf(ground, team);
      const { id: actionId } = await scene.actionOf(name);
      const target = { kind: "action", actionId, arguments: args } as const;
      const prepared = prepareCall(catalogue, target);
      if (!prepared.ok) return prepared.message;
      const { ok: _, ...ready } = prepared;
      const context = { workspaceId, runId: newId("run"), threadId: null, memberId: team.bob.id };
      const at = { catalogue, catalogueVersion: catalogue.version };
      const spoken = { byPeople: [], byChief: [] };
      return { id: newId("call"), context, target, ...at, spoken, foreign: [], ...ready };
    },
    async call(name, args, signal) {
      const performance = await scene.prepare(name, args);
      if (typeof performance === "string") throw new Error(performance);
      return scene.perform({ ...performance, ...(signal ? { signal } : {}) });
    },
    perform: (performance) => execution.perform(performance),
    async approve(performance) {
      const outcome = await execution.perform(performance);
      if (outcome.kind !== "waiting") throw new Error(`expected to wait, got ${JSON.stringify(outcome)}`);
      const { approvalId } = outcome;
      await answerApproval(
        ground.db,
        { approvalId, workspaceId, by, verdict: "approved", counts: [0] },
        ground.clock(),
      );
      return execution.perform(performance);
    },
    stateOf: async (callId) => (await findCall(ground.db, workspaceId, callId))?.state,
  };
  return scene;
}
