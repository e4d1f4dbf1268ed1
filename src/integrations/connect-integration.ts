import type { ZodError } from "zod";
import { type ActionDraft, type ImportReport, insertActions, listActions } from "../actions/index.ts";
import { recordAct } from "../audit/index.ts";
import type { Db, Tx } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import { type Clock, isJsonObject } from "../kernel/index.ts";
import type { Vault } from "../vault/index.ts";
import { draftIntegration } from "./draft-integration.ts";
import { saveHealth } from "./health/save-health.ts";
import { type Integration, insertIntegration, listIntegrations } from "./integrations-store.ts";
import type { ProbeResult } from "./judge-probe.ts";
import { type NewIntegration, newIntegrationSchema, slugOf } from "./new-integration.ts";
import { probeIntegration } from "./probe.ts";
import { type DocumentSource, importUpload, readUpload } from "./read-upload.ts";
import { type SwitchOn, switchedOn } from "./switched-on.ts";
import { keepDocument } from "./update-actions.ts";
import { decideUpload, findUpload, type OpenApiUpload } from "./uploads-store.ts";

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
  | {
      readonly ok: false;
      readonly faults: readonly FieldFault[];
      /** The document, if it could be read; it is kept under its id. */
      readonly upload: OpenApiUpload | undefined;
    };

export interface ConnectRequest {
  readonly workspaceId: string;
  readonly by: string;
  /** What was entered, still unchecked. */
  readonly input: unknown;
  /** The OpenAPI document, or the id of one that was kept; else `openapi` of the input is one. */
  readonly document?: DocumentSource | { readonly kind: "upload"; readonly id: string } | undefined;
}

interface Deps {
  readonly db: Db;
  readonly vault: Vault;
  readonly egress: Egress;
  readonly clock: Clock;
}

interface Imported {
  readonly upload: OpenApiUpload;
  readonly drafts: readonly ActionDraft[];
}

function faultsOf(error: ZodError): FieldFault[] {
  return error.issues.map((issue) => ({ field: issue.path.join("."), message: issue.message }));
}

/**
 * Connects a custom API: checks what was entered, stores the sealed credential and the actions of the OpenAPI
 * document in one transaction, then sends a harmless request to see whether it works. A failing probe does not
 * undo the connection: the card says what is wrong. A document that could be read is kept even where something else
 * is wrong, so that it need not be given again.
 */
export async function connectIntegration(deps: Deps, request: ConnectRequest): Promise<Connected> {
  const imported = await readDocument(deps, request);
  const kept = imported && "upload" in imported ? imported : undefined;
  const refuse = (faults: readonly FieldFault[]): Connected => ({ ok: false, faults, upload: kept?.upload });
  const parsed = newIntegrationSchema.safeParse(request.input);
  const documentFaults = imported && "field" in imported ? [imported] : [];
  if (!parsed.success) return refuse([...faultsOf(parsed.error), ...documentFaults]);
  if (documentFaults.length > 0) return refuse(documentFaults);
  const taken = (await listIntegrations(deps.db, request.workspaceId)).some(
    (other) => other.slug === slugOf(parsed.data.name),
  );
  if (taken) return refuse([{ field: "name", message: "This name is taken; choose another" }]);
  const integration = await store(deps, { ...request, input: parsed.data }, kept);
  const actions = await listActions(deps.db, request.workspaceId, integration.id);
  const probe = await probeIntegration(deps, integration, actions);
  const judged = await saveHealth(deps.db, integration, probe, deps.clock());
  return {
    ok: true,
    integration: { ...integration, health: judged.health },
    probe: judged,
    report: kept?.upload.report,
  };
}

async function readDocument(
  deps: Deps,
  { workspaceId, by, input, document }: ConnectRequest,
): Promise<Imported | FieldFault | undefined> {
  if (document?.kind === "upload") return findKept(deps, workspaceId, document.id);
  const source = document ?? textIn(input);
  if (!source) return undefined;
  const read = await readUpload(deps, { workspaceId, by, source });
  return read.ok ? read : { field: "openapi", message: read.message };
}

function textIn(input: unknown): DocumentSource | undefined {
  const text = isJsonObject(input) ? input["openapi"] : undefined;
  return typeof text === "string" && text.trim() !== "" ? { kind: "text", text } : undefined;
}

async function findKept(deps: Deps, workspaceId: string, uploadId: string): Promise<Imported | FieldFault> {
  const upload = await findUpload(deps.db, workspaceId, uploadId);
  if (upload?.state !== "pending" || upload.integrationId !== null)
    return { field: "openapi", message: "This document was used before, or is gone. Give it again" };
  const { operations } = await importUpload(deps.db, upload);
  return { upload, drafts: operations };
}

function store(
  deps: Deps,
  request: { workspaceId: string; by: string; input: NewIntegration },
  imported: Imported | undefined,
): Promise<Integration> {
  const { workspaceId, by, input } = request;
  const now = deps.clock();
  return deps.db.transaction(async (tx) => {
    const { name, baseUrl, allowPrivateNetwork, ca = null } = input;
    const given = { kind: "api", workspaceId, name, baseUrl, connectedBy: by } as const;
    const draft = draftIntegration({ ...given, authMethod: input.credential.method }, now, {
      allowPrivateNetwork,
      ca,
    });
    const credentialVersion = await deps.vault.saveCredential(tx, {
      workspaceId,
      integrationId: draft.id,
      credential: input.credential,
      by,
    });
    const integration = { ...draft, credentialVersion };
    await insertIntegration(tx, integration);
    if (imported) await storeActions(tx, integration, { ...imported, by, now, switchOn: input.switchOn });
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

async function storeActions(
  tx: Tx,
  integration: Integration,
  { upload, drafts, by, now, switchOn }: Imported & { by: string; now: Date; switchOn: SwitchOn },
): Promise<void> {
  await insertActions(
    tx,
    integration,
    drafts.map((draft) => switchedOn(draft, switchOn)),
  );
  await keepDocument(tx, { ...upload, integrationId: integration.id }, now);
  await decideUpload(tx, upload, { state: "applied", by, now });
}
