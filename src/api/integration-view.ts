import type { z } from "zod";
import { countActions } from "../actions/index.ts";
import { findPace, listLastUse } from "../execution/index.ts";
import { findIntegration, type Integration, listDrifts } from "../integrations/index.ts";
import type { ApiDeps } from "./api-deps.ts";
import { personOfIn } from "./people-names.ts";
import { noSuch } from "./problem.ts";
import type { Caller } from "./route.ts";
import type { integrationShape } from "./shapes/integration.ts";

/** The connected integration of an id. @throws ApiProblem 404 */
export async function integrationIn(deps: ApiDeps, { member }: Caller, id: string): Promise<Integration> {
  const found = await findIntegration(deps.db, member.workspaceId, id);
  if (!found || found.disconnectedAt) throw noSuch("integration");
  return found;
}

/** Integrations of one workspace as the API gives them. */
export async function integrationViews(
  deps: ApiDeps,
  workspaceId: string,
  integrations: readonly Integration[],
): Promise<z.input<typeof integrationShape>[]> {
  const [counts, drifts, lastUse, personOf, paces] = await Promise.all([
    countActions(deps.db, workspaceId),
    listDrifts(deps.db, workspaceId),
    listLastUse(
      deps.db,
      workspaceId,
      integrations.map(({ id }) => id),
    ),
    personOfIn(deps, workspaceId),
    Promise.all(integrations.map(({ id }) => findPace(deps.db, { workspaceId, integrationId: id }))),
  ]);
  return integrations.map((integration, at) => {
    const { id, ca, connectedBy, authMethod, scopes } = integration;
    const { total = 0, enabled = 0 } = counts.get(id) ?? {};
    const heldUntil = paces[at]?.notBefore ?? null;
    return {
      ...integration,
      scopes: scopes && [...scopes],
      driftNote: drifts.get(id)?.note ?? null,
      connectedBy: personOf(connectedBy),
      lastUsed: lastUse.get(id) ?? null,
      hasOwnCa: ca !== null,
      actions: { total, enabled },
      heldUntil: heldUntil && heldUntil > deps.clock() ? heldUntil : null,
      url: `${deps.publicUrl}/integrations/${id}`,
      consentUrl: authMethod === "oauth2" ? `${deps.publicUrl}/integrations/${id}/reconnect` : null,
    };
  });
}

/** One integration, as it is stored now. */
export async function integrationView(deps: ApiDeps, caller: Caller, id: string) {
  const integration = await integrationIn(deps, caller, id);
  const [view] = await integrationViews(deps, integration.workspaceId, [integration]);
  if (!view) throw noSuch("integration");
  return view;
}
