/**
 * Consent at a provider, from the button to the integration that can be used.
 *
 * `beginConnect` (a provider of the catalogue) and `beginReconnect` (a connection that there is) send the browser away.
 * `finishConsent` takes the address it came back to: a new integration is made, or an old one gets its new grant and shows
 * what was gained and lost. Then a harmless request tells whether it works.
 */
import { listActions } from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import { type Clock, isJsonObject, type Json } from "../kernel/index.ts";
import type { ConsentFinished, Vault } from "../vault/index.ts";
import { forgetExpiry } from "./health/health-store.ts";
import { saveHealth } from "./health/save-health.ts";
import { findIntegration, type Integration, updateIntegration } from "./integrations-store.ts";
import type { ProbeResult } from "./judge-probe.ts";
import { probeIntegration } from "./probe.ts";
import {
  credentialFor,
  findProviderIntegration,
  scopesFor,
  storeProviderIntegration,
} from "./providers/connect-provider.ts";
import { atItsSite } from "./providers/find-site.ts";
import { clientProviderOf, type Provider } from "./providers/provider.ts";
import { compareScopes } from "./scope-change.ts";

export interface ConsentDeps {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly clock: Clock;
  /** Where people reach Chief's pages, without a trailing slash. */
  readonly publicUrl: string;
  readonly providers: readonly Provider[];
}

/** A member, in the browser that a consent is begun in. */
export interface Consenter {
  readonly workspaceId: string;
  readonly by: string;
  readonly browserToken: string;
}

export type Begun =
  | { readonly ok: true; readonly authorizationUrl: string }
  | { readonly ok: false; readonly message: string };

/** `message` is for the person; where the consent was for a connection, `integrationId` says which. */
export type Finished =
  | { readonly ok: true; readonly integration: Integration; readonly probe: ProbeResult }
  | { readonly ok: false; readonly message: string; readonly integrationId?: string };

/** Where the provider of a connection sends browsers back to: one address per client, so that no answer fits another. */
export function redirectUriOf(publicUrl: string, provider?: Pick<Provider, "id" | "clientOf">): string {
  return `${publicUrl}/oauth/callback${provider ? `/${clientProviderOf(provider)}` : ""}`;
}

/** Where Chief describes itself to authorization servers that read that at a client's own address. */
export const CLIENT_METADATA_PATH = "/oauth/client.json";

/** The whole address of that; undefined where nobody could read it, since that is done by https only. */
export function clientMetadataUrlOf(publicUrl: string): string | undefined {
  return publicUrl.startsWith("https:") ? publicUrl + CLIENT_METADATA_PATH : undefined;
}

/** Begins to connect a provider of the catalogue; one that is connected already is connected anew. */
export async function beginConnect(
  deps: ConsentDeps,
  { workspaceId, by, browserToken }: Consenter,
  asked: { provider: Provider; scopes: readonly string[] },
): Promise<Begun> {
  const { provider } = asked;
  const connected = await findProviderIntegration(deps, workspaceId, provider);
  if (connected)
    return beginReconnect(deps, { workspaceId, by, browserToken }, { ...asked, integration: connected });
  return deps.vault.oauth.begin({
    workspaceId,
    memberId: by,
    browserToken,
    of: credentialFor(provider, scopesFor(provider, asked.scopes)),
    redirectUri: redirectUriOf(deps.publicUrl, provider),
    subject: { provider: provider.id },
  });
}

