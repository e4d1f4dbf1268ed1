import type { RequestListener } from "node:http";
import { sql } from "drizzle-orm";
import express from "express";
import { messageOf } from "../kernel/index.ts";
import { listAdmins } from "../people/index.ts";
import { loadAssets } from "./http/assets.ts";
import { errorPages } from "./http/error-pages.tsx";
import { createRenderer } from "./http/render.tsx";
import { sameOriginOnly } from "./http/same-origin.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { paths } from "./paths.ts";
import { actionRoutes } from "./routes/action-routes.tsx";
import { activityRoutes } from "./routes/activity-routes.tsx";
import { approvalRoutes } from "./routes/approval-routes.tsx";
import { approverRoutes } from "./routes/approver-routes.tsx";
import { chatRoutes } from "./routes/chat-routes.tsx";
import { consentRoutes } from "./routes/consent-routes.tsx";
import { contractRoutes } from "./routes/contract-routes.tsx";
import { findRoutes } from "./routes/find-routes.tsx";
import { integrationRoutes } from "./routes/integration-routes.tsx";
import { integrationSettingsRoutes } from "./routes/integration-settings-routes.tsx";
import { integrationTabsRoutes } from "./routes/integration-tabs-routes.tsx";
import { mcpRoutes } from "./routes/mcp-routes.tsx";
import { openapiRoutes } from "./routes/openapi-routes.tsx";
import { providerRoutes } from "./routes/provider-routes.tsx";
import { ruleRoutes } from "./routes/rule-routes.tsx";
import { runRoutes } from "./routes/run-routes.tsx";
import { scheduleRoutes } from "./routes/schedule-routes.tsx";
import { settingsRoutes } from "./routes/settings-routes.tsx";
import { signInRoutes } from "./routes/sign-in-routes.tsx";
import { skillRoutes } from "./routes/skill-routes.tsx";
import { uploadRoutes } from "./routes/upload-routes.tsx";
import { createGate } from "./routes/visitor.ts";
import type { WebDeps, WebOptions } from "./web-deps.ts";

/** The dashboard and what operators look at. */
export interface Web {
  readonly listener: RequestListener;
  /** Where the browser goes that installed Chief in Slack: to a link that signs its person in, if they are known. */
  welcome(
    baseUrl: string,
    installed: { readonly workspaceId: string | undefined; readonly slackUserId: string },
  ): Promise<string>;
  /** A link that signs an admin in; undefined while no admin is known. */
  signInLink(baseUrl: string): Promise<string | undefined>;
}

/** Builds the dashboard over the rooms. */
export function createWeb(options: WebOptions): Web {
  const assets = loadAssets();
  const deps: WebDeps = { ...options, renderer: createRenderer({ assetBase: assets.base }) };
  const gate = createGate(deps);
  const { notFound, failed } = errorPages(deps);
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", deps.proxies ?? 0);
  app.use(operatorRoutes(deps));
  app.use(securityHeaders({ https: deps.publicUrl.startsWith("https:") }));
  app.use(assets.router);
  app.use(sameOriginOnly({ origins: ownOrigins(deps.publicUrl) }));
  app.get("/", (_request, response) =>
    response.redirect(303, deps.slack.local ? paths.chat : paths.integrations),
  );
  app.use(signInRoutes(deps, gate));
  app.use(providerRoutes(deps, gate));
  app.use(consentRoutes(deps, gate));
  app.use(mcpRoutes(deps, gate));
  app.use(integrationSettingsRoutes(deps, gate));
  app.use(integrationTabsRoutes(deps, gate));
  app.use(integrationRoutes(deps, gate));
  app.use(actionRoutes(deps, gate));
  app.use(activityRoutes(deps, gate));
  app.use(findRoutes(deps, gate));
  app.use(contractRoutes(deps, gate));
  app.use(openapiRoutes(deps, gate));
  app.use(uploadRoutes(deps, gate));
  app.use(runRoutes(deps, gate));
  app.use(skillRoutes(deps, gate));
  app.use(scheduleRoutes(deps, gate));
  app.use(approvalRoutes(deps, gate));
  app.use(ruleRoutes(deps, gate));
  app.use(approverRoutes(deps, gate));
  app.use(settingsRoutes(deps, gate));
  if (deps.slack.local) app.use(chatRoutes(deps, gate, deps.slack.local));
  app.use(notFound);
  app.use(failed);
  return {
    listener: app,
    async welcome(baseUrl, { workspaceId, slackUserId }) {
      const member = workspaceId ? await deps.roster.meet(workspaceId, slackUserId) : undefined;
      return member?.active ? gate.makeLink(baseUrl, member) : baseUrl;
    },
    async signInLink(baseUrl) {
      const admin = await firstAdmin(deps);
      return admin && gate.makeLink(baseUrl, admin);
    },
  };
}

/** Local mode is reached by either name of the loopback interface. */
function ownOrigins(publicUrl: string): string[] {
  const { origin, protocol, port } = new URL(publicUrl);
  return [origin, `${protocol}//localhost:${port}`, `${protocol}//127.0.0.1:${port}`];
}

/** Whether this process is alive, whether it can work, and what it has counted (PRODUCT H4). */
function operatorRoutes(deps: WebDeps): express.Router {
  const router = express.Router();
  router.get("/healthz", (_request, response) => {
    response.type("text/plain").send("ok\n");
  });
  router.get("/readyz", async (_request, response) => {
    const isUp = await deps.db.execute(sql`select 1`).then(
      () => true,
      () => false,
    );
    const isReady = isUp && !deps.isLost();
    response
      .status(isReady ? 200 : 503)
      .type("text/plain")
      .send(isReady ? "ready\n" : "not ready\n");
  });
  router.get("/metrics", (_request, response) => {
    response.type("text/plain; version=0.0.4; charset=utf-8").send(deps.metrics.render());
  });
  return router;
}

/** The admin that the printed link is for: in Slack the first owner that Slack names, if none was met yet. */
async function firstAdmin(deps: WebDeps) {
  try {
    const own = await deps.slack.connections.own();
    if (!own) return undefined;
    const { workspace, client } = own;
    const [known] = await listAdmins(deps.db, workspace.id);
    if (known) return known;
    const { members = [] } = await client.users.list({ limit: 200 });
    const owner =
      members.find((user) => user.is_owner && !user.deleted) ??
      members.find((user) => user.is_admin && !user.deleted);
    return owner?.id ? await deps.roster.meet(workspace.id, owner.id) : undefined;
  } catch (error) {
    deps.logger.warn({ error: messageOf(error) }, "no sign-in link: Slack did not tell who the admins are");
    return undefined;
  }
}
