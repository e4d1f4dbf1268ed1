import type { Request, Response } from "express";
import { findIntegration, type Integration, redirectUriOf } from "../../integrations/index.ts";
import { readActionsQuery } from "../pages/integrations/actions-query.ts";
import { IntegrationPage } from "../pages/integrations/integration-page.tsx";
import { IntegrationsPage } from "../pages/integrations/integrations-page.tsx";
import type { WebDeps } from "../web-deps.ts";
import { actionTable } from "./action-list.ts";
import { overviewFor, seenIn } from "./integration-events.tsx";
import { detailOf, summaries } from "./integration-summaries.ts";
import { notFound } from "./not-found.ts";
import { providerTiles } from "./provider-routes.tsx";
import { showPage } from "./show-page.ts";
import { visitorOf } from "./visitor.ts";

/** The page of all integrations; admins see the form to connect another. */
export async function showAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const overview = await overviewFor(deps, visitor);
  const connectProps =
    visitor.role === "admin"
      ? {
          mayAllowPrivate: true,
          redirectUri: redirectUriOf(deps.publicUrl),
          providers: await providerTiles(deps, visitor.workspaceId),
        }
      : undefined;
  const children = (
    <IntegrationsPage
      integrations={overview.cards}
      calls={overview.calls}
      seen={seenIn(overview)}
      now={deps.clock()}
      connect={connectProps}
    />
  );
  await showPage(deps, [request, response], { title: "Integrations", section: "integrations", children });
}

/**
 * The integration that a request is about, of the visitor's own workspace.
 *
 * @throws a 404 when there is none, or it was disconnected
 */
export async function integrationIn(deps: WebDeps, request: Request): Promise<Integration> {
  const { workspaceId } = visitorOf(request);
  const found = await findIntegration(deps.db, workspaceId, String(request.params["id"]));
  if (!found || found.disconnectedAt) throw notFound("integration");
  return found;
}

/** The page of one integration. */
export async function showOne(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const integration = await integrationIn(deps, request);
  const [[summary], actions] = await Promise.all([
    summaries(deps, visitor.workspaceId, integration),
    actionTable(deps, visitor, { integration, query: readActionsQuery((name) => request.query[name]) }),
  ]);
  if (!summary) throw notFound("integration");
  const children = (
    <IntegrationPage
      integration={await detailOf(deps, integration, summary)}
      actions={actions}
      now={deps.clock()}
      mayManage={visitor.role === "admin"}
    />
  );
  await showPage(deps, [request, response], { title: integration.name, section: "integrations", children });
}
