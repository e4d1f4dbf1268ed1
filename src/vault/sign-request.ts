import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import type { Clock, Logger } from "../kernel/index.ts";
import { type SigningCredential, signWith } from "./auth/sign-with.ts";
import type { SignableRequest, SignedRequest } from "./auth/signable-request.ts";
import { type Credential, secretsIn } from "./credential.ts";
import { type CredentialOwner, type CredentialRow, findSealedCredential } from "./credentials-store.ts";
import { unwrapDataKey, type WrappedDataKey } from "./data-keys-store.ts";
import { isKeyServiceTrouble } from "./key-service/key-service.ts";
import type { Keyring } from "./keyring.ts";
import type { KnownValues } from "./known-values.ts";
import { type AccessToken, getAccessToken } from "./oauth/access-token.ts";
import { findOAuthClient } from "./oauth/operator-clients.ts";
import { isTokenCredential, type TokenCredential } from "./oauth/token-credential.ts";
import { open, type SealingKey } from "./seal.ts";
import type { SealContext } from "./seal-context.ts";

/** A request to sign, and the version of the credential it was prepared (and perhaps approved) with. */
export interface SignAsk extends CredentialOwner, SignableRequest {
  readonly credentialVersion: number;
  /** The `renewable` of a signed request that was answered with 401: its token is renewed first. */
  readonly refusedToken?: number;
}

export type SignOutcome =
  | (SignedRequest & {
      readonly ok: true;
      readonly credentialVersion: number;
      /** The token it was signed with, where another one can be had if the API refuses it. */
      readonly renewable?: number;
    })
  | {
      readonly ok: false;
      /** `reconnect`: a person has to consent anew. `no_token`: there is no token now, but that passes. */
      readonly reason:
        | "no_credential"
        | "stale_version"
        | "locked"
        | "key_service"
        | "reconnect"
        | "no_token";
      /** For the thread and the card; one sentence without its full stop. */
      readonly message: string;
    };

export interface SignDeps {
  readonly db: Db;
  readonly keyring: Keyring;
  readonly knownValues: KnownValues;
  readonly logger: Logger;
  readonly egress: Pick<Egress, "fetchFor">;
  readonly clock: Clock;
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
 * instant, and no copy of it waits in memory. Where the credential gets access tokens, this may ask the provider for one.
 */
export async function signRequest(deps: SignDeps, ask: SignAsk): Promise<SignOutcome> {
  const {
    workspaceId: _workspace,
    integrationId: _id,
    credentialVersion,
    refusedToken: _token,
    ...request
  } = ask;
  const found = await findSealedCredential(deps.db, ask);
  if (!found) return refused("no_credential", "its credential was deleted");
  if (found.credential.version !== credentialVersion) {
    return refused("stale_version", "its credential was replaced after this request was prepared");
  }
  if (found.credential.method === "none") {
    return { ok: true, ...signWith({ method: "none" }, request), credentialVersion };
  }
  const opened = await openCredential(deps, found.credential, found.dataKey).catch(ifKeyServiceTrouble);
  if (opened === "key_service")
    return refused(
      "key_service",
      "its credential cannot be opened while the key service does not answer; try again later",
    );
  if (!opened) return refused("locked", "its credential cannot be opened with this installation's vault key");
  try {
    const ready = await readyToSign(deps, ask, opened);
    if (!ready.ok) return refused(ready.reason, ready.message);
    const renewable = ready.renewable === undefined ? {} : { renewable: ready.renewable };
    return { ok: true, ...signWith(ready.credential, request), credentialVersion, ...renewable };
  } finally {
    opened.dataKey.bytes.fill(0);
  }
}

type Ready =
  | { readonly ok: true; readonly credential: SigningCredential; readonly renewable?: number }
  | Extract<AccessToken, { ok: false }>;

async function readyToSign(deps: SignDeps, ask: SignAsk, opened: OpenedCredential): Promise<Ready> {
  const { credential, dataKey } = opened;
  if (!isTokenCredential(credential)) return { ok: true, credential };
  const token = await getAccessToken(deps, {
    owner: ask,
    credential,
    credentialVersion: ask.credentialVersion,
    dataKey,
    client: await clientOf(deps, ask, credential),
    refusedVersion: ask.refusedToken,
  });
  if (!token.ok) return token;
  const { accessToken, version } = token;
  const signing = { ok: true, credential: { method: "access_token", accessToken } } as const;
  return token.isRenewable ? { ...signing, renewable: version } : signing;
}

async function clientOf(deps: SignDeps, { workspaceId }: CredentialOwner, credential: TokenCredential) {
  if (credential.method !== "oauth2") return undefined;
  const { client } = credential;
  return "id" in client ? client : findOAuthClient(deps, { workspaceId, provider: client.provider });
}

/** A credential in clear, with its data key. Wipe the key's bytes after use. */
export interface OpenedCredential {
  readonly credential: Credential;
  readonly dataKey: SealingKey;
}

/**
 * Opens a stored credential and tells the scrubber its secrets; undefined, with a line in the log, when it cannot.
 *
 * @throws ChiefError `vault.key_service_*` when the key service does not answer
 */
export async function openCredential(
  { keyring, logger, knownValues }: Pick<SignDeps, "keyring" | "logger" | "knownValues">,
  row: CredentialRow,
  wrapped: WrappedDataKey,
): Promise<OpenedCredential | undefined> {
  try {
    const dataKey = await unwrapDataKey(keyring, wrapped);
    const plain = open(dataKey, row.sealed, credentialContext(row, row.version));
    if (plain) {
      const credential = credentialFrom(plain);
      knownValues.remember(row.integrationId, row.sealed, secretsIn(credential));
      return { credential, dataKey };
    }
    dataKey.bytes.fill(0);
    logger.error({ integrationId: row.integrationId, version: row.version }, "sealed credential was altered");
  } catch (err) {
    if (isKeyServiceTrouble(err)) {
      logger.error({ err, integrationId: row.integrationId }, "the key service does not answer");
      throw err;
    }
    logger.error({ err, integrationId: row.integrationId }, "sealed credential cannot be opened");
  }
  return undefined;
}

function ifKeyServiceTrouble(error: unknown): "key_service" {
  if (isKeyServiceTrouble(error)) return "key_service";
  throw error;
}

/** Authenticated text that `sealCredential` wrote, so its shape is known. */
function credentialFrom(plain: Buffer): Credential {
  const credential: Credential = JSON.parse(plain.toString("utf8"));
  plain.fill(0);
  return credential;
}

function refused(reason: Extract<SignOutcome, { ok: false }>["reason"], message: string): SignOutcome {
  return { ok: false, reason, message };
}
