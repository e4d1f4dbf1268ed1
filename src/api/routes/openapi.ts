import { z } from "zod";
import {
  applyUpdate,
  type DocumentSource,
  declineUpdate,
  findOpenApiDocument,
  type Integration,
  type PreparedUpdate,
  prepareUpdate,
  readUpload,
} from "../../integrations/index.ts";
import { integrationIn } from "../integration-view.ts";
import { conflict, noSuch, unprocessable } from "../problem.ts";
import { defineRoute, type Route } from "../route.ts";
import { instant } from "../shapes/common.ts";
import { changesShape, reportShape } from "../shapes/integration.ts";
import { anIntegration, MOST_DOCUMENT_BYTES, reportOf } from "./integrations.ts";

const get = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}/openapi",
  operationId: "getImportedDocument",
  tag: "integrations",
  summary: "Which OpenAPI document the actions came from, and what its import said",
  who: "member",
  params: anIntegration,
  answer: z.object({
    name: z.string(),
    sourceUrl: z.string().nullable(),
    sha256: z.string(),
    importedAt: instant,
    report: reportShape,
  }),
  async handle(deps, caller, { params }) {
    const { workspaceId, id } = await integrationIn(deps, caller, params.integrationId);
    const document = await findOpenApiDocument(deps.db, workspaceId, id);
    if (!document) throw noSuch("document");
    return { body: { ...document, report: reportOf(document.report) } };
  },
});

const upload = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/openapi",
  operationId: "uploadDocument",
  tag: "integrations",
  summary: "Give a newer OpenAPI document, and read what it would change; nothing is changed by that",
  who: "admin",
  maxBytes: MOST_DOCUMENT_BYTES,
  params: anIntegration,
  body: z
    .strictObject({
      text: z.string().min(1).optional().describe("The document, JSON or YAML."),
      url: z.url().optional().describe("Where it is fetched from."),
    })
    .refine(({ text, url }) => (text === undefined) !== (url === undefined), "Send either text or url"),
  answer: changesShape,
  async handle(deps, caller, { params, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const { workspaceId, id: integrationId } = integration;
    const source = sourceOf(integration, body);
    const read = await readUpload(deps, { workspaceId, by: caller.member.id, source, integrationId });
    if (!read.ok)
      throw unprocessable("The document cannot be read.", [{ field: "text", message: read.message }]);
    if (read.drafts.length === 0) {
      await declineUpdate(deps, integration, caller.member.id);
      throw unprocessable(read.upload.report.warnings[0] ?? "The document has no operations.");
    }
    const prepared = await prepareUpdate(deps, integration, read);
    if (!prepared) throw conflict("api.moved", "Another document was given meanwhile; give this one again.");
    return { body: changesOf(prepared) };
  },
});

/** A private address is fetched only for an integration that is private itself. */
function sourceOf(
  { allowPrivateNetwork }: Integration,
  { text, url }: { text?: string | undefined; url?: string | undefined },
): DocumentSource {
  return url === undefined ? { kind: "text", text: text ?? "" } : { kind: "url", url, allowPrivateNetwork };
}

function changesOf({ upload: { name }, diff, dependents, mark }: PreparedUpdate) {
  const place = ({ method, path, name: action }: { method: string; path: string; name: string }) => ({
    method,
    path,
    name: action,
  });
  const touches = (actionId: string) =>
    dependents
      .filter((one) => one.actionId === actionId)
      .map(({ kind, name: what }) => ({ kind, name: what }));
  return {
    mark,
    document: name,
    added: diff.added.map(place),
    changed: diff.changed.map(({ action, draft, notes, mayBreak }) => ({
      ...place({ ...draft, name: action.name }),
      notes: [...notes],
      mayBreak,
      touches: touches(action.id),
    })),
    removed: diff.removed.map((action) => ({ ...place(action), touches: touches(action.id) })),
    kept: diff.kept.length,
  };
}

const getChanges = defineRoute({
  method: "get",
  path: "/integrations/{integrationId}/openapi/changes",
  operationId: "getDocumentChanges",
  tag: "integrations",
  summary: "What the document that waits would change",
  who: "admin",
  params: anIntegration,
  answer: changesShape,
  async handle(deps, caller, { params }) {
    const prepared = await prepareUpdate(deps, await integrationIn(deps, caller, params.integrationId));
    if (!prepared) throw noSuch("document that waits");
    return { body: changesOf(prepared) };
  },
});

const apply = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/openapi/apply",
  operationId: "applyDocumentChanges",
  tag: "integrations",
  summary: "Apply exactly the changes that were shown",
  who: "admin",
  params: anIntegration,
  body: z.strictObject({
    mark: z.string().min(1).describe("The mark of the changes."),
    switchOn: z.enum(["all", "reads", "none"]).default("all").describe("Which of the added actions are on."),
  }),
  answer: z.object({
    added: z.number().int(),
    changed: z.number().int(),
    removed: z.number().int(),
    kept: z.number().int(),
  }),
  async handle(deps, caller, { params, body }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    const applied = await applyUpdate(deps, integration, { ...body, by: caller.member.id });
    if (applied.kind === "moved")
      throw conflict("api.moved", "The actions have changed since this was shown. Read the changes again.");
    if (applied.kind === "decided_before") throw noSuch("document that waits");
    const { added, changed, removed, kept } = applied.diff;
    const counts = [added, changed, removed, kept].map((list) => list.length);
    const [a = 0, c = 0, r = 0, k = 0] = counts;
    return { body: { added: a, changed: c, removed: r, kept: k } };
  },
});

const decline = defineRoute({
  method: "post",
  path: "/integrations/{integrationId}/openapi/decline",
  operationId: "declineDocumentChanges",
  tag: "integrations",
  summary: "Turn down the document that waits",
  who: "admin",
  status: 204,
  params: anIntegration,
  async handle(deps, caller, { params }) {
    const integration = await integrationIn(deps, caller, params.integrationId);
    if (!(await declineUpdate(deps, integration, caller.member.id))) throw noSuch("document that waits");
    return { body: undefined };
  },
});

export const OPENAPI_ROUTES: readonly Route[] = [get, upload, getChanges, apply, decline];