/** Begins a new consent for a connection, with its scopes or others. */
export async function beginReconnect(
  deps: ConsentDeps,
  { workspaceId, by, browserToken }: Consenter,
  { integration, scopes }: { integration: Integration; scopes: readonly string[] },
): Promise<Begun> {
  const provider = deps.providers.find(({ id }) => id === integration.provider);
  const person = { workspaceId, memberId: by, browserToken };
  const common = {
    redirectUri: redirectUriOf(deps.publicUrl, provider),
    subject: { integrationId: integration.id },
  };
  // The provider's data may have changed since it was connected; the newest counts.
  if (provider)
    return deps.vault.oauth.begin({
      ...person,
      ...common,
      of: credentialFor(provider, scopesFor(provider, scopes)),
    });
  const owner = { workspaceId, integrationId: integration.id };
  return deps.vault.oauth.begin({
    ...person,
    ...common,
    of: owner,
    ...(scopes.length > 0 ? { scopes } : {}),
  });
}

/** Takes the address that a browser came back to, and makes or repairs the integration. */
export async function finishConsent(
  deps: ConsentDeps,
  { workspaceId, by, browserToken }: Consenter,
  callback: URL,
): Promise<Finished> {
  const consent = await deps.vault.oauth.finish({ workspaceId, memberId: by, browserToken, callback });
  const subject = subjectOf(consent.subject);
  if (!consent.ok) {
    const { message } = consent;
    return subject.integrationId
      ? { ok: false, message, integrationId: subject.integrationId }
      : { ok: false, message };
  }
  const kept = await storeConsent(deps, consent, { ...subject, workspaceId, by });
  if (typeof kept === "string") return { ok: false, message: kept };
  const provider = deps.providers.find(({ id }) => id === kept.provider);
  const stored = await atItsSite(deps, kept, provider);
  const actions = await listActions(deps.db, workspaceId, stored.id);
  const probe = await probeIntegration(deps, stored, actions);
  const judged = await saveHealth(deps.db, stored, probe, deps.clock());
  return { ok: true, integration: { ...stored, health: judged.health }, probe: judged };
}

function subjectOf(subject: Json | undefined): { provider?: string; integrationId?: string } {
  if (!isJsonObject(subject)) return {};
  const { provider, integrationId } = subject;
  return {
    ...(typeof provider === "string" ? { provider } : {}),
    ...(typeof integrationId === "string" ? { integrationId } : {}),
  };
}

interface StoreFor {
  readonly provider?: string;
  readonly integrationId?: string;
  readonly workspaceId: string;
  readonly by: string;
}

/** The integration, or in words why the grant cannot be kept. */
async function storeConsent(
  deps: ConsentDeps,
  consent: Extract<ConsentFinished, { ok: true }>,
  { provider: providerId, integrationId, workspaceId, by }: StoreFor,
): Promise<Integration | string> {
  if (integrationId !== undefined) {
    const integration = await findIntegration(deps.db, workspaceId, integrationId);
    if (!integration || integration.disconnectedAt)
      return "The integration was disconnected meanwhile, so the consent was not kept.";
    return renewConsent(deps, consent, { integration, by });
  }
  const provider = deps.providers.find(({ id }) => id === providerId);
  if (!provider) return "This provider is not offered any more.";
  return storeProviderIntegration(deps, consent, { provider, workspaceId, by });
}

async function renewConsent(
  deps: ConsentDeps,
  consent: Extract<ConsentFinished, { ok: true }>,
  { integration, by }: { integration: Integration; by: string },
): Promise<Integration> {
  const { workspaceId, id, name } = integration;
  const scopes = [...consent.scopes];
  return deps.db.transaction(async (tx) => {
    const credentialVersion = await consent.store(tx, { workspaceId, integrationId: id, by });
    const change = {
      ...{ credentialVersion, authMethod: "oauth2", tokenExpiresAt: null },
      ...{ scopes, previousScopes: integration.scopes },
    };
    await updateIntegration(tx, integration, change);
    await forgetExpiry(tx, integration, deps.clock());
    const { gained, lost } = compareScopes(integration.scopes ?? [], scopes);
    const detail = { name, gained: [...gained], lost: [...lost] };
    const act = { workspaceId, actor: by, act: "integration.reconnected", subject: id, detail };
    await recordAct(tx, act, deps.clock());
    return { ...integration, ...change };
  });
}
