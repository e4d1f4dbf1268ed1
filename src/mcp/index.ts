/** MCP servers over Streamable HTTP: their tools read and pinned, a tool called, all of it signed and through the guard. */

export { createMcp, type Mcp } from "./create-mcp.ts";
export { clientMetadata, discoverAccess } from "./discover-access.ts";
export { type McpFailure, neededScopes } from "./failure.ts";
export { listServer } from "./list-server.ts";
export type { Listing, ServerIdentity } from "./listing.ts";
export type { McpServer } from "./server.ts";
export { descriptionOf, inputSchemaOf, type Tool, titleOf } from "./tool.ts";
export type { ToolAnswer, ToolCall } from "./tool-call.ts";
