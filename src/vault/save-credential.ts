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
import { seal } from "./seal.ts";
import { credentialContext } from "./sign-request.ts";

/** A credential that the member `by` entered for an integration. */
export interface NewCredential extends CredentialOwner {
  readonly credential: Credential;
  readonly by: string;
}

export interface SaveDeps {
  readonly keyring: Keyring;
  readonly knownValues: KnownValues;
  readonly now: Date;
}

/** Seals the credential under its connection's data key, in place of the older one, and returns its version. */
export async function saveCredential(tx: Tx, entered: NewCredential, deps: SaveDeps): Promise<number> {
  const { workspaceId, integrationId, credential } = entered;
  const version = await claimNextVersion(tx, entered);
  const sealed = await sealCredential(tx, { ...entered, version }, deps);
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
  return deleteCredentialRow(tx, owner);
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
