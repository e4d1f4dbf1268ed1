import type { ZodError } from "zod";
import { listActions } from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import { credentialSchema, withNetwork } from "../vault/index.ts";
import type { FieldFault } from "./connect-integration.ts";
import type { ConsentDeps } from "./consents.ts";
import { forgetExpiry } from "./health/health-store.ts";
import { saveHealth } from "./health/save-health.ts";
import { type Integration, updateIntegration } from "./integrations-store.ts";
import type { ProbeResult } from "./judge-probe.ts";
import { plainHttpFields } from "./new-integration.ts";
import { probeIntegration } from "./probe.ts";

export type Replaced =
  | { readonly ok: true; readonly integration: Integration; readonly probe: ProbeResult }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

/**
 * Puts a fresh credential in the place of an integration's, also one of another method, and tries it. Approvals that were
 * given for the old one no longer fit. One that needs a consent waits for it afterwards.
 */
export async function replaceCredential(
  deps: ConsentDeps,
  integration: Integration,
  { by, input }: { by: string; input: unknown },
): Promise<Replaced> {
  const parsed = credentialSchema.safeParse(input);
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error) };
  const plain = integration.allowPrivateNetwork ? [] : plainHttpFields(parsed.data);
  if (plain.length > 0)
    return {
      ok: false,
      faults: plain.map((field) => ({ field: `credential.${field}`, message: "Use https" })),
    };
  const credential = withNetwork(parsed.data, integration.allowPrivateNetwork);
  const { workspaceId, id, name } = integration;
  const replaced = await deps.db.transaction(async (tx) => {
    const saved = { workspaceId, integrationId: id, credential, by };
    const credentialVersion = await deps.vault.saveCredential(tx, saved);
    const change = {
      ...{ credentialVersion, authMethod: credential.method },
      ...{ scopes: null, previousScopes: null, tokenExpiresAt: null },
    };
    await updateIntegration(tx, integration, change);
    await forgetExpiry(tx, integration, deps.clock());
    const detail = { name, authMethod: credential.method };
    const act = { workspaceId, actor: by, act: "integration.credential_replaced", subject: id, detail };
    await recordAct(tx, act, deps.clock());
    return { ...integration, ...change };
  });
  const probe = await probeIntegration(deps, replaced, await listActions(deps.db, workspaceId, id));
  const judged = await saveHealth(deps.db, replaced, probe, deps.clock());
  return { ok: true, integration: { ...replaced, health: judged.health }, probe: judged };
}

function faultsOf(error: ZodError): FieldFault[] {
  return error.issues.map((issue) => ({
    field: ["credential", ...issue.path].join("."),
    message: issue.message,
  }));
}
