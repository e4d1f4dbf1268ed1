import { type Request, type Response, Router } from "express";
import { listActions } from "../../actions/index.ts";
import { clearPace } from "../../execution/index.ts";
import {
  changeSettings,
  type FieldFault,
  type Integration,
  limitIntegrationAction,
  limitSchema,
  readCertificates,
} from "../../integrations/index.ts";
import { type Form, formBody, readForm } from "../http/form.ts";
import type { Entered, Faults } from "../pages/integrations/connect-form.tsx";
import { credentialIn, enteredIn, faultsByField } from "../pages/integrations/read-connect-form.ts";
import {
  IntegrationSettingsPage,
  type IntegrationSettingsProps,
} from "../pages/settings/integration-settings-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { integrationIn } from "./integration-pages.tsx";
import { notFound } from "./not-found.ts";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const FORM = { maxBytes: 200_000 };

/** Where an integration is, how it may be reached, how often it may be called. Admins only. */
export function integrationSettingsRoutes(deps: WebDeps, { membersOnly, adminsOnly }: Gate): Router {
  const router = Router();
  const admins = [membersOnly, adminsOnly];
  router.get("/integrations/:id/settings", admins, (request: Request, response: Response) =>
    showSettings(deps, [request, response]),
  );
  router.post("/integrations/:id/settings", admins, formBody(FORM), (request: Request, response: Response) =>
    saveSettings(deps, request, response),
  );
  router.post(
    "/integrations/:id/settings/limit",
    admins,
    formBody(FORM),
    (request: Request, response: Response) => saveLimit(deps, request, response),
  );
  return router;
}

type Again = Partial<Pick<IntegrationSettingsProps, "entered" | "faults" | "asksCredential">>;

async function showSettings(
  deps: WebDeps,
  [request, response]: [Request, Response],
  again: Again = {},
): Promise<void> {
  const integration = await integrationIn(deps, request);
  const { id, name, authMethod, workspaceId } = integration;
  const actions = await listActions(deps.db, workspaceId, id);
  const children = (
    <IntegrationSettingsPage
      integration={{
        id,
        name,
        kind: integration.kind,
        authMethod,
        isProvider: integration.provider !== null,
      }}
      entered={entriesOf(integration)}
      certificates={readCertificates(integration.ca ?? "") ?? []}
      usualLimit={deps.callsPerMinute ?? 0}
      actions={actions}
      now={deps.clock()}
      {...again}
    />
  );
  const page = { title: `Settings of ${name}`, section: "integrations", children } as const;
  await showPage(deps, [request, response], page, again.faults ? 422 : 200);
}

function entriesOf(integration: Integration): Entered {
  const { baseUrl, allowPrivateNetwork, ca, callsPerMinute, idempotencyHeader, tokenExpiresAt } = integration;
  return {
    base_url: baseUrl,
    allow_private_network: allowPrivateNetwork ? "on" : "",
    ca: ca ?? "",
    calls_per_minute: callsPerMinute === null ? "" : String(callsPerMinute),
    token_expires_on: tokenExpiresAt?.toISOString().slice(0, 10) ?? "",
    idempotency_header: idempotencyHeader ?? "",
  };
}

async function saveSettings(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const form = await readForm(request);
  const hasCredential = form.names.includes("auth_method");
  const outcome = await changeSettings(deps, integration, {
    by: visitorOf(request).id,
    input: {
      baseUrl: form.text("base_url"),
      allowPrivateNetwork: form.isOn("allow_private_network"),
      ca: form.exact("ca"),
      callsPerMinute: form.text("calls_per_minute"),
      tokenExpiresOn: form.text("token_expires_on"),
      idempotencyHeader: form.text("idempotency_header"),
      ...(hasCredential ? { credential: credentialIn(form) } : {}),
    },
  });
  if (!outcome.ok) return showSettings(deps, [request, response], againFrom(form, outcome));
  const { id, workspaceId, authMethod, credentialVersion } = outcome.integration;
  if (outcome.probe.health === "healthy") await clearPace(deps.db, { workspaceId, integrationId: id });
  // One that waits for a consent goes where it can be given.
  const needsConsent = authMethod === "oauth2" && credentialVersion !== integration.credentialVersion;
  response.redirect(303, needsConsent ? paths.reconnect(id) : paths.integration(id));
}

const OWN_FIELDS: Readonly<Record<string, string>> = {
  ca: "ca",
  callsPerMinute: "calls_per_minute",
  tokenExpiresOn: "token_expires_on",
  idempotencyHeader: "idempotency_header",
};

function againFrom(form: Form, outcome: { faults: readonly FieldFault[]; asksCredential: boolean }): Again {
  const own: Record<string, string> = {};
  const others: FieldFault[] = [];
  for (const fault of outcome.faults) {
    const field = OWN_FIELDS[fault.field];
    if (field === undefined) others.push(fault);
    else own[field] ??= fault.message;
  }
  const faults: Faults = { ...faultsByField(others, form.text("auth_method")), ...own };
  const entered = {
    ...enteredIn(form),
    ca: form.exact("ca"),
    calls_per_minute: form.text("calls_per_minute"),
    token_expires_on: form.text("token_expires_on"),
    idempotency_header: form.text("idempotency_header"),
  };
  return { entered, faults, asksCredential: outcome.asksCredential };
}

async function saveLimit(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const form = await readForm(request);
  const limit = limitSchema.safeParse(form.text("action_limit"));
  if (!limit.success) {
    const message = limit.error.issues[0]?.message ?? "Enter a number";
    return showSettings(deps, [request, response], { faults: { action_limit: message } });
  }
  const change = { actionId: form.text("action"), callsPerMinute: limit.data, by: visitorOf(request).id };
  const changed = await limitIntegrationAction(deps, { integration, ...change });
  if (!changed) throw notFound("action");
  response.redirect(303, paths.integrationSettings(integration.id));
}
