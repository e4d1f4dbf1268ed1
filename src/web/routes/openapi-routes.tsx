import { type Request, type Response, Router } from "express";
import { validateDocument } from "../../actions/index.ts";
import {
  applyUpdate,
  type DocumentSource,
  declineUpdate,
  dismissDrift,
  findOpenApiDocument,
  findPendingUpdate,
  findText,
  type Integration,
  isSame,
  listDrifts,
  prepareUpdate,
  readUpload,
  saveComplaints,
} from "../../integrations/index.ts";
import { formBody, MOST_UPLOAD_BYTES, readForm } from "../http/form.ts";
import { documentIn } from "../pages/integrations/read-connect-form.ts";
import { ChangesPage } from "../pages/openapi/changes-page.tsx";
import { Complaints, OpenApiPage, UpdateForm } from "../pages/openapi/openapi-page.tsx";
import { fittingLines, ReportList, readReportQuery } from "../pages/openapi/report-list.tsx";
import { paths } from "../paths.ts";
import { Toast } from "../ui/toast.tsx";
import type { WebDeps } from "../web-deps.ts";
import { integrationIn } from "./integration-pages.tsx";
import { notFound } from "./not-found.ts";
import { changesOf } from "./openapi-changes.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

type Handler = (deps: WebDeps, request: Request, response: Response) => Promise<void>;

/** The document behind an integration's actions: everybody may look, admins give a newer one and decide on it. */
export function openapiRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const { membersOnly, adminsOnly } = gate;
  const at = (rest = "") => `/integrations/:id/openapi${rest}`;
  const handle = (handler: Handler) => (request: Request, response: Response) =>
    handler(deps, request, response);
  const small = formBody({ maxBytes: 10_000 });
  const large = formBody({ maxBytes: MOST_UPLOAD_BYTES });
  router.get(at(), membersOnly, handle(show));
  router.post(at(), membersOnly, adminsOnly, large, handle(give));
  router.get(at("/report"), membersOnly, handle(showReport));
  router.get(at("/complaints"), membersOnly, handle(showComplaints));
  router.post(at("/refresh"), membersOnly, adminsOnly, handle(refresh));
  router.get(at("/changes"), membersOnly, adminsOnly, handle(showChanges));
  router.post(at("/changes"), membersOnly, adminsOnly, small, handle(decide));
  router.post(at("/drift"), membersOnly, adminsOnly, handle(takeOffDrift));
  return router;
}

const documentOf = (deps: WebDeps, { workspaceId, id }: Integration) =>
  findOpenApiDocument(deps.db, workspaceId, id);

