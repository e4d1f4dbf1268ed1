import type { ZodError } from "zod";
import {
  type ActionDraft,
  type ImportReport,
  importOpenApi,
  insertActions,
  listActions,
} from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db, Tx } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import { type Clock, type Json, newId, sha256Hex } from "../kernel/index.ts";
import type { Vault } from "../vault/index.ts";
import {
  type Integration,
  insertIntegration,
  listIntegrations,
  saveOpenApiDocument,
  updateIntegration,
} from "./integrations-store.ts";
import type { ProbeResult } from "./judge-probe.ts";
import { type NewIntegration, newIntegrationSchema, slugOf } from "./new-integration.ts";
import { probeIntegration } from "./probe.ts";

/** One thing wrong with what was entered; `field` is the dotted path of the input. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

export type Connected =
  | {
      readonly ok: true;
      readonly integration: Integration;
      readonly probe: ProbeResult;
      readonly report: ImportReport | undefined;
    }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

interface Deps {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly clock: Clock;
}

interface Imported {
  readonly text: string;
  readonly drafts: readonly ActionDraft[];
  readonly report: ImportReport;
}

function faultsOf(error: ZodError): FieldFault[] {
  return error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message }));
}

async function readDocument(text: string | undefined): Promise<Imported | FieldFault | undefined> {
  if (!text?.trim()) return undefined;
  const outcome = await importOpenApi(text);
  if (!outcome.ok) return { field: "openapi", message: outcome.message };
  return { text, drafts: outcome.operations, report: outcome.report };
}

/**
 * Connects a custom API: checks what was entered, stores the sealed credential and the actions of the OpenAPI
 * document in one transaction, then sends a harmless request to see whether it works. A failing probe does not
 * undo the connection: the card says what is wrong.
 */
export async function connectIntegration(
  deps: Deps,
  request: { workspaceId: string; by: string; input: unknown },
): Promise<Connected> {
  const parsed = newIntegrationSchema.safeParse(request.input);
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error) };
  const taken = (await listIntegrations(deps.db, request.workspaceId)).some(
    (other) => other.slug === slugOf(parsed.data.name),
  );
  if (taken) return { ok: false, faults: [{ field: "name", message: "This name is taken; choose another" }] };
  const imported = await readDocument(parsed.data.openapi);
  if (imported && "field" in imported) return { ok: false, faults: [imported] };
  const integration = await store(deps, { ...request, input: parsed.data }, imported);
  const actions = await listActions(deps.db, request.workspaceId, integration.id);
  const probe = await probeIntegration(deps, integration, actions);
  await saveHealth(deps.db, integration, probe, deps.clock());
  return { ok: true, integration: { ...integration, health: probe.health }, probe, report: imported?.report };
}

function store(
  deps: Deps,
  request: { workspaceId: string; by: string; input: NewIntegration },
  imported: Imported | undefined,
): Promise<Integration> {
  const { workspaceId, by, input } = request;
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    const draft: Integration = {
      id: newId("int", now),
      workspaceId,
      name: input.name,
      slug: slugOf(input.name),
      baseUrl: input.baseUrl,
      authMethod: input.credential.method,
      credentialVersion: 0,
      allowPrivateNetwork: input.allowPrivateNetwork,
      ca: input.ca ?? null,
      callsPerMinute: null,
      health: "healthy",
      healthNote: null,
      healthAt: null,
      provider: null,
      scopes: null,
      previousScopes: null,
      connectedBy: by,
      connectedAt: now,
      disconnectedAt: null,
    };
    const credentialVersion = await deps.vault.saveCredential(tx, {
      workspaceId,
      integrationId: draft.id,
      credential: input.credential,
      by,
    });
    const integration = { ...draft, credentialVersion };
    await insertIntegration(tx, integration);
    if (imported) await storeActions(tx, integration, imported, now);
    await recordAct(
      tx,
      {
        workspaceId,
        actor: by,
        act: "integration.connected",
        subject: integration.id,
        detail: {
          name: integration.name,
          baseUrl: integration.baseUrl,
          authMethod: integration.authMethod,
          allowPrivateNetwork: integration.allowPrivateNetwork,
          actions: imported?.drafts.length ?? 0,
        },
      },
      now,
    );
    return integration;
  });
}

async function storeActions(tx: Tx, integration: Integration, imported: Imported, now: Date): Promise<void> {
  await insertActions(tx, integration, imported.drafts);
  await saveOpenApiDocument(tx, {
    integrationId: integration.id,
    workspaceId: integration.workspaceId,
    document: imported.text,
    sha256: sha256Hex(imported.text),
    report: JSON.parse(JSON.stringify(imported.report)) as Json,
    importedAt: now,
  });
}

/** Keeps what a probe or a call told about a connection. */
export async function saveHealth(
  db: Db,
  integration: Integration,
  probe: ProbeResult,
  now: Date,
): Promise<void> {
  await updateIntegration(db, integration, {
    health: probe.health,
    healthNote: probe.health === "healthy" ? null : probe.note,
    healthAt: now,
  });
}
