import {
  type ActionDraft,
  type ImportedDocument,
  importOpenApi,
  openDocumentFile,
} from "../actions/index.ts";
import type { Db } from "../database/index.ts";
import type { Egress } from "../egress/index.ts";
import { type Clock, newId, storableText } from "../kernel/index.ts";
import { fetchDocument } from "./fetch-document.ts";
import {
  findText,
  findUpload,
  insertUpload,
  type OpenApiUpload,
  saveText,
  supersedeUploads,
} from "./uploads-store.ts";

/** Where a document comes from. */
export type DocumentSource =
  | { readonly kind: "file"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "url"; readonly url: string; readonly allowPrivateNetwork: boolean };

export interface UploadRequest {
  readonly workspaceId: string;
  readonly by: string;
  readonly source: DocumentSource;
  /** The integration whose actions it shall replace; absent for one that is to be connected. */
  readonly integrationId?: string;
  /** Finds that integration by what the document is about, where the caller does not know it. */
  readonly integrationFor?: (about: Pick<OpenApiUpload, "title" | "baseUrls">) => string | undefined;
  /** The same for a file that is given a second time. */
  readonly id?: string;
}

/** A document that was read and kept, until a person says what becomes of it. */
export type ReadUpload =
  | { readonly ok: true; readonly upload: OpenApiUpload; readonly drafts: readonly ActionDraft[] }
  | { readonly ok: false; readonly message: string };

interface Deps {
  readonly db: Db;
  readonly egress: Egress;
  readonly clock: Clock;
}

/** Reads a document out of a file, a text or an address, and keeps it with the report of what it gives. */
export async function readUpload(deps: Deps, request: UploadRequest): Promise<ReadUpload> {
  const { source, workspaceId } = request;
  const read = await textOf(deps.egress, source);
  if (!read.ok) return read;
  const documentUrl = source.kind === "url" ? source.url : undefined;
  const outcome = await importOpenApi(read.text, documentUrl ? { documentUrl } : {});
  if (!outcome.ok) return outcome;
  const sha256 = await saveText(deps.db, workspaceId, read.text);
  const upload = uploadOf(deps.clock(), request, { outcome, sha256, notes: read.notes });
  const isNew = await insertUpload(deps.db, upload);
  if (isNew) await supersedeUploads(deps.db, upload);
  const known = isNew ? upload : await findUpload(deps.db, workspaceId, upload.id);
  return { ok: true, upload: known ?? upload, drafts: outcome.operations };
}

function uploadOf(
  now: Date,
  { id, workspaceId, integrationId, integrationFor, source, by }: UploadRequest,
  { outcome, sha256, notes }: { outcome: ImportedDocument; sha256: string; notes: readonly string[] },
): OpenApiUpload {
  const { report, title, auth } = outcome;
  const baseUrls = [...outcome.baseUrls];
  const found = report.imported > 0 ? integrationFor?.({ title, baseUrls }) : undefined;
  return {
    id: id ?? newId("upl", now),
    workspaceId,
    integrationId: integrationId ?? found ?? null,
    sha256,
    name: nameOf(source),
    sourceUrl: source.kind === "url" ? source.url : null,
    title,
    baseUrls,
    auth: auth ?? null,
    report: { ...report, warnings: [...notes, ...report.warnings] },
    state: "pending",
    createdBy: by,
    createdAt: now,
    decidedBy: null,
    decidedAt: null,
  };
}

function nameOf(source: DocumentSource): string {
  if (source.kind === "text") return "pasted";
  return storableText(source.kind === "file" ? source.name : source.url).slice(0, 500);
}

type ReadText =
  | { readonly ok: true; readonly text: string; readonly notes: readonly string[] }
  | { readonly ok: false; readonly message: string };

async function textOf(egress: Egress, source: DocumentSource): Promise<ReadText> {
  if (source.kind === "text") return { ok: true, text: storableText(source.text), notes: [] };
  const fetched =
    source.kind === "url" ? await fetchDocument(egress, source) : { ok: true as const, ...source };
  if (!fetched.ok) return fetched;
  const opened = await openDocumentFile(fetched.bytes);
  return opened.ok ? { ...opened, text: storableText(opened.text) } : opened;
}

/** Reads a kept document again, as it was read then. */
export async function importUpload(
  db: Db,
  upload: Pick<OpenApiUpload, "workspaceId" | "sha256" | "sourceUrl">,
): Promise<ImportedDocument> {
  const text = await findText(db, upload.workspaceId, upload.sha256);
  const outcome = await importOpenApi(text ?? "", upload.sourceUrl ? { documentUrl: upload.sourceUrl } : {});
  if (!outcome.ok) throw new Error(`a kept document cannot be read any more: ${outcome.message}`);
  return outcome;
}
