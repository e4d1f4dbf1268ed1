/** The APIs that admins connected: what they are, what they can do, and whether they work. */
export { readCertificates } from "./ca-certificates.ts";
export type { Catalogue, FindInCatalogue } from "./catalogue.ts";
export { type Catalogues, createCatalogues } from "./catalogues.ts";
export { changeSettings, limitSchema } from "./change-settings.ts";
export { type Connected, connectIntegration, type FieldFault } from "./connect-integration.ts";
export {
  type Begun,
  beginConnect,
  beginReconnect,
  CLIENT_METADATA_PATH,
  type Consenter,
  type Finished,
  finishConsent,
  redirectUriOf,
} from "./consents.ts";
export { contractDependents } from "./contract-dependents.ts";
export { type Dependent, type FindDependents, findDependents, type Touched } from "./dependents.ts";
export { disconnectIntegration } from "./disconnect-integration.ts";
export { dismissDrift } from "./dismiss-drift.ts";
export { type IntegrationDrift, listDrifts, saveDrift } from "./drift-store.ts";
export { createEmbedActions, EMBED_ACTIONS } from "./embed-actions.ts";
export {
  CHECK_INTEGRATION,
  type CheckSubject,
  checkIntegration,
  enqueueChecks,
} from "./health/check-integration.ts";
export { expiryInWords } from "./health/expiry.ts";
export {
  claimNotice,
  findCheck,
  findExpiry,
  listHealthEvents,
  noteExpiry,
  noteTold,
} from "./health/health-store.ts";
export { saveHealth } from "./health/save-health.ts";
export {
  findIntegration,
  type Integration,
  listIntegrationNames,
  listIntegrations,
  updateIntegration,
} from "./integrations-store.ts";
export { expiryIn, type ProbeResult } from "./judge-probe.ts";
export { limitIntegrationAction } from "./limit-action.ts";
export { callTool } from "./mcp/call-tool.ts";
export { connectServer, newServerSchema } from "./mcp/connect-server.ts";
export { acceptTool, keepToolOff, markTool } from "./mcp/decide-tool.ts";
export { probeServer } from "./mcp/probe-server.ts";
export { findServer, listTools, type ServerRow, type ToolRow } from "./mcp/tools-store.ts";
export { createMeaning } from "./meaning.ts";
export { type NewIntegrationInput, newIntegrationSchema, slugOf } from "./new-integration.ts";
export { type ConnectionOffers, createConnectionOffers } from "./offer-connection.ts";
export { type DocumentOffer, offerDocument } from "./offer-document.ts";
export { pageIntegrationAction } from "./page-action.ts";
export { probeIntegration } from "./probe.ts";
export { listProviders, type OfferedProvider, saveProviderClient } from "./provider-clients.ts";
export type { Provider, ProviderScope } from "./providers/provider.ts";
export { PROVIDERS } from "./providers/providers.ts";
export { requestHabits } from "./providers/request-habits.ts";
export { type DocumentSource, type ReadUpload, readUpload } from "./read-upload.ts";
export { removeDeclaredAction } from "./remove-action.ts";
export { replaceCredential } from "./replace-credential.ts";
export { type ContractSaved, contractFaults, contractPlace, saveContract } from "./save-contract.ts";
export { compareScopes, type ScopeChange } from "./scope-change.ts";
export { signAndSend } from "./sign-and-send.ts";
export { switchIntegrationAction, switchIntegrationActions } from "./switch-action.ts";
export type { SwitchOn } from "./switched-on.ts";
export type { HealthStatus, ToolState } from "./tables.ts";
export {
  type Applied,
  applyUpdate,
  declineUpdate,
  isSame,
  type PreparedUpdate,
  prepareUpdate,
} from "./update-actions.ts";
export {
  findOpenApiDocument,
  findPendingUpdate,
  findText,
  findUpload,
  type OpenApiDocument,
  type OpenApiUpload,
  purgeUploads,
  saveComplaints,
} from "./uploads-store.ts";
