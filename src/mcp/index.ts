/** MCP servers over Streamable HTTP: their tools read and pinned, a tool called, all of it signed and through the guard. */

export { clientMetadata } from "./client-metadata.ts";
export type { McpFailure } from "./failure.ts";
export type { Listing, ServerIdentity } from "./listing.ts";
export { neededScopes } from "./needed-scopes.ts";
export { createMcp, discoverAccess, listServer, type Mcp } from "./on-demand.ts";
export type { McpServer } from "./server.ts";
export { descriptionOf, inputSchemaOf, type Tool, titleOf } from "./tool.ts";
export type { ToolAnswer, ToolCall } from "./tool-call.ts";
