import { type Request, type Response, Router } from "express";
import { listActions } from "../../actions/index.ts";
import { clearPace } from "../../execution/index.ts";
import {
  beginReconnect,
  connectIntegration,
  disconnectIntegration,
  probeIntegration,
  redirectUriOf,
  saveHealth,
} from "../../integrations/index.ts";
import { formBody, MOST_UPLOAD_BYTES, readForm } from "../http/form.ts";
import { ConnectForm } from "../pages/integrations/connect-form.tsx";
import { ConnectedPanel } from "../pages/integrations/connected-panel.tsx";
import { IntegrationCard } from "../pages/integrations/integration-card.tsx";
import { ConnectionPanel } from "../pages/integrations/integration-page.tsx";
import {
  documentIn,
  enteredIn,
  faultsByField,
  readConnectForm,
} from "../pages/integrations/read-connect-form.ts";
import { filledIn, keptDocument } from "../pages/integrations/suggest-entries.ts";
import { paths } from "../paths.ts";
import { Partial } from "../ui/partial.tsx";
import { Toast } from "../ui/toast.tsx";
import type { WebDeps } from "../web-deps.ts";
import { streamOverview } from "./integration-events.tsx";
import { integrationIn, showAll, showOne } from "./integration-pages.tsx";
import { detailOf, summaries } from "./integration-summaries.ts";
import { sendToProvider } from "./send-to-provider.tsx";
import { tellUnrevoked } from "./tell-unrevoked.tsx";
import { type Gate, visitorOf } from "./visitor.ts";

/** The integrations: everybody may look, admins connect, test, switch and disconnect. */
export function integrationRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const { membersOnly, adminsOnly } = gate;
  router.get(paths.integrations, membersOnly, (request, response) => showAll(deps, request, response));
  router.post(
    paths.connect,
    membersOnly,
    adminsOnly,
    formBody({ maxBytes: MOST_UPLOAD_BYTES }),
    (request, response) => connect(deps, request, response),
  );
  router.get("/integrations/events", membersOnly, (request, response) =>
    streamOverview(deps, request, response),
  );
  router.get("/integrations/:id", membersOnly, (request, response) => showOne(deps, request, response));
  router.post("/integrations/:id/test", membersOnly, adminsOnly, (request, response) =>
    test(deps, request, response),
  );
  router.post("/integrations/:id/disconnect", membersOnly, adminsOnly, (request, response) =>
    disconnect(deps, request, response),
  );
  return router;
}

async function connect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const form = await readForm(request);
  const outcome = await connectIntegration(deps, {
    workspaceId: visitor.workspaceId,
    by: visitor.id,
    input: readConnectForm(form),
    document: await documentIn(form),
  });
  if (!outcome.ok) {
    const faults = faultsByField(outcome.faults, form.text("auth_method"));
    const again = (
      <ConnectForm
        {...filledIn(enteredIn(form), faults, outcome.upload)}
        document={outcome.upload && keptDocument(outcome.upload)}
        mayAllowPrivate
        redirectUri={redirectUriOf(deps.publicUrl)}
      />
    );
    return deps.renderer.fragment(response, again, 422);
  }
  const { integration, probe, report } = outcome;
  if (integration.authMethod === "oauth2")
    return sendToProvider(deps, [request, response], (consenter) =>
      beginReconnect(deps, consenter, { integration, scopes: [] }),
    );
  const actions = await listActions(deps.db, visitor.workspaceId, integration.id);
  const [card] = await summaries(deps, visitor.workspaceId, integration);
  deps.renderer.fragment(
    response,
    <>
      <ConnectedPanel
        id={integration.id}
        name={integration.name}
        probe={probe}
        imported={report && { actions: actions.length, notes: notesOf(report) }}
        tools={actions.map(({ name, method }) => ({ name, method }))}
      />
      {card && (
        <Partial target="#cards" swap="beforeend">
          <IntegrationCard integration={card} now={deps.clock()} mayManage />
        </Partial>
      )}
      <Toast>{`${integration.name} is connected`}</Toast>
    </>,
  );
}

type Report = NonNullable<Extract<Awaited<ReturnType<typeof connectIntegration>>, { ok: true }>["report"]>;

function notesOf(report: Report): { operation: string; reason: string }[] {
  return report.operations.flatMap((entry) => {
    const operation = `${entry.method} ${entry.path}`;
    if (entry.leftOut !== undefined) return [{ operation, reason: entry.leftOut }];
    return entry.warnings.map((reason) => ({ operation, reason }));
  });
}

async function test(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const integration = await integrationIn(deps, request);
  const actions = await listActions(deps.db, visitor.workspaceId, integration.id);
  const told = await probeIntegration(deps, integration, actions);
  const probe = await saveHealth(deps.db, integration, told, deps.clock());
  if (probe.health !== "failing") {
    await clearPace(deps.db, { workspaceId: integration.workspaceId, integrationId: integration.id });
  }
  const tested = {
    ...integration,
    health: probe.health,
    healthNote: probe.health === "healthy" ? null : probe.note,
  };
  const [summary] = await summaries(deps, visitor.workspaceId, tested);
  const isBad = probe.health === "failing";
  deps.renderer.fragment(
    response,
    <>
      {summary && (
        <Partial target={`#card-${integration.id}`} swap="outerHTML">
          <IntegrationCard integration={summary} now={deps.clock()} mayManage />
        </Partial>
      )}
      {summary && (
        <Partial target="#connection" swap="outerHTML">
          <ConnectionPanel integration={await detailOf(deps, tested, summary)} now={deps.clock()} />
        </Partial>
      )}
      <Toast bad={isBad}>{`${integration.name}: ${probe.note}`}</Toast>
    </>,
  );
}

async function disconnect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const integration = await integrationIn(deps, request);
  const revoked = await disconnectIntegration(deps, integration, visitor.id);
  if (revoked.kind === "failed") return tellUnrevoked(deps, [request, response], { integration, revoked });
  if (request.get("hx-request") === "true") {
    response.setHeader("HX-Redirect", paths.integrations);
    response.status(204).end();
    return;
  }
  response.redirect(303, paths.integrations);
}
