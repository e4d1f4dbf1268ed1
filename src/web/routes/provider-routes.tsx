import { type Request, type Response, Router } from "express";
import {
  beginConnect,
  listIntegrations,
  listProviders,
  type OfferedProvider,
  redirectUriOf,
  saveProviderClient,
} from "../../integrations/index.ts";
import { formBody, readForm } from "../http/form.ts";
import { ConnectProviderPage } from "../pages/consent/connect-provider-page.tsx";
import { ProviderClientPage } from "../pages/consent/provider-client-page.tsx";
import type { ProviderTile } from "../pages/consent/provider-tiles.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { notFound } from "./not-found.ts";
import { ownLinkOnly } from "./own-link.ts";
import { sendToProvider } from "./send-to-provider.tsx";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const SMALL_FORM = { maxBytes: 50_000 };

/** The well-known APIs: setting them up, and connecting them. Admins only. */
export function providerRoutes(deps: WebDeps, { membersOnly, adminsOnly }: Gate): Router {
  const router = Router();
  const admins = [membersOnly, ownLinkOnly, adminsOnly];
  router.get("/connect/:provider", admins, (request: Request, response: Response) =>
    showConnect(deps, request, response),
  );
  router.post("/connect/:provider", admins, formBody(SMALL_FORM), (request: Request, response: Response) =>
    connect(deps, request, response),
  );
  router.get("/settings/providers/:provider", admins, (request: Request, response: Response) =>
    showClient(deps, request, response),
  );
  router.post(
    "/settings/providers/:provider",
    admins,
    formBody(SMALL_FORM),
    (request: Request, response: Response) => saveClient(deps, request, response),
  );
  return router;
}

/** The providers as the Add dialog offers them. */
export async function providerTiles(deps: WebDeps, workspaceId: string): Promise<ProviderTile[]> {
  const [offered, connected] = await Promise.all([
    listProviders(deps, workspaceId),
    listIntegrations(deps.db, workspaceId),
  ]);
  return offered.map((one) => ({
    ...one,
    integrationId: connected.find(({ provider }) => provider === one.provider.id)?.id,
  }));
}

async function offeredIn(deps: WebDeps, request: Request): Promise<OfferedProvider> {
  const offered = await listProviders(deps, visitorOf(request).workspaceId);
  const found = offered.find(({ provider }) => provider.id === request.params["provider"]);
  if (!found) throw notFound("provider");
  return found;
}

async function showConnect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const offered = await offeredIn(deps, request);
  const chosen = offered.provider.scopes.filter(({ preset }) => preset).map(({ id }) => id);
  const children = <ConnectProviderPage {...offered} chosen={chosen} />;
  const title = `Connect ${offered.provider.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

/** One click posts no form at all: then the preset scopes are asked for. */
async function connect(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const { provider } = await offeredIn(deps, request);
  const scopes = Buffer.isBuffer(request.body) ? (await readForm(request)).texts("scope") : [];
  await sendToProvider(deps, [request, response], (consenter) =>
    beginConnect(deps, consenter, { provider, scopes }),
  );
}

async function showClient(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const offered = await offeredIn(deps, request);
  const redirectUri = redirectUriOf(deps.publicUrl, offered.provider);
  const children = <ProviderClientPage {...offered} redirectUri={redirectUri} />;
  const title = `Set up ${offered.provider.name}`;
  await showPage(deps, [request, response], { title, section: "integrations", children });
}

async function saveClient(deps: WebDeps, request: Request, response: Response): Promise<void> {
  const offered = await offeredIn(deps, request);
  const { provider } = offered;
  const { workspaceId, id: by } = visitorOf(request);
  const form = await readForm(request);
  const clientId = form.text("client_id");
  const input = { clientId, clientSecret: form.exact("client_secret") };
  const found = await saveProviderClient(deps, { provider, workspaceId, by }, input);
  if (found.length === 0) return response.redirect(303, paths.connectProvider(provider.id));
  const faults = Object.fromEntries(found.map(({ field, message }) => [field, message]));
  const redirectUri = redirectUriOf(deps.publicUrl, provider);
  const children = (
    <ProviderClientPage {...offered} redirectUri={redirectUri} faults={faults} entered={clientId} />
  );
  const page = { title: `Set up ${provider.name}`, section: "integrations", children } as const;
  await showPage(deps, [request, response], page, 422);
}
