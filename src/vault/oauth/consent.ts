/**
 * A person's consent at a provider's own page: there, and back again.
 *
 * *Begun*, it is a row: the hash of a random `state`, who began it in which browser, and sealed the PKCE verifier and the
 * credential that it is for. It lasts ten minutes. Coming back with that state, the same person in the same browser uses
 * it up, whatever the answer says; then the answer's sender is checked (RFC 9207) and its code is exchanged.
 */
import * as oauth from "oauth4webapi";
import type { Db } from "../../database/index.ts";
import { type Clock, type Json, newToken, Secret, sha256Hex } from "../../kernel/index.ts";
import {
  openForWorkspace,
  sealForWorkspace,
  type WorkspaceDeps,
  type WorkspaceField,
  warmWorkspaceKey,
} from "../workspace-values.ts";
import {
  type ConsentRow,
  claimConsent,
  deleteOldConsents,
  findConsent,
  insertConsent,
} from "./consents-store.ts";
import { exchangeCode, type GrantDeps, type KnownClient, metadataOf } from "./grants.ts";
import { findOAuthClient } from "./operator-clients.ts";
import type { OAuth2Credential } from "./token-credential.ts";
import type { Granted, TokenFailure } from "./token-outcome.ts";

export interface ConsentDeps extends WorkspaceDeps, GrantDeps {
  readonly db: Db;
  readonly clock: Clock;
}

/** A member in a browser. `browserToken` is the value of a cookie that only this browser has. */
export interface ConsentPerson {
  readonly workspaceId: string;
  readonly memberId: string;
  readonly browserToken: string;
}

export interface NewConsent extends ConsentPerson {
  readonly credential: OAuth2Credential;
  /** Where the provider sends the browser back to. */
  readonly redirectUri: string;
  /** What the grant is for; comes back when it was given. */
  readonly subject: Json;
}

/** Where to send the browser, or why not. */
export type ConsentBegun =
  | { readonly ok: true; readonly authorizationUrl: string }
  | { readonly ok: false; readonly message: string };

/** `message` is a whole sentence for the person. The provider's own words are not in it. */
export type ConsentGiven =
  | {
      readonly ok: true;
      readonly subject: Json;
      readonly credential: OAuth2Credential;
      readonly granted: Granted;
      /** What was granted: as the provider says, or else what was asked for. */
      readonly scopes: readonly string[];
    }
  | {
      readonly ok: false;
      readonly reason: "no_such" | "denied" | "sender" | "provider";
      readonly message: string;
      readonly subject?: Json;
    };

const LIFE_MS = 10 * 60_000;

function sealedField(workspaceId: string, stateHash: string): WorkspaceField {
  return { workspaceId, field: stateHash, version: 1, purpose: "oauth-consent" };
}

export async function beginConsent(deps: ConsentDeps, asked: NewConsent): Promise<ConsentBegun> {
  const { workspaceId, memberId, credential, redirectUri, subject } = asked;
  const client = await clientOf(deps, workspaceId, credential);
  if (!client)
    return { ok: false, message: "An admin has to set Chief's client id for this provider first." };
  const now = deps.clock();
  const [state, verifier] = [newToken(), oauth.generateRandomCodeVerifier()];
  const stateHash = sha256Hex(state);
  const value = new Secret(JSON.stringify({ verifier, credential }));
  await warmWorkspaceKey(deps.db, workspaceId, deps);
  await deps.db.transaction(async (tx) => {
    await deleteOldConsents(tx, now);
    const field = sealedField(workspaceId, stateHash);
    await insertConsent(tx, {
      stateHash,
      workspaceId,
      memberId,
      browserHash: sha256Hex(asked.browserToken),
      redirectUri,
      sealed: await sealForWorkspace(tx, { field, value }, { ...deps, now }),
      subject,
      expiresAt: new Date(now.getTime() + LIFE_MS),
    });
  });
  const challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const sent = { client, redirectUri, state, challenge };
  return { ok: true, authorizationUrl: authorizationUrl(credential, sent) };
}

function clientOf(
  deps: ConsentDeps,
  workspaceId: string,
  { client }: OAuth2Credential,
): Promise<KnownClient | undefined> {
  if ("id" in client) return Promise.resolve(client);
  return findOAuthClient(deps, { workspaceId, provider: client.provider });
}

