import { newId } from "../kernel/index.ts";
import type { Integration } from "./integrations-store.ts";
import { slugOf } from "./new-integration.ts";

type Given = Pick<Integration, "workspaceId" | "name" | "kind" | "baseUrl" | "authMethod" | "connectedBy">;

/**
 * An integration as it begins: under an id of its own, without a stored credential (version 0), without limits, certificates
 * or scopes of its own, and nothing known of its health. `more` says what of that is otherwise.
 */
export function draftIntegration(given: Given, now: Date, more: Partial<Integration> = {}): Integration {
  return {
    id: newId("int", now),
    slug: slugOf(given.name),
    credentialVersion: 0,
    allowPrivateNetwork: false,
    ca: null,
    callsPerMinute: null,
    idempotencyHeader: null,
    health: "healthy",
    healthNote: null,
    healthAt: null,
    provider: null,
    scopes: null,
    previousScopes: null,
    tokenExpiresAt: null,
    connectedAt: now,
    disconnectedAt: null,
    ...given,
    ...more,
  };
}
