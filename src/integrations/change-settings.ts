import { z } from "zod";
import { KEY_HEADER_WORDS, listActions, mayCarryKey } from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import { credentialSchema, withNetwork } from "../vault/index.ts";
import { caSchema } from "./ca-certificates.ts";
import type { FieldFault } from "./connect-integration.ts";
import type { ConsentDeps } from "./consents.ts";
import { forgetExpiry } from "./health/health-store.ts";
import { saveHealth } from "./health/save-health.ts";
import { type Integration, type IntegrationChange, updateIntegration } from "./integrations-store.ts";
import type { ProbeResult } from "./judge-probe.ts";
import { baseUrlSchema, plainHttpFields } from "./new-integration.ts";
import { probeIntegration } from "./probe.ts";

/** The most that an admin may allow; the calls of a minute are kept in one row. */
const MOST_CALLS_PER_MINUTE = 600;

const LIMIT_WORDS = `Enter a whole number from 0 (no limit) to ${MOST_CALLS_PER_MINUTE}, or leave it empty`;

/** A limit as it is entered: empty for the usual one. */
export const limitSchema = z
  .string()
  .trim()
  .regex(/^\d*$/, LIMIT_WORDS)
  .transform((text) => (text === "" ? null : Number(text)))
  .refine((limit) => limit === null || limit <= MOST_CALLS_PER_MINUTE, LIMIT_WORDS);

const keyHeaderSchema = z
  .string()
  .trim()
  .refine((name) => name === "" || mayCarryKey(name), KEY_HEADER_WORDS)
  .transform((name) => (name === "" ? null : name));

const daySchema = z
  .string()
  .trim()
  .default("")
  .refine(
    (text) => text === "" || (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))),
    "Enter a day such as 2026-12-31, or leave it empty",
  );

const settingsSchema = z.object({
  baseUrl: baseUrlSchema,
  allowPrivateNetwork: z.boolean(),
  ca: caSchema,
  callsPerMinute: limitSchema,
  /** A day as `2026-12-31`, at whose end the credential ends; empty where that is not known. */
  tokenExpiresOn: daySchema,
  idempotencyHeader: keyHeaderSchema,
  /** Absent where none was entered. */
  credential: credentialSchema.optional(),
});

type Settings = z.output<typeof settingsSchema>;

export type SettingsChanged =
  | { readonly ok: true; readonly integration: Integration; readonly probe: ProbeResult }
  | {
      readonly ok: false;
      readonly faults: readonly FieldFault[];
      /** Whether the credential has to be entered again. */
      readonly asksCredential: boolean;
    };

/**
 * Changes where an integration is, and how it may be reached.
 *
 * A credential was entrusted for one origin. Whoever points the integration at another has to enter it again, or an
 * admin could have it sent to a host of their own (RFC 6454 says what an origin is).
 */
export async function changeSettings(
  deps: ConsentDeps,
  integration: Integration,
  { by, input }: { by: string; input: unknown },
): Promise<SettingsChanged> {
  const parsed = settingsSchema.safeParse(input);
  const asksCredential = isOtherOrigin(integration, input);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => ({ field: path.join("."), message }));
    return { ok: false, faults, asksCredential };
  }
  const faults = faultsIn(integration, parsed.data, asksCredential);
  if (faults.length > 0) return { ok: false, faults, asksCredential };
  const changed = await store(deps, integration, { by, settings: parsed.data, asksCredential });
  const probe = await probeIntegration(
    deps,
    changed,
    await listActions(deps.db, changed.workspaceId, changed.id),
  );
  const judged = await saveHealth(deps.db, changed, probe, deps.clock());
  return { ok: true, integration: { ...changed, health: judged.health }, probe: judged };
}

function isOtherOrigin({ baseUrl, authMethod }: Integration, input: unknown): boolean {
  const given = z.object({ baseUrl: z.string() }).safeParse(input).data?.baseUrl.trim() ?? "";
  if (authMethod === "none" || !URL.canParse(given)) return false;
  return new URL(given).origin !== new URL(baseUrl).origin;
}

function faultsIn(
  { provider, baseUrl, name }: Integration,
  { baseUrl: given, allowPrivateNetwork, credential }: Settings,
  asksCredential: boolean,
): FieldFault[] {
  if (provider && given !== baseUrl)
    return [{ field: "baseUrl", message: `${name} is at ${baseUrl}, which is not changed here` }];
  const plain = "Use https. Plain http is accepted only for an API on a private network; allow that below";
  const faults: FieldFault[] = [];
  if (given.startsWith("http:") && !allowPrivateNetwork) faults.push({ field: "baseUrl", message: plain });
  if (asksCredential && !credential) {
    const message = `This is another address than ${new URL(baseUrl).origin}, and the credential was entered for that one. Enter the credential for this one`;
    faults.push({ field: "credential.method", message });
  }
  if (credential && !allowPrivateNetwork)
    for (const field of plainHttpFields(credential))
      faults.push({ field: `credential.${field}`, message: plain });
  return faults;
}

function store(
  deps: ConsentDeps,
  integration: Integration,
  { by, settings, asksCredential }: { by: string; settings: Settings; asksCredential: boolean },
): Promise<Integration> {
  const { credential: entered, tokenExpiresOn, ...rest } = settings;
  const { workspaceId, id, name } = integration;
  // A credential is taken only where it is asked for; elsewhere it is replaced under Reconnect.
  const credential = asksCredential && entered ? withNetwork(entered, rest.allowPrivateNetwork) : undefined;
  return deps.db.transaction(async (tx) => {
    const tokenExpiresAt = tokenExpiresOn === "" ? null : new Date(`${tokenExpiresOn}T23:59:59Z`);
    const change: IntegrationChange = { ...rest, tokenExpiresAt };
    if (credential) {
      const saved = { workspaceId, integrationId: id, credential, by };
      change.credentialVersion = await deps.vault.saveCredential(tx, saved);
      Object.assign(change, { authMethod: credential.method, scopes: null, previousScopes: null });
      await forgetExpiry(tx, integration, deps.clock());
    }
    await updateIntegration(tx, integration, change);
    const { baseUrl, allowPrivateNetwork, callsPerMinute, idempotencyHeader } = rest;
    const detail = {
      ...{ name, baseUrl, allowPrivateNetwork, callsPerMinute, idempotencyHeader },
      before: integration.baseUrl,
      hasOwnCa: rest.ca !== null,
      isCredentialReplaced: credential !== undefined,
    };
    const act = { workspaceId, actor: by, act: "integration.settings_changed", subject: id, detail };
    await recordAct(tx, act, deps.clock());
    return { ...integration, ...change };
  });
}
