/**
 * Credentials: sealed at rest, opened only while a request is signed.
 *
 * Sealed under a data key (one per workspace, one per connection), which is wrapped by the vault key (a file, a
 * variable, or a key management service). See `seal.ts` for the format.
 */
export { type Credential, type CredentialMethod, credentialSchema } from "./credential.ts";
export type { KeyEncryptionKey } from "./key-encryption-key.ts";
export { createServiceKey } from "./key-service/service-key.ts";
export { createTransit } from "./key-service/transit.ts";
export { loadMasterKey, type MasterKey, readGivenKey } from "./master-key.ts";
export type { ConsentFinished, OAuth } from "./oauth/create-oauth.ts";
export { oauthDestination } from "./oauth/oauth-destination.ts";
export { type OAuthServer, standardRevocation } from "./oauth/oauth-server.ts";
export type { OAuthClientDescription } from "./oauth/operator-clients.ts";
export type { Revoked } from "./oauth/revoke-access.ts";
export { type OAuth2Credential, type TokenCredential, withNetwork } from "./oauth/token-credential.ts";
export type { SignOutcome } from "./sign-request.ts";
export { type CredentialDescription, createVault, type Vault } from "./vault.ts";
