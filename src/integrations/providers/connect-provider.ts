/**
 * One click on a provider: the person consents on its own page, and with what comes back the integration is made, with
 * its curated actions. Nothing is stored of one who turns back on the way.
 */
import { insertActions } from "../../actions/index.ts";
import { recordAct } from "../../audit/index.ts";
import type { Tx } from "../../database/index.ts";
import type { ConsentFinished, OAuth2Credential } from "../../vault/index.ts";
import type { ConsentDeps } from "../consents.ts";
import { draftIntegration } from "../draft-integration.ts";
import { type Integration, insertIntegration, listIntegrations } from "../integrations-store.ts";
import { slugOf } from "../new-integration.ts";
import { curatedActions } from "./curated-actions.ts";
import { clientProviderOf, type Provider } from "./provider.ts";

/** The credential of a connection to `provider`, before anybody consented. */
export function credentialFor(provider: Provider, scopes: readonly string[]): OAuth2Credential {
  const { server, allowPrivateNetwork = false } = provider;
  return {
    method: "oauth2",
    server: { ...server, allowPrivateNetwork },
    client: { provider: clientProviderOf(provider) },
    scopes: [...scopes],
  };
}

/** The scopes of `chosen` that the provider has; its preset ones when none is. */
export function scopesFor({ scopes }: Provider, chosen: readonly string[]): string[] {
  const known = scopes.map(({ id }) => id).filter((id) => chosen.includes(id));
  return known.length > 0 ? known : scopes.filter(({ preset }) => preset).map(({ id }) => id);
}

/** The workspace's connection to a provider, if it has one. */
export async function findProviderIntegration(
  { db }: Pick<ConsentDeps, "db">,
  workspaceId: string,
  provider: Pick<Provider, "id">,
): Promise<Integration | undefined> {
  const connected = await listIntegrations(db, workspaceId);
  return connected.find((integration) => integration.provider === provider.id);
}

/** Makes the integration that a consent was given for. */
export async function storeProviderIntegration(
  deps: ConsentDeps,
  consent: Extract<ConsentFinished, { ok: true }>,
  { provider, workspaceId, by }: { provider: Provider; workspaceId: string; by: string },
): Promise<Integration> {
  const drafts = await curatedActions(provider);
  const now = deps.clock();
  const taken = new Set((await listIntegrations(deps.db, workspaceId)).map(({ slug }) => slug));
  const name = freeName(provider.name, taken);
  const given = { kind: "api", workspaceId, name, baseUrl: provider.baseUrl, connectedBy: by } as const;
  const draft = draftIntegration({ ...given, authMethod: "oauth2" }, now, {
    allowPrivateNetwork: provider.allowPrivateNetwork ?? false,
    // The limit of ten a minute is for custom actions; a well-known API says itself when it is enough.
    callsPerMinute: 0,
    idempotencyHeader: provider.idempotencyHeader ?? null,
    healthAt: now,
    provider: provider.id,
    scopes: [...consent.scopes],
  });
  return deps.db.transaction(async (tx) => {
    const credentialVersion = await consent.store(tx, { workspaceId, integrationId: draft.id, by });
    const integration = { ...draft, credentialVersion };
    await insertIntegration(tx, integration);
    await insertActions(tx, integration, drafts);
    await recordConnected(tx, integration, drafts.length);
    return integration;
  });
}

async function recordConnected(tx: Tx, integration: Integration, actions: number): Promise<void> {
  const { workspaceId, connectedBy, id, name, baseUrl, provider, scopes, connectedAt } = integration;
  const detail = { name, baseUrl, authMethod: "oauth2", provider, scopes, actions };
  const act = { workspaceId, actor: connectedBy, act: "integration.connected", subject: id, detail };
  await recordAct(tx, act, connectedAt);
}

/** The provider's name, numbered where a custom API already has it. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!taken.has(slugOf(candidate))) return candidate;
  }
}
