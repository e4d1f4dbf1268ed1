import { type Request, type Response, Router } from "express";
import { findUpload } from "../../integrations/index.ts";
import { keptDocument, suggestEntries } from "../pages/integrations/suggest-entries.ts";
import { UploadPage } from "../pages/openapi/upload-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

/** Documents that were read and wait to be connected. */
export function uploadRoutes(deps: WebDeps, { membersOnly, adminsOnly }: Gate): Router {
  const router = Router();
  router.get("/uploads/:id", membersOnly, adminsOnly, (request, response) => show(deps, request, response));
  return router;
}

async function show(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { workspaceId } = visitorOf(request);
  const upload = await findUpload(deps.db, workspaceId, String(request.params["id"]));
  if (upload?.integrationId) return response.redirect(303, paths.openapiChanges(upload.integrationId));
  if (upload?.state !== "pending") throw notFound("document");
  const odd = upload.report.operations.filter(
    ({ leftOut, warnings }) => leftOut !== undefined || warnings.length > 0,
  );
  const children = (
    <UploadPage
      document={keptDocument(upload)}
      title={upload.title}
      entered={suggestEntries(upload)}
      odd={odd}
    />
  );
  await showPage(deps, [request, response], { title: "Connect", section: "integrations", children });
}
