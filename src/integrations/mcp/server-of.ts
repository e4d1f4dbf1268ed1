import type { McpServer } from "../../mcp/index.ts";
import { destinationOf } from "../destination.ts";
import type { Integration } from "../integrations-store.ts";

/** The server that an integration of kind `mcp` is. */
export function serverOf(integration: Integration): McpServer {
  const { workspaceId, id: integrationId, credentialVersion, baseUrl: url } = integration;
  return { workspaceId, integrationId, credentialVersion, url, destination: destinationOf(integration) };
}
