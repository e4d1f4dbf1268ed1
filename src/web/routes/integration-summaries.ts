import { countActions } from "../../actions/index.ts";
import { findPace, listLastUse, STRIKES_TO_OPEN } from "../../execution/index.ts";
import { compareScopes, type Integration, listDrifts, listIntegrations } from "../../integrations/index.ts";
import { listMemberNames } from "../../people/index.ts";
import { providerIcon } from "../pages/consent/provider-icon.ts";
import { AUTH_METHODS } from "../pages/integrations/credential-fields.tsx";
import type { IntegrationSummary } from "../pages/integrations/integration-card.tsx";
import type { WebDeps } from "../web-deps.ts";

/** The connected integrations of a workspace, or only the one that is given, as their cards show them. */
export async function summaries(
  deps: WebDeps,
  workspaceId: string,
  only?: Integration,
): Promise<IntegrationSummary[]> {
  const integrations = only ? [only] : await listIntegrations(deps.db, workspaceId);
  const ids = integrations.map(({ id }) => id);
  const [counts, drifts, lastUse, members] = await Promise.all([
    countActions(deps.db, workspaceId, only?.id),
    listDrifts(deps.db, workspaceId),
    listLastUse(deps.db, workspaceId, ids),
    listMemberNames(deps.db, workspaceId),
  ]);
  return integrations.map((integration) => {
    const { enabled = 0, sample = [] } = counts.get(integration.id) ?? {};
    return {
      id: integration.id,
      name: integration.name,
      kind: integration.kind,
      baseUrl: integration.baseUrl,
      health: integration.health,
      healthNote: integration.healthNote ?? undefined,
      driftNote: drifts.get(integration.id)?.note,
      connectedBy: members.get(integration.connectedBy)?.name ?? "somebody",
      lastUsed: lastUse.get(integration.id),
      tools: enabled,
      ...grantOf(deps, integration),
      scopes: scopesOf(deps, integration) ?? sample,
    };
  });
}

/** What was granted to it, in the provider's plain words where it has some; undefined where nobody consents. */
function scopesOf(
  { providers }: Pick<WebDeps, "providers">,
  { provider, scopes }: Integration,
): string[] | undefined {
  const known = providers.find(({ id }) => id === provider);
  if (known?.access !== undefined && scopes?.length === 0) return [known.access];
  return scopes?.map((scope) => known?.scopes.find(({ id }) => id === scope)?.words ?? scope);
}

function grantOf(
  { providers }: Pick<WebDeps, "providers">,
  integration: Integration,
): Pick<IntegrationSummary, "icon" | "scopeChange"> {
  const { provider, scopes, previousScopes } = integration;
  const known = providers.find(({ id }) => id === provider);
  return {
    icon: known && providerIcon(known),
    scopeChange: scopes && previousScopes ? compareScopes(previousScopes, scopes) : undefined,
  };
}

/** An integration as its own page shows it. */
export async function detailOf(
  deps: Pick<WebDeps, "db" | "callsPerMinute">,
  integration: Integration,
  summary: IntegrationSummary,
) {
  const { workspaceId, id: integrationId } = integration;
  const pace = await findPace(deps.db, { workspaceId, integrationId });
  const method = integration.authMethod as keyof typeof AUTH_METHODS;
  return {
    ...summary,
    authMethod: AUTH_METHODS[method] ?? integration.authMethod,
    connectedAt: integration.connectedAt,
    allowsPrivateNetwork: integration.allowPrivateNetwork,
    hasOwnCa: integration.ca !== null,
    callsPerMinute: integration.callsPerMinute ?? deps.callsPerMinute ?? 0,
    heldUntil: pace?.notBefore ?? undefined,
    isDown: (pace?.strikes ?? 0) >= STRIKES_TO_OPEN,
  };
}
