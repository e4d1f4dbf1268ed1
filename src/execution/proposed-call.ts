import type { Catalogue, Integration } from "../integrations/index.ts";
import type { PastCall, ProposedCall } from "../policy/index.ts";
import type { CallRow } from "./ledger-store.ts";
import type { Performance } from "./performance.ts";

/** A call about to be performed, as the policy looks at it. */
export function proposedCall(performance: Omit<Performance, "id" | "catalogueVersion">): ProposedCall {
  const { call, integration, context, foreign } = performance;
  const { actionId, actionPath = "" } = call;
  return {
    integration: refOf(integration),
    action: actionId === null ? null : { id: actionId, path: actionPath },
    effect: call.effect,
    requiresConfirmation: call.requiresConfirmation,
    request: call.request,
    askedBy: context.memberId,
    foreign,
  };
}

/** A call of the ledger, as rules look at it; undefined for one of an integration that is gone. */
export function pastCall(row: CallRow, catalogue: Catalogue): PastCall | undefined {
  const integration = catalogue.integration(row.integrationId);
  if (!integration) return undefined;
  const { actionId, effect, request, memberId } = row;
  const pathOf = (id: string) => catalogue.action(id)?.request.path ?? "";
  return {
    integration: refOf(integration),
    action: actionId === null ? null : { id: actionId, path: pathOf(actionId) },
    effect,
    request,
    askedBy: memberId,
  };
}

const refOf = ({ id, slug, baseUrl }: Integration) => ({ id, slug, baseUrl });
