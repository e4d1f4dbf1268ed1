import type { Db, Queryable, Tx } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import type { Clock, Logger, Scrubber, Secret } from "../kernel/index.ts";
import type { CredentialHint, CredentialMethod } from "./credential.ts";
import { type CredentialOwner, findCredential } from "./credentials-store.ts";
import { checkKeys } from "./key-check.ts";
import type { KeyEncryptionKey } from "./key-encryption-key.ts";
import { createKeyring } from "./keyring.ts";
import { createKnownValues } from "./known-values.ts";
import { createOAuth, type OAuth } from "./oauth/create-oauth.ts";
import { type Rotation, rotateKeys } from "./rotate-keys.ts";
import { deleteCredential, type NewCredential, saveCredential } from "./save-credential.ts";
import { type SignAsk, type SignOutcome, signRequest } from "./sign-request.ts";
import {
  openForWorkspace,
  sealForWorkspace,
  shredForWorkspace,
  type WorkspaceField,
} from "./workspace-values.ts";

export interface VaultOptions {
  readonly db: Db;
  /** What new data keys are wrapped with. */
  readonly key: KeyEncryptionKey;
  /**
   * A second key that is accepted for the time of a rotation. With several replicas: start all with the new key
   * here, then all with the new key as `key` and the old one here, rotate, then drop the old one.
   */
  readonly alsoAcceptedKey?: KeyEncryptionKey | undefined;
  readonly scrubber: Scrubber;
  readonly logger: Logger;
  readonly clock: Clock;
  /** The way to the providers that give access tokens. */
  readonly egress: Pick<Egress, "fetchFor">;
}

/** What a card may show of a credential. */
export interface CredentialDescription {
  readonly method: CredentialMethod;
  readonly version: number;
  readonly hint: CredentialHint;
  /** The member who entered this version. */
  readonly createdBy: string;
  /** When the connection got its first credential since it was last deleted. */
  readonly createdAt: Date;
  /** When this version was entered. */
  readonly updatedAt: Date;
}

/** Credentials at rest. They go in, and come out only as part of a signed request. */
export interface Vault {
  /**
   * Seals a credential in place of the integration's older one and returns its version: one more than any it ever
   * had, deleted ones included. Holds back other changes of it until `tx` ends.
   */
  saveCredential(tx: Tx, entered: NewCredential): Promise<number>;
  /**
   * `ask.url` and `ask.headers` with the credential added, or why not: there is none, it is another version than
   * `ask.credentialVersion`, or no key at hand opens it.
   */
  signRequest(ask: SignAsk): Promise<SignOutcome>;
  /** What may be shown, or undefined when there is no credential. */
  describeCredential(db: Queryable, owner: CredentialOwner): Promise<CredentialDescription | undefined>;
  /**
   * Deletes the credential's key, then the credential; false when there was none. A backup made earlier still holds
   * the wrapped key and opens with the vault key, until it expires or that vault key is rotated and destroyed.
   */
  deleteCredential(tx: Tx, owner: CredentialOwner): Promise<boolean>;
  /** Seals a value of the workspace itself (a Slack bot token, say) for the caller to store. */
  sealForWorkspace(tx: Tx, asked: { field: WorkspaceField; value: Secret }): Promise<Buffer>;
  /** That value again, or undefined when it was sealed for another field, altered, or its key is gone. */
  openForWorkspace(
    db: Queryable,
    asked: { field: WorkspaceField; sealed: Buffer },
  ): Promise<Secret | undefined>;
  /** Shreds everything that was sealed for it. */
  shredForWorkspace(tx: Tx, workspaceId: string): Promise<void>;
  /** When a connection's credential ends, as far as it or its provider says; undefined where it is not known to. */
  expiryOf(owner: CredentialOwner): Promise<Date | undefined>;
  /** Access that people grant on a provider's own page. */
  readonly oauth: OAuth;
  /**
   * Wraps every data key with the current vault key, in one transaction. Signing goes on meanwhile. With `all` also
   * those that it wraps already: after a key service was given a new version of its key.
   */
  rotateKeys(options?: { all?: boolean }): Promise<Rotation>;
}

/**
 * Opens the vault.
 *
 * @throws ChiefError `vault.key_wrong` when something here is sealed with a key that was not given
 */
export async function createVault(options: VaultOptions): Promise<Vault> {
  const { db, logger, clock, egress } = options;
  const keyring = createKeyring(options.key, options.alsoAcceptedKey);
  await checkKeys(db, keyring, clock());
  const knownValues = createKnownValues(options.scrubber);
  const save: Vault["saveCredential"] = (tx, entered) =>
    saveCredential(tx, entered, { keyring, knownValues, now: clock() });
  const oauth = createOAuth({ db, keyring, knownValues, logger, egress, clock, saveCredential: save });
  return {
    saveCredential: save,
    oauth,
    async expiryOf(owner) {
      const own = (await findCredential(db, owner))?.hint.expiresAt;
      return own === undefined ? oauth.endOf(owner) : new Date(own);
    },
    signRequest: (ask) => signRequest({ db, keyring, knownValues, logger, egress, clock }, ask),
    describeCredential,
    deleteCredential,
    sealForWorkspace: (tx, asked) => sealForWorkspace(tx, asked, { keyring, knownValues, now: clock() }),
    shredForWorkspace,
    openForWorkspace: (from, asked) => openForWorkspace(from, asked, { keyring, knownValues }),
    async rotateKeys(how = {}) {
      const rotation = await rotateKeys(db, keyring, how);
      logger.info({ ...rotation, vaultKeyId: keyring.current.id }, "vault keys rotated");
      return rotation;
    },
  };
}

async function describeCredential(
  db: Queryable,
  owner: CredentialOwner,
): Promise<CredentialDescription | undefined> {
  const found = await findCredential(db, owner);
  if (!found) return undefined;
  const { method, version, hint, createdBy, createdAt, updatedAt } = found;
  return { method, version, hint, createdBy, createdAt, updatedAt };
}
