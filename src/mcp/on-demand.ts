/**
 * What needs the SDK of MCP, loaded when it is first used: it is 5 MB of the heap, a twelfth of it, for those who have
 * connected no server.
 */
import type { McpDeps, McpServer } from "./server.ts";
import type { ToolAnswer, ToolCall } from "./tool-call.ts";

export interface Mcp {
  /** Calls a tool, if the server still offers it as it was decided on. Sent at most once. Never throws. */
  call(server: McpServer, call: ToolCall): Promise<ToolAnswer>;
  /** Ends every session that is kept. */
  close(): Promise<void>;
}

/** Calls tools over sessions that are kept for a while; nothing is connected before the first call. */
export function createMcp(deps: McpDeps): Mcp {
  let caller: Promise<Mcp> | undefined;
  const load = async () => (await import("./tool-caller.ts")).createToolCaller(deps);
  return {
    async call(server, call) {
      caller ??= load();
      return (await caller).call(server, call);
    },
    async close() {
      await (await caller)?.close();
    },
  };
}

type ListServer = typeof import("./list-server.ts").listServer;

/** Looks at a server over a connection of its own: who it is and what it offers, or why that cannot be told. Never throws. */
export const listServer: ListServer = async (...given) =>
  (await import("./list-server.ts")).listServer(...given);

type DiscoverAccess = typeof import("./discover-access.ts").discoverAccess;

/** Finds out how access to a server is given, and registers Chief where that is offered. Never throws. */
export const discoverAccess: DiscoverAccess = async (...given) =>
  (await import("./discover-access.ts")).discoverAccess(...given);
