import type { Db } from "../database/index.ts";
import type { Logger } from "../kernel/index.ts";
import { signWith } from "./auth/sign-with.ts";
import type { SignableRequest, SignedRequest } from "./auth/signable-request.ts";
import { type Credential, secretsIn } from "./credential.ts";
import { type CredentialOwner, type CredentialRow, findSealedCredential } from "./credentials-store.ts";
import { unwrapDataKey, type WrappedDataKey } from "./data-keys-store.ts";
import type { Keyring } from "./keyring.ts";
import type { KnownValues } from "./known-values.ts";
import { open } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";

/** A request to sign, and the version of the credential it was prepared (and perhaps approved) with. */
export interface SignAsk extends CredentialOwner, SignableRequest {
  readonly credentialVersion: number;
}

export type SignOutcome =
  | (SignedRequest & { readonly ok: true; readonly credentialVersion: number })
  | {
      readonly ok: false;
      readonly reason: "no_credential" | "stale_version" | "locked";
      /** For the thread and the card; one sentence without its full stop. */
      readonly message: string;
    };

export interface SignDeps {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly knownValues: KnownValues;
  readonly logger: Logger;
}

/** What a credential is sealed for; it opens for nothing else. */
export function credentialContext(
  { workspaceId, integrationId }: CredentialOwner,
  version: number,
): SealContext {
  return { workspaceId, connection: integrationId, field: "credential", version, purpose: "sign-request" };
}

/**
 * Signs one request. The row is read each time: a deleted or replaced credential stops signing everywhere at that
 * instant, and no copy of it waits in memory.
 */
export async function signRequest(deps: SignDeps, ask: SignAsk): Promise<SignOutcome> {
  const { workspaceId: _workspace, integrationId, credentialVersion, ...request } = ask;
  const found = await findSealedCredential(deps.db, ask);
  if (!found) return refused("no_credential", "its credential was deleted");
  if (found.credential.version !== credentialVersion) {
    return refused("stale_version", "its credential was replaced after this request was prepared");
  }
  const credential = await openCredential(deps, found.credential, found.dataKey);
  if (!credential)
    return refused("locked", "its credential cannot be opened with this installation's vault key");
  deps.knownValues.remember(integrationId, found.credential.sealed, secretsIn(credential));
  return { ok: true, ...signWith(credential, request), credentialVersion };
}

async function openCredential(
  { keyring, logger }: SignDeps,
  row: CredentialRow,
  wrapped: WrappedDataKey,
): Promise<Credential | undefined> {
  try {
    const dataKey = await unwrapDataKey(keyring, wrapped);
    const plain = open(dataKey, row.sealed, credentialContext(row, row.version));
    dataKey.bytes.fill(0);
    if (plain) return credentialFrom(plain);
    logger.error({ integrationId: row.integrationId, version: row.version }, "sealed credential was altered");
  } catch (err) {
    logger.error({ err, integrationId: row.integrationId }, "sealed credential cannot be opened");
  }
  return undefined;
}

/** Authenticated text that `sealCredential` wrote, so its shape is known. */
function credentialFrom(plain: Buffer): Credential {
  const credential: Credential = JSON.parse(plain.toString("utf8"));
  plain.fill(0);
  return credential;
}

function refused(reason: "no_credential" | "stale_version" | "locked", message: string): SignOutcome {
  return { ok: false, reason, message };
}
