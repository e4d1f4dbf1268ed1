import { type Request, type Response, Router } from "express";
import type { Action } from "../../actions/index.ts";
import type { Catalogue } from "../../integrations/index.ts";
import { getWorkspace } from "../../people/index.ts";
import { FindPage, FoundActions, type FoundRow } from "../pages/find/find-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const MOST_FOUND = 25;
const LONGEST_QUERY = 500;

/** The search box over all actions that the visitor may use. */
export function findRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  router.get(paths.find, gate.membersOnly, (request, response) => find(deps, request, response));
  return router;
}

async function find(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { workspaceId } = visitorOf(request);
  const { catalogueVersion, memoryVersion } = await getWorkspace(deps.db, workspaceId);
  const catalogue = await deps.catalogues.at(workspaceId, catalogueVersion, memoryVersion);
  const given = request.query["q"];
  const q = typeof given === "string" ? given.trim().slice(0, LONGEST_QUERY) : "";
  const found = catalogue.find(q, { limit: MOST_FOUND }).map((action) => rowOf(catalogue, action));
  const failing = catalogue.integrations.filter(({ health }) => health === "failing");
  const well = catalogue.integrations.filter(({ health }) => health !== "failing");
  const searched = well.reduce((sum, { id }) => sum + catalogue.actionsOf(id).length, 0);
  const props = { q, found, searched, leftOut: failing.map(({ name }) => name) };
  if (request.get("hx-request") === "true")
    return deps.renderer.fragment(response, <FoundActions {...props} />);
  const page = { title: "Find an action", section: "integrations" as const };
  await showPage(deps, [request, response], { ...page, children: <FindPage {...props} /> });
}

function rowOf(catalogue: Catalogue, action: Action): FoundRow {
  const integration = catalogue.integration(action.integrationId);
  const required = action.inputSchema["required"];
  const needs = Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
  const { integrationId, name, title, method, path, effect } = action;
  return {
    integrationId,
    integration: integration?.name ?? "",
    fullName: `#${integration?.slug ?? ""}.${name}`,
    name,
    title,
    method,
    path,
    effect,
    needs,
  };
}
