import { type Request, type Response, Router } from "express";
import {
  acceptTool,
  beginReconnect,
  CLIENT_METADATA_PATH,
  connectServer,
  type FieldFault,
  type Integration,
  keepToolOff,
  markTool,
  probeIntegration,
  redirectUriOf,
  saveHealth,
  switchIntegrationActions,
} from "../../integrations/index.ts";
import { clientMetadata } from "../../mcp/index.ts";
import { type Form, formBody, readForm } from "../http/form.ts";
import { ConnectServerPage } from "../pages/mcp/connect-server-page.tsx";
import { ToolsPage } from "../pages/mcp/tools-page.tsx";
import { paths } from "../paths.ts";
import type { WebDeps } from "../web-deps.ts";
import { integrationIn } from "./integration-pages.tsx";
import { toolsShown } from "./mcp-tools-shown.ts";
import { notFound } from "./not-found.ts";
import { ownLinkOnly } from "./own-link.ts";
import { sendToProvider } from "./send-to-provider.tsx";
import { showPage } from "./show-page.ts";
import { type Gate, visitorOf } from "./visitor.ts";

const FORM = { maxBytes: 50_000 };

type Exchange = [Request, Response];

/** MCP servers: admins connect them and decide on their tools, everybody may look. How Chief is a client is public. */
export function mcpRoutes(deps: WebDeps, { membersOnly, adminsOnly }: Gate): Router {
  const router = Router();
  const admins = [membersOnly, adminsOnly];
  router.get(CLIENT_METADATA_PATH, (_request, response) => {
    response.json({
      client_id: deps.publicUrl + CLIENT_METADATA_PATH,
      client_uri: deps.publicUrl,
      token_endpoint_auth_method: "none",
      ...clientMetadata(redirectUriOf(deps.publicUrl)),
    });
  });
  router.get(
    paths.connectMcp,
    [membersOnly, ownLinkOnly, adminsOnly],
    (request: Request, response: Response) => showForm(deps, [request, response]),
  );
  router.post(paths.connectMcp, admins, formBody(FORM), (request: Request, response: Response) =>
    connect(deps, [request, response]),
  );
  router.get("/integrations/:id/tools", membersOnly, (request, response) =>
    showTools(deps, [request, response]),
  );
  router.post("/integrations/:id/tools", admins, formBody(FORM), (request: Request, response: Response) =>
    decide(deps, [request, response]),
  );
  return router;
}

const SHOWN_AGAIN = ["name", "url", "auth_method", "client_id", "allow_private_network"];
const FIELD_OF: Readonly<Record<string, string>> = {
  auth: "auth_method",
  clientId: "client_id",
  clientSecret: "client_secret",
};

async function showForm(
  deps: WebDeps,
  exchange: Exchange,
  again?: { form: Form; faults: readonly FieldFault[] },
): Promise<void> {
  const given = (name: string) => again?.form.text(name) ?? asText(exchange[0].query[name]);
  const entered = Object.fromEntries(
    SHOWN_AGAIN.map((name) => [name, given(name)]).filter(([, value]) => value !== ""),
  );
  const faults = Object.fromEntries(
    (again?.faults ?? []).map(({ field, message }) => [FIELD_OF[field] ?? field, message]),
  );
  const redirectUri = redirectUriOf(deps.publicUrl);
  const children = <ConnectServerPage entered={entered} faults={faults} redirectUri={redirectUri} />;
  const page = { title: "Add MCP server", section: "integrations", children } as const;
  await showPage(deps, exchange, page, again ? 422 : 200);
}

const asText = (value: unknown) => (typeof value === "string" ? value : "");

async function connect(deps: WebDeps, [request, response]: Exchange): Promise<void> {
  const { workspaceId, id: by } = visitorOf(request);
  const form = await readForm(request);
  const method = form.text("auth_method");
  const outcome = await connectServer(deps, {
    workspaceId,
    by,
    input: {
      name: form.text("name"),
      url: form.text("url"),
      auth: method === "oauth2" ? "oauth" : method,
      token: form.text("token"),
      clientId: form.text("client_id"),
      clientSecret: form.text("client_secret"),
      allowPrivateNetwork: form.isOn("allow_private_network"),
    },
  });
  if (!outcome.ok) return showForm(deps, [request, response], { form, faults: outcome.faults });
  const { integration } = outcome;
  if (integration.authMethod !== "oauth2") return response.redirect(303, paths.mcpTools(integration.id));
  await sendToProvider(deps, [request, response], (consenter) =>
    beginReconnect(deps, consenter, { integration, scopes: [] }),
  );
}

/** The MCP server that a request is about. @throws a 404 where the integration is none */
async function serverIn(deps: WebDeps, request: Request): Promise<Integration> {
  const integration = await integrationIn(deps, request);
  if (integration.kind !== "mcp") throw notFound("MCP server");
  return integration;
}

async function showTools(deps: WebDeps, exchange: Exchange, problem?: string): Promise<void> {
  const integration = await serverIn(deps, exchange[0]);
  const { id, name, baseUrl: url, health, healthNote } = integration;
  const children = (
    <ToolsPage
      integration={{ id, name, url, health, healthNote: healthNote ?? undefined }}
      {...(await toolsShown(deps, integration))}
      problem={problem}
      mayManage={visitorOf(exchange[0]).role === "admin"}
      now={deps.clock()}
    />
  );
  const page = { title: `Tools of ${name}`, section: "integrations", children } as const;
  await showPage(deps, exchange, page, problem ? 409 : 200);
}

const MOVED = "The server has changed this tool again since you looked. This is how it is now.";

async function decide(deps: WebDeps, [request, response]: Exchange): Promise<void> {
  const integration = await serverIn(deps, request);
  const form = await readForm(request);
  const isDone = await act(deps, integration, { form, by: visitorOf(request).id });
  if (!isDone) return showTools(deps, [request, response], MOVED);
  response.redirect(303, paths.mcpTools(integration.id));
}

async function act(
  deps: WebDeps,
  integration: Integration,
  { form, by }: { form: Form; by: string },
): Promise<boolean> {
  const decision = { integration, by, actionId: form.text("action"), pin: form.text("pin") };
  const what = form.text("do");
  switch (what) {
    case "look": {
      const probe = await probeIntegration(deps, integration, []);
      await saveHealth(deps.db, integration, probe, deps.clock());
      return true;
    }
    case "all_on":
    case "all_off":
      await switchIntegrationActions(deps, { integration, by, filter: {}, enabled: what === "all_on" });
      return true;
    case "accept":
      return acceptTool(deps, decision);
    case "keep_off":
      return keepToolOff(deps, decision);
    case "read":
    case "write":
      return (await markTool(deps, { ...decision, effect: what })) !== undefined;
    default:
      throw notFound("decision");
  }
}
