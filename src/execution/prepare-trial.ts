import { type ActionDraft, type ArgumentFault, checkArguments } from "../actions/index.ts";
import { buildRequest } from "../egress/index.ts";
import type { Integration } from "../integrations/index.ts";
import { withDefaults, withEffectOfWire } from "./prepare-call.ts";
import type { PreparedCall } from "./prepared-request.ts";

/** The exact request of an action that is not stored yet, or what is wrong with the sample inputs. */
export type PreparedTrial =
  | { readonly ok: true; readonly call: PreparedCall }
  | { readonly ok: false; readonly faults: readonly ArgumentFault[] };

/**
 * Prepares one call of an action that somebody is writing, to be tried before it is saved. Its answer is kept as it
 * comes, so that a mapping can be written for it.
 */
export function prepareTrial(integration: Integration, draft: ActionDraft, samples: unknown): PreparedTrial {
  const checked = checkArguments(draft, samples);
  if (!checked.ok) return checked;
  const built = buildRequest(integration.baseUrl, draft.request, withDefaults(draft, checked.arguments));
  if (!built.ok) return { ok: false, faults: [{ path: built.where, message: built.message }] };
  const { ok: _, ...request } = built;
  const call: PreparedCall = {
    integrationId: integration.id,
    actionId: null,
    actionVersion: 0,
    title: `${draft.name} (test)`,
    effect: draft.effect,
    requiresConfirmation: draft.requiresConfirmation,
    request,
    queryNames: draft.request.query.map(({ name }) => name),
    mapping: { kind: "raw" },
  };
  return { ok: true, call: withEffectOfWire({ call, integration }) };
}

/** Whether a call was made to try an action, and not in a run: its run is called as the call is. */
export function isTrialRun(runId: string): boolean {
  return runId.startsWith("test_");
}
