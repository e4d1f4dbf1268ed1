import { compareActions, listActions } from "../actions/index.ts";
import { type Integration, listIntegrations } from "./integrations-store.ts";
import { slugOf } from "./new-integration.ts";
import { readUpload, type UploadRequest } from "./read-upload.ts";
import type { OpenApiUpload } from "./uploads-store.ts";

/** What a document is good for that somebody handed over: it is kept, and a person decides on the page. */
export type DocumentOffer =
  | { readonly kind: "unreadable"; readonly message: string }
  /** Nothing in it can be called. */
  | { readonly kind: "empty"; readonly upload: OpenApiUpload }
  | { readonly kind: "new"; readonly upload: OpenApiUpload }
  | {
      readonly kind: "update";
      readonly upload: OpenApiUpload;
      readonly integration: Integration;
      readonly counts: { readonly added: number; readonly changed: number; readonly removed: number };
    };

type Deps = Parameters<typeof readUpload>[0];

/**
 * Reads a document and finds out what it is about: an API that is connected already, by its name or its base URL, or a
 * new one. Nothing is changed. Given again under the same id, it is the same offer.
 */
export async function offerDocument(
  deps: Deps,
  request: Omit<UploadRequest, "integrationId" | "integrationFor">,
): Promise<DocumentOffer> {
  const all = await listIntegrations(deps.db, request.workspaceId);
  const connected = all.filter(({ kind }) => kind === "api");
  const integrationFor = (about: About) => connected.find((one) => isAbout(about, one))?.id;
  const read = await readUpload(deps, { ...request, integrationFor });
  if (!read.ok) return { kind: "unreadable", message: read.message };
  const { upload, drafts } = read;
  if (drafts.length === 0) return { kind: "empty", upload };
  const known = connected.find(({ id }) => id === upload.integrationId);
  if (!known) return { kind: "new", upload };
  const diff = await compareActions(await listActions(deps.db, known.workspaceId, known.id), drafts);
  const counts = { added: diff.added.length, changed: diff.changed.length, removed: diff.removed.length };
  return { kind: "update", upload, integration: known, counts };
}

type About = Pick<OpenApiUpload, "title" | "baseUrls">;

function isAbout({ title, baseUrls }: About, { slug, baseUrl }: Integration): boolean {
  return slugOf(title) === slug || baseUrls.includes(baseUrl);
}
