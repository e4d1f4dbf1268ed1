import type { Tx } from "../database/index.ts";
import { newId } from "../kernel/index.ts";
import { type Credential, hintOf, secretsIn } from "./credential.ts";
import {
  type CredentialOwner,
  claimNextVersion,
  deleteCredentialRow,
  lockCredential,
  putCredential,
} from "./credentials-store.ts";
import { deleteDataKey, getDataKey, unwrapDataKey } from "./data-keys-store.ts";
import type { Keyring } from "./keyring.ts";
import type { KnownValues } from "./known-values.ts";
import { knownAs } from "./oauth/access-token.ts";
import { isTokenCredential } from "./oauth/token-credential.ts";
import type { Granted } from "./oauth/token-outcome.ts";
import { sealTokens, secretsInTokens } from "./oauth/token-seal.ts";
import { timesOf } from "./oauth/token-times.ts";
import { deleteToken, findToken, putToken } from "./oauth/tokens-store.ts";
import { seal } from "./seal.ts";
import { credentialContext } from "./sign-request.ts";

/** A credential that the member `by` entered for an integration. */
export interface NewCredential extends CredentialOwner {
  readonly credential: Credential;
  readonly by: string;
  /** What a consent to an `oauth2` credential gave; without it, the connection waits for one. */
  readonly granted?: Granted;
}

export interface SaveDeps {
  readonly keyring: Keyring;
  readonly knownValues: KnownValues;
  readonly now: Date;
}

/**
 * Seals the credential in place of the older one, and returns its version. The connection gets a new data key: with the
 * old one goes everything that was sealed under it, and nothing has to be unwrapped here, inside of a transaction, which
 * a key service might have to be asked for.
 */
export async function saveCredential(tx: Tx, entered: NewCredential, deps: SaveDeps): Promise<number> {
  const { workspaceId, integrationId, credential } = entered;
  const version = await claimNextVersion(tx, entered);
  await deleteDataKey(tx, { workspaceId, scope: integrationId });
  const sealed = await sealCredential(tx, { ...entered, version }, deps);
  await replaceToken(tx, { ...entered, version }, deps);
  deps.knownValues.remember(integrationId, sealed, secretsIn(credential));
  await putCredential(tx, {
    id: newId("cred", deps.now),
    workspaceId,
    integrationId,
    method: credential.method,
    version,
    sealed,
    hint: hintOf(credential),
    createdBy: entered.by,
    createdAt: deps.now,
    updatedAt: deps.now,
  });
  return version;
}

/**
 * Shreds: without the data key nothing opens the credential, not even a copy of its row. The key goes first, so that
 * the order is the safe one also for whoever reads between the two statements or repeats them by hand.
 */
export async function deleteCredential(tx: Tx, owner: CredentialOwner): Promise<boolean> {
  await lockCredential(tx, owner);
  await deleteDataKey(tx, { workspaceId: owner.workspaceId, scope: owner.integrationId });
  await deleteToken(tx, owner);
  return deleteCredentialRow(tx, owner);
}

/** The place of the connection's token, with the one that a consent gave; none for a credential that signs by itself. */
async function replaceToken(
  tx: Tx,
  { workspaceId, integrationId, credential, granted, version }: NewCredential & { version: number },
  { keyring, knownValues, now }: SaveDeps,
): Promise<void> {
  const owner = { workspaceId, integrationId };
  if (!isTokenCredential(credential)) return deleteToken(tx, owner);
  const tokenVersion = ((await findToken(tx, owner))?.version ?? 0) + 1;
  const place = { ...owner, credentialVersion: version, version: tokenVersion };
  if (!granted) return putToken(tx, { ...place, sealed: null, expiresAt: null, refreshAt: null });
  const wrapped = await getDataKey(tx, { workspaceId, scope: integrationId }, { keyring, now });
  const dataKey = await unwrapDataKey(keyring, wrapped);
  const sealed = sealTokens(dataKey, granted, { ...owner, version: tokenVersion });
  dataKey.bytes.fill(0);
  knownValues.remember(knownAs(owner), sealed, secretsInTokens(granted));
  await putToken(tx, { ...place, sealed, ...timesOf(granted.expiresInSeconds, now, Math.random()) });
}

async function sealCredential(
  tx: Tx,
  { workspaceId, integrationId, credential, version }: NewCredential & { version: number },
  { keyring, now }: SaveDeps,
): Promise<Buffer> {
  const wrapped = await getDataKey(tx, { workspaceId, scope: integrationId }, { keyring, now });
  const dataKey = await unwrapDataKey(keyring, wrapped);
  const plain = Buffer.from(JSON.stringify(credential), "utf8");
  const sealed = seal(dataKey, plain, credentialContext({ workspaceId, integrationId }, version));
  plain.fill(0);
  dataKey.bytes.fill(0);
  return sealed;
}
