import type { Destination, Egress } from "../egress/index.ts";
import type { Vault } from "../vault/index.ts";

/** A connected MCP server: its address, how it may be reached, and the credential that signs every request to it. */
export interface McpServer {
  readonly workspaceId: string;
  readonly integrationId: string;
  readonly credentialVersion: number;
  readonly url: string;
  readonly destination: Destination;
}

export interface McpDeps {
  readonly vault: Pick<Vault, "signRequest">;
  readonly egress: Pick<Egress, "fetchFor">;
}

/** For one request and its whole answer, an event stream included. */
export interface McpLimits {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}
