/** The APIs that admins connected: what they are, what they can do, and whether they work. */
export { type Catalogue, type Catalogues, createCatalogues } from "./catalogue.ts";
export { type Connected, connectIntegration, type FieldFault, saveHealth } from "./connect-integration.ts";
export { destinationOf } from "./destination.ts";
export { disconnectIntegration } from "./disconnect-integration.ts";
export {
  findIntegration,
  type Integration,
  listIntegrations,
  updateIntegration,
} from "./integrations-store.ts";
export { type NewIntegrationInput, slugOf } from "./new-integration.ts";
export { type ProbeResult, probeIntegration } from "./probe.ts";
export { signAndSend } from "./sign-and-send.ts";
export { switchIntegrationAction, switchIntegrationActions } from "./switch-action.ts";
export type { HealthStatus } from "./tables.ts";