async function show(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const [document, pending, drifts] = await Promise.all([
    documentOf(deps, integration),
    hasPending(deps, integration),
    listDrifts(deps.db, integration.workspaceId),
  ]);
  const children = (
    <OpenApiPage
      integration={integration}
      document={
        document && {
          ...document,
          imported: document.report.imported,
          total: document.report.total,
          lines: document.report.operations,
          warnings: document.report.warnings,
        }
      }
      query={readReportQuery((name) => request.query[name])}
      hasPending={pending}
      drift={drifts.get(integration.id)?.note}
      now={deps.clock()}
      mayManage={visitorOf(request).role === "admin"}
    />
  );
  const title = `OpenAPI document of ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function hasPending(deps: WebDeps, integration: Integration): Promise<boolean> {
  return (await findPendingUpdate(deps.db, integration.workspaceId, integration.id)) !== undefined;
}

async function showReport(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const document = await documentOf(deps, integration);
  const query = readReportQuery((name) => request.query[name]);
  const lines = fittingLines(document?.report.operations ?? [], query);
  deps.renderer.fragment(response, <ReportList integrationId={integration.id} lines={lines} query={query} />);
}

/** Asks the validator the first time somebody looks, and keeps what it says. */
async function showComplaints(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const document = await documentOf(deps, integration);
  if (!document) throw notFound("document");
  const text = document.complaints
    ? undefined
    : await findText(deps.db, integration.workspaceId, document.sha256);
  const complaints = document.complaints ?? (await validateDocument(text ?? ""));
  if (!document.complaints) await saveComplaints(deps.db, document, complaints);
  deps.renderer.fragment(response, <Complaints complaints={complaints} />);
}

async function give(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const source = await documentIn(await readForm(request));
  const integration = await integrationIn(deps, request);
  if (!source || source.kind === "upload")
    return refuse(deps, response, [integration, "Choose a file, an address or a text"]);
  const allowed = source.kind === "url" ? allowedUrl(integration, source.url) : source;
  await compare(deps, [request, response], { integration, source: allowed });
}

/** A private address is fetched only for an integration that is private itself. */
function allowedUrl({ allowPrivateNetwork }: Integration, url: string): DocumentSource {
  return { kind: "url", url, allowPrivateNetwork };
}

async function refresh(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const document = await documentOf(deps, integration);
  if (!document?.sourceUrl)
    return refuse(deps, response, [
      integration,
      "It was uploaded as a file, so there is no address to fetch",
    ]);
  const source = allowedUrl(integration, document.sourceUrl);
  await compare(deps, [request, response], { integration, source });
}

function refuse(deps: WebDeps, response: Response, [{ id }, error]: [Integration, string]): void {
  deps.renderer.fragment(response, <UpdateForm id={id} error={error} />, 422);
}

/** Reads a newer document; shows the difference where there is one, and says so where there is none. */
async function compare(
  deps: WebDeps,
  [request, response]: [Request, Response],
  { integration, source }: { integration: Integration; source: DocumentSource },
): Promise<void> {
  const by = visitorOf(request).id;
  const { workspaceId, id } = integration;
  const read = await readUpload(deps, { workspaceId, by, source, integrationId: id });
  if (!read.ok) return refuse(deps, response, [integration, read.message]);
  if (read.drafts.length === 0) {
    await declineUpdate(deps, integration, by);
    const why = read.upload.report.warnings[0] ?? "The document has no operations";
    return refuse(deps, response, [integration, `${why}. Nothing was changed`]);
  }
  const prepared = await prepareUpdate(deps, integration, read);
  if (prepared && isSame(prepared.diff)) {
    await applyUpdate(deps, integration, { by, mark: prepared.mark, switchOn: "none" });
    const toast = (
      <Toast>{`Nothing has changed: ${prepared.diff.kept.length} operations are as they were`}</Toast>
    );
    const form = <UpdateForm id={id} />;
    return deps.renderer.fragment(
      response,
      <>
        {form}
        {toast}
      </>,
    );
  }
  if (request.get("hx-request") !== "true") return response.redirect(303, paths.openapiChanges(id));
  response.setHeader("HX-Redirect", paths.openapiChanges(id));
  response.status(204).end();
}

async function showChanges(
  deps: WebDeps,
  request: Request,
  response: Response,
  problem?: string,
): Promise<void> {
  const integration = await integrationIn(deps, request);
  const prepared = await prepareUpdate(deps, integration);
  const children = (
    <ChangesPage integration={integration} changes={prepared && changesOf(prepared)} problem={problem} />
  );
  const title = `Changes to ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function decide(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const form = await readForm(request);
  const by = visitorOf(request).id;
  if (form.text("decision") === "decline") await declineUpdate(deps, integration, by);
  if (form.text("decision") === "apply") {
    const chosen = form.text("switch_on");
    const switchOn = chosen === "reads" || chosen === "none" ? chosen : "all";
    const applied = await applyUpdate(deps, integration, { by, mark: form.text("mark"), switchOn });
    if (applied.kind === "moved") {
      const problem = "The actions have changed since this was shown. Look again before you apply it.";
      return showChanges(deps, request, response, problem);
    }
  }
  response.redirect(303, paths.openapi(integration.id));
}

async function takeOffDrift(deps: WebDeps, request: Request, response: Response): Promise<void> {
  await dismissDrift(deps, await integrationIn(deps, request), visitorOf(request).id);
  deps.renderer.fragment(response, <Toast>Noted: the description is still right</Toast>);
}