function authorizationUrl(
  { server, scopes }: OAuth2Credential,
  sent: { client: KnownClient; redirectUri: string; state: string; challenge: string },
): string {
  const url = new URL(server.authorizationUrl);
  const parameters = {
    ...server.authorizationParameters,
    ...(server.resource === undefined ? {} : { resource: server.resource }),
    response_type: "code",
    client_id: sent.client.id,
    redirect_uri: sent.redirectUri,
    state: sent.state,
    ...(server.quirks?.noPkce ? {} : { code_challenge: sent.challenge, code_challenge_method: "S256" }),
    ...(scopes.length > 0 ? { scope: scopes.join(server.scopeSeparator ?? " ") } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** Takes what came back from a provider's page. `callback` is the whole address the browser landed on. */
export async function finishConsent(
  deps: ConsentDeps,
  { callback, ...person }: ConsentPerson & { readonly callback: URL },
): Promise<ConsentGiven> {
  const states = callback.searchParams.getAll("state");
  const [state] = states;
  if (states.length !== 1 || !state)
    return noSuch(
      "This address has no answer of a provider in it, or one that was tampered with. Begin again.",
    );
  const holder = {
    stateHash: sha256Hex(state),
    workspaceId: person.workspaceId,
    memberId: person.memberId,
    browserHash: sha256Hex(person.browserToken),
  };
  const row = await claimConsent(deps.db, holder, deps.clock());
  if (!row) return noSuch(await whyNoSuch(deps, holder));
  if (new URL(row.redirectUri).pathname !== callback.pathname)
    return noSuch("This answer came back to another address than it was asked for at. Begin again.");
  return exchange(deps, row, { state, parameters: callback.searchParams });
}

async function whyNoSuch(
  { db }: ConsentDeps,
  holder: { stateHash: string; memberId: string; browserHash: string },
): Promise<string> {
  const row = await findConsent(db, holder.stateHash);
  if (!row) return "This consent was already used, or is older than ten minutes. Begin again.";
  if (row.memberId !== holder.memberId)
    return "This consent was begun by somebody else, and only that person can finish it.";
  if (row.browserHash !== holder.browserHash)
    return "This consent was begun in another browser. Finish it there, or begin again here.";
  return "This consent is older than ten minutes. Begin again.";
}

async function exchange(
  deps: ConsentDeps,
  row: ConsentRow,
  answer: { state: string; parameters: URLSearchParams },
): Promise<ConsentGiven> {
  const { subject, workspaceId, redirectUri, stateHash, sealed } = row;
  const field = sealedField(workspaceId, stateHash);
  const secret = await openForWorkspace(deps.db, { field, sealed }, deps);
  if (!secret) return noSuch("What was kept of this consent cannot be opened. Begin again.");
  const { verifier, credential }: { verifier: string; credential: OAuth2Credential } = JSON.parse(
    secret.reveal(),
  );
  secret.wipe();
  const client = await clientOf(deps, workspaceId, credential);
  if (!client) return noSuch("Chief's client id for this provider was removed meanwhile.");
  const checked = checkAnswer(credential, client, answer);
  if (!(checked instanceof URLSearchParams)) return { ...checked, subject };
  const exchanged = { client, callback: checked, redirectUri, verifier };
  const outcome = await exchangeCode(deps, credential.server, exchanged);
  if (!outcome.ok) return { ok: false, reason: "provider", message: wordsFor(outcome), subject };
  const { granted } = outcome;
  return { ok: true, subject, credential, granted, scopes: granted.scopes ?? credential.scopes };
}

/** The parameters if the right server sent them and they hold a code; else why they do not. */
function checkAnswer(
  { server }: OAuth2Credential,
  client: KnownClient,
  { state, parameters }: { state: string; parameters: URLSearchParams },
): URLSearchParams | Extract<ConsentGiven, { ok: false }> {
  try {
    return oauth.validateAuthResponse(metadataOf(server), { client_id: client.id }, parameters, state);
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      const code = error.error.replace(/[^\x21-\x7e]/g, "").slice(0, 80);
      return code === "access_denied"
        ? { ok: false, reason: "denied", message: "Consent was not given, so nothing was connected." }
        : { ok: false, reason: "provider", message: `The provider answered with an error (${code}).` };
    }
    const message =
      "The answer does not come from the server that was asked, or says so twice. If you trust it, its issuer has to be entered with the connection.";
    return { ok: false, reason: "sender", message };
  }
}

function wordsFor(failure: TokenFailure): string {
  return failure.kind === "refused"
    ? `The provider did not give a token (${failure.code}). Begin again; if it happens again, check the client id, the secret and the redirect URL.`
    : `The provider did not give a token: ${failure.message}. Begin again.`;
}

function noSuch(message: string): ConsentGiven {
  return { ok: false, reason: "no_such", message };
}
