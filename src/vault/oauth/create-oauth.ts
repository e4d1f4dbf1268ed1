import type { Db, Queryable, Tx } from "../../database/index.ts";
import type { Clock, Json, Logger } from "../../kernel/index.ts";
import { type CredentialOwner, findSealedCredential } from "../credentials-store.ts";
import type { NewCredential } from "../save-credential.ts";
import { type OpenedCredential, openCredential } from "../sign-request.ts";
import { type WorkspaceDeps, warmWorkspaceKey } from "../workspace-values.ts";
import {
  beginConsent,
  type ConsentBegun,
  type ConsentGiven,
  type ConsentPerson,
  finishConsent,
} from "./consent.ts";
import type { GrantDeps, KnownClient } from "./grants.ts";
import { introspectEnd } from "./introspect.ts";
import { expiryOfJwt } from "./jwt-expiry.ts";
import {
  findOAuthClient,
  listOAuthClients,
  type NewOAuthClient,
  type OAuthClientDescription,
  saveOAuthClient,
} from "./operator-clients.ts";
import { isRenewable } from "./renew-grant.ts";
import { type Revoked, revokeAccess } from "./revoke-access.ts";
import { isTokenCredential, type OAuth2Credential } from "./token-credential.ts";
import { openTokens } from "./token-seal.ts";
import { findToken } from "./tokens-store.ts";

/** What a consent is begun for. */
export interface ConsentAsk extends ConsentPerson {
  /** A new connection's credential, or the connection whose stored one it is given for anew. */
  readonly of: OAuth2Credential | CredentialOwner;
  /** Other scopes than the credential's own. */
  readonly scopes?: readonly string[];
  readonly redirectUri: string;
  readonly subject: Json;
}

/** A consent that came back. The grant stays in here: it goes nowhere but into a connection. */
export type ConsentFinished =
  | {
      readonly ok: true;
      readonly subject: Json;
      readonly scopes: readonly string[];
      /** Stores it as the connection's credential, and returns the version. */
      store(tx: Tx, owner: CredentialOwner & { readonly by: string }): Promise<number>;
    }
  | Extract<ConsentGiven, { ok: false }>;

/** Access that people grant on a provider's own page: consent, its end, and who Chief is there. */
export interface OAuth {
  /** Where to send the person's browser; the consent waits ten minutes for it to come back. */
  begin(ask: ConsentAsk): Promise<ConsentBegun>;
  /** Takes the address that the browser landed on. Works once, for the person and the browser that began. */
  finish(person: ConsentPerson & { readonly callback: URL }): Promise<ConsentFinished>;
  /** Ends a connection's access at the provider, before it is deleted here. Never throws. */
  revoke(owner: CredentialOwner): Promise<Revoked>;
  /**
   * When the access of a connection ends for want of a way to renew it: of one that is renewed by itself, the end of what
   * renews it. Undefined where the provider does not say, and where nobody consented. May ask the provider (RFC 7662).
   * Never throws for a token that cannot be opened.
   */
  endOf(owner: CredentialOwner): Promise<Date | undefined>;
  /** Stores the client that an operator registered at a provider, in place of an older one. */
  saveClient(tx: Tx, client: NewOAuthClient): Promise<void>;
  /** Fetches what `saveClient` needs, which may take a request to a key service: to be called before its transaction. */
  readyToSave(workspaceId: string): Promise<void>;
  /** Those clients, without their secrets. */
  listClients(db: Queryable, workspaceId: string): Promise<OAuthClientDescription[]>;
}

export interface OAuthDeps extends WorkspaceDeps, GrantDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  saveCredential(tx: Tx, entered: NewCredential): Promise<number>;
}

export function createOAuth(deps: OAuthDeps): OAuth {
  return {
    async begin({ of, scopes, ...ask }) {
      const credential = "method" in of ? of : await storedConsent(deps, of);
      if (!credential) return { ok: false, message: "This connection is not one by OAuth consent." };
      return beginConsent(deps, { ...ask, credential: scopes ? { ...credential, scopes } : credential });
    },
    async finish(person) {
      const given = await finishConsent(deps, person);
      if (!given.ok) return given;
      const { subject, scopes, credential, granted } = given;
      return {
        ok: true,
        subject,
        scopes,
        store: (tx, owner) => deps.saveCredential(tx, { ...owner, credential, granted }),
      };
    },
    revoke: (owner) => revoke(deps, owner),
    endOf: (owner) => endOf(deps, owner),
    readyToSave: (workspaceId) => warmWorkspaceKey(deps.db, workspaceId, deps),
    saveClient: (tx, client) => saveOAuthClient(tx, client, { ...deps, now: deps.clock() }),
    listClients: listOAuthClients,
  };
}

async function opened(deps: OAuthDeps, owner: CredentialOwner): Promise<OpenedCredential | undefined> {
  const found = await findSealedCredential(deps.db, owner);
  return found && openCredential(deps, found.credential, found.dataKey);
}

async function storedConsent(deps: OAuthDeps, owner: CredentialOwner): Promise<OAuth2Credential | undefined> {
  const stored = await opened(deps, owner);
  stored?.dataKey.bytes.fill(0);
  return stored?.credential.method === "oauth2" ? stored.credential : undefined;
}

async function endOf(deps: OAuthDeps, owner: CredentialOwner): Promise<Date | undefined> {
  const row = await findToken(deps.db, owner);
  if (!row?.sealed || row.state !== "live") return undefined;
  const stored = await opened(deps, owner);
  if (!stored) return undefined;
  const { credential, dataKey } = stored;
  try {
    const tokens = openTokens(dataKey, row.sealed, { ...owner, version: row.version });
    if (!tokens || !isTokenCredential(credential)) return undefined;
    const { accessToken, refreshToken } = tokens;
    const isRenewed = isRenewable(credential, tokens);
    const known = isRenewed ? undefined : (row.expiresAt ?? expiryOfJwt(accessToken));
    if (known || credential.method !== "oauth2") return known;
    const client = await clientOf(deps, owner, credential);
    const last = refreshToken === undefined ? accessToken : refreshToken;
    const hint = refreshToken === undefined ? "access_token" : "refresh_token";
    return client && introspectEnd(deps, credential.server, { token: last, hint, client });
  } finally {
    dataKey.bytes.fill(0);
  }
}

/** The client that a consent was given to; undefined when the operator's was removed. */
async function clientOf(
  deps: OAuthDeps,
  { workspaceId }: CredentialOwner,
  { client }: OAuth2Credential,
): Promise<KnownClient | undefined> {
  return "id" in client ? client : findOAuthClient(deps, { workspaceId, provider: client.provider });
}

async function revoke(deps: OAuthDeps, owner: CredentialOwner): Promise<Revoked> {
  const stored = await opened(deps, owner);
  if (!stored) return { kind: "nothing" };
  const { credential, dataKey } = stored;
  try {
    if (credential.method !== "oauth2") return { kind: "nothing" };
    const client = await clientOf(deps, owner, credential);
    return await revokeAccess(deps, { owner, credential, dataKey, client });
  } finally {
    dataKey.bytes.fill(0);
  }
}
