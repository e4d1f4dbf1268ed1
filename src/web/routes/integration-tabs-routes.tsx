import { type Request, type Response, Router } from "express";
import { whatRestsOn } from "../../api/index.ts";
import {
  compareScopes,
  expiryInWords,
  findCheck,
  findExpiry,
  type Integration,
  listHealthEvents,
} from "../../integrations/index.ts";
import { DisconnectPage, type DisconnectPageProps } from "../pages/integrations/disconnect-page.tsx";
import { HealthPage } from "../pages/integrations/health-page.tsx";
import { ScopesPage } from "../pages/integrations/scopes-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { integrationIn } from "./integration-pages.tsx";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const SHOWN_EVENTS = 100;

/** The health and the scopes of an integration, which everybody may look at, and the question before a disconnect. */
export function integrationTabsRoutes(deps: WebDeps, { membersOnly, adminsOnly }: Gate): Router {
  const router = Router();
  router.get("/integrations/:id/health", membersOnly, (request: Request, response: Response) =>
    showHealth(deps, request, response),
  );
  router.get("/integrations/:id/scopes", membersOnly, (request: Request, response: Response) =>
    showScopes(deps, request, response),
  );
  router.get(
    "/integrations/:id/disconnect",
    membersOnly,
    adminsOnly,
    (request: Request, response: Response) => askDisconnect(deps, request, response),
  );
  return router;
}

async function showHealth(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const [events, check, { expiresAt }] = await Promise.all([
    listHealthEvents(deps.db, integration, SHOWN_EVENTS),
    findCheck(deps.db, integration),
    findExpiry(deps.db, integration),
  ]);
  const now = deps.clock();
  const children = (
    <HealthPage
      integration={integration}
      checkedAt={integration.healthAt ?? undefined}
      nextCheckAt={check?.nextCheckAt}
      expiry={expiresAt && expiryInWords(expiresAt, now)}
      events={events.map(({ note, ...event }) => ({ ...event, note: note ?? undefined }))}
      mayManage={visitorOf(request).role === "admin"}
      now={now}
    />
  );
  const title = `Health of ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function showScopes(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const { workspaceId, id, scopes, previousScopes, provider } = integration;
  const known = deps.providers.find((one) => one.id === provider);
  const stored = await deps.vault.describeCredential(deps.db, { workspaceId, integrationId: id });
  const children = (
    <ScopesPage
      integration={integration}
      granted={scopes ?? stored?.hint.scopes}
      offered={known?.scopes ?? []}
      access={known?.access}
      change={scopes && previousScopes ? compareScopes(previousScopes, scopes) : undefined}
      mayManage={visitorOf(request).role === "admin"}
    />
  );
  const title = `Scopes of ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function askDisconnect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const breaks = await whatBreaks(deps, integration);
  const children = <DisconnectPage integration={integration} breaks={breaks} now={deps.clock()} />;
  const title = `Disconnect ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

/** Schedules with their next time, and the rest. */
async function whatBreaks(deps: WebDeps, integration: Integration): Promise<DisconnectPageProps["breaks"]> {
  const { schedules, others } = await whatRestsOn(deps, integration);
  return [
    ...schedules.map(({ number, request, nextFireAt }) => ({
      what: `schedule ${number}: ${request}`,
      href: paths.schedule(number),
      next: nextFireAt ?? undefined,
    })),
    ...others.map(({ kind, name, href }) => ({ what: `${kind} ${name}`, href })),
  ];
}
