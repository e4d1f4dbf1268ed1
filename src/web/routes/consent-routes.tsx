import { type Request, type Response, Router } from "express";
import { listActions } from "../../actions/index.ts";
import {
  beginReconnect,
  compareScopes,
  type Finished,
  finishConsent,
  type Integration,
  redirectUriOf,
  replaceCredential,
} from "../../integrations/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { FinishConsentPage } from "../pages/consent/finish-consent-page.tsx";
import { type Reconnectable, ReconnectPage } from "../pages/consent/reconnect-page.tsx";
import { ConnectedPanel } from "../pages/integrations/connected-panel.tsx";
import { credentialIn, enteredIn, faultsByField } from "../pages/integrations/read-connect-form.ts";
import { paths } from "../paths.ts";
import { PageHeader } from "../ui/page.tsx";
import type { WebDeps } from "../web-deps.ts";
import { integrationIn } from "./integration-pages.tsx";
import { ownLinkOnly } from "./own-link.ts";
import { consenterOf, sendToProvider } from "./send-to-provider.tsx";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const SMALL_FORM = { maxBytes: 100_000 };

/** Coming back from a provider, and repairing a connection. Admins only. */
export function consentRoutes(deps: WebDeps, { membersOnly, adminsOnly }: Gate): Router {
  const router = Router();
  const admins = [membersOnly, ownLinkOnly, adminsOnly];
  router.get(
    ["/oauth/callback", "/oauth/callback/:provider"],
    admins,
    (request: Request, response: Response) =>
      finish(deps, [request, response], new URL(request.originalUrl, deps.publicUrl)),
  );
  router.get(paths.finishConsent, admins, (request: Request, response: Response) =>
    showFinish(deps, [request, response], {}),
  );
  router.post(paths.finishConsent, admins, formBody(SMALL_FORM), (request: Request, response: Response) =>
    finishPasted(deps, request, response),
  );
  router.get("/integrations/:id/reconnect", admins, (request: Request, response: Response) =>
    showReconnect(deps, request, response),
  );
  router.post(
    "/integrations/:id/reconnect",
    admins,
    formBody(SMALL_FORM),
    (request: Request, response: Response) => reconnect(deps, request, response),
  );
  router.post(
    "/integrations/:id/credential",
    admins,
    formBody(SMALL_FORM),
    (request: Request, response: Response) => replace(deps, request, response),
  );
  return router;
}

type Exchange = [Request, Response];

/** Takes the address that a browser came back to. */
async function finish(deps: WebDeps, exchange: Exchange, callback: URL): Promise<void> {
  const consenter = consenterOf(deps, exchange[0]);
  const problem = "This consent was begun in another browser. Finish it there, or begin again here.";
  const outcome = consenter
    ? await finishConsent(deps, consenter, callback)
    : ({ ok: false, message: problem } as const);
  // What a server's tools are is looked at by an admin first.
  if (outcome.ok && outcome.integration.kind === "mcp")
    return exchange[1].redirect(303, paths.mcpTools(outcome.integration.id));
  if (outcome.ok) return showConnected(deps, exchange, outcome);
  const again = outcome.integrationId ? { again: paths.reconnect(outcome.integrationId) } : {};
  await showFinish(deps, exchange, { problem: outcome.message, ...again }, 400);
}

async function finishPasted(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const address = (await readForm(request)).text("address");
  if (URL.canParse(address)) return finish(deps, [request, response], new URL(address));
  const problem = "That is not an address. Copy the whole of it, from http to its end.";
  await showFinish(deps, [request, response], { problem, again: paths.finishConsent }, 422);
}

async function showFinish(
  deps: WebDeps,
  exchange: Exchange,
  told: { problem?: string; again?: string },
  status = 200,
): Promise<void> {
  const children = <FinishConsentPage {...told} />;
  const title = told.problem ? "Nothing was connected" : "Finish connecting";
  await showPage(deps, exchange, { title, section: "integrations", children }, status);
}

async function showConnected(
  deps: WebDeps,
  exchange: Exchange,
  { integration, probe }: Extract<Finished, { ok: true }>,
): Promise<void> {
  const { workspaceId, id, name, scopes, previousScopes } = integration;
  const actions = await listActions(deps.db, workspaceId, id);
  const change = previousScopes && scopes ? compareScopes(previousScopes, scopes) : undefined;
  const children = (
    <div class="narrow">
      <PageHeader title={previousScopes ? "Reconnected" : "Connected"} />
      <section class="panel stack">
        <ConnectedPanel
          id={id}
          name={name}
          probe={probe}
          scopeChange={change}
          tools={actions.map((action) => ({ name: action.name, method: action.method }))}
        />
      </section>
    </div>
  );
  await showPage(deps, exchange, { title: name, section: "integrations", children });
}

async function showReconnect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const children = (
    <ReconnectPage
      integration={{ ...(await reconnectable(deps, integration)), wanted: wantedIn(request) }}
      redirectUri={redirectUriOf(deps.publicUrl)}
    />
  );
  const title = `Reconnect ${integration.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

const MOST_WANTED = 60;

/** The scopes (RFC 6749, section 3.3) that the link after a refused call names. */
function wantedIn(request: Request): string[] {
  const { scopes } = request.query;
  const named = typeof scopes === "string" ? scopes.split(" ") : [];
  return named.filter((scope) => /^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(scope)).slice(0, MOST_WANTED);
}

async function reconnectable(deps: WebDeps, integration: Integration): Promise<Reconnectable> {
  const { workspaceId, id, name, authMethod, healthNote, scopes, health } = integration;
  const provider = deps.providers.find((one) => one.id === integration.provider);
  const stored = await deps.vault.describeCredential(deps.db, { workspaceId, integrationId: id });
  return {
    id,
    name,
    authMethod,
    healthNote: health === "healthy" ? undefined : (healthNote ?? undefined),
    granted: scopes ?? stored?.hint.scopes,
    offered: provider?.scopes,
  };
}

async function reconnect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const form = Buffer.isBuffer(request.body) ? await readForm(request) : undefined;
  const typed = form?.text("scopes").split(/\s+/) ?? [];
  const scopes = [...(form?.texts("scope") ?? []), ...typed].filter((scope) => scope !== "");
  await sendToProvider(deps, [request, response], (consenter) =>
    beginReconnect(deps, consenter, { integration, scopes }),
  );
}

async function replace(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const integration = await integrationIn(deps, request);
  const form = await readForm(request);
  const input = credentialIn(form);
  const outcome = await replaceCredential(deps, integration, { by: visitorOf(request).id, input });
  if (outcome.ok) return response.redirect(303, afterReplacing(outcome.integration));
  const faults = faultsByField(outcome.faults, form.text("auth_method"));
  const shown = await reconnectable(deps, integration);
  const children = (
    <ReconnectPage
      integration={shown}
      entered={enteredIn(form)}
      faults={faults}
      redirectUri={redirectUriOf(deps.publicUrl)}
    />
  );
  const page = { title: `Reconnect ${integration.name}`, section: "integrations", children } as const;
  await showPage(deps, [request, response], page, 422);
}

/** One that waits for a consent is where it can be given; another one on its own page, with the result of the test. */
function afterReplacing({ id, authMethod }: Integration): string {
  return authMethod === "oauth2" ? paths.reconnect(id) : paths.integration(id);
}
