import type { Destination } from "../egress/index.ts";
import type { Integration } from "./integrations-store.ts";

/** Where requests of an integration may go: its own base URL's scheme and port, and private addresses only if allowed. */
export function destinationOf(
  integration: Pick<Integration, "baseUrl" | "allowPrivateNetwork"> & { readonly ca?: string | null },
): Destination {
  const { protocol, port } = new URL(integration.baseUrl);
  return {
    allowHttp: protocol === "http:",
    allowPrivateNetwork: integration.allowPrivateNetwork,
    ...(integration.ca ? { ca: integration.ca } : {}),
    // An admin who entered this port allowed it.
    ...(port === "" ? {} : { allowedPorts: [Number(port)] }),
  };
}
