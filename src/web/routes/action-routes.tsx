import { type Request, type Response, Router } from "express";
import { switchIntegrationAction, switchIntegrationActions } from "../../integrations/index.ts";
import { countOf } from "../../kernel/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { filterOf, readActionsQuery } from "../pages/integrations/actions-query.ts";
import { ActionList } from "../pages/integrations/actions-table.tsx";
import { Toast } from "../ui/toast.tsx";
import type { WebDeps } from "../web-deps.ts";
import { actionList } from "./action-list.ts";
import { integrationIn } from "./integration-pages.tsx";
import { notFound } from "./not-found.ts";
import { type Gate, visitorOf } from "./visitor.ts";

/** The list of an integration's actions: everybody may browse, admins switch one, or all that fit a filter. */
export function actionRoutes(deps: WebDeps, gate: Gate): Router {
  const router = Router();
  const { membersOnly, adminsOnly } = gate;
  const form = formBody({ maxBytes: 10_000 });
  router.get("/integrations/:id/actions", membersOnly, (request, response) =>
    showList(deps, request, response),
  );
  router.post("/integrations/:id/actions", membersOnly, adminsOnly, form, (request, response) =>
    switchAll(deps, request, response),
  );
  router.post("/integrations/:id/actions/:actionId", membersOnly, adminsOnly, form, (request, response) =>
    switchOne(deps, request, response),
  );
  return router;
}

async function showList(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const query = readActionsQuery((name) => request.query[name]);
  const list = await actionList(deps, visitorOf(request), { integration, query });
  deps.renderer.fragment(response, <ActionList {...list} />);
}

async function switchAll(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const integration = await integrationIn(deps, request);
  const form = await readForm(request);
  const query = readActionsQuery((name) => form.text(name));
  const enabled = form.isOn("enabled");
  const filter = filterOf(query);
  const count = await switchIntegrationActions(deps, { integration, by: visitor.id, filter, enabled });
  const list = await actionList(deps, visitor, { integration, query });
  deps.renderer.fragment(
    response,
    <>
      <ActionList {...list} />
      <Toast>{`${countOf(count, "action")} switched ${enabled ? "on" : "off"}`}</Toast>
    </>,
  );
}

async function switchOne(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const visitor = visitorOf(request);
  const integration = await integrationIn(deps, request);
  const form = await readForm(request);
  const change = { actionId: String(request.params["actionId"]), enabled: form.isOn("enabled") };
  const changed = await switchIntegrationAction(deps, { integration, by: visitor.id, ...change });
  if (!changed) throw notFound("action");
  deps.renderer.fragment(response, <Toast>{`${changed.name} is ${changed.enabled ? "on" : "off"}`}</Toast>);
}
