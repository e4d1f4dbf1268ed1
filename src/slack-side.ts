import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "./config.ts";
import type { Db } from "./database/index.ts";
import { createLeanFetch, type Egress } from "./egress/index.ts";
import { type Clock, type Logger, messageOf, Secret } from "./kernel/index.ts";
import type { LocalWorkspace } from "./local/index.ts";
import { manifestFor } from "./manifest.ts";
import {
  type ClientSettings,
  createHttpReceiver,
  createInstalledConnections,
  createInstallPages,
  createSockets,
  createSoundFetch,
  createTokenConnections,
  type InstalledConnections,
  SLACK_EVENTS_PATH,
  type SlackApp,
  type SlackConnections,
  type Welcome,
} from "./slack/index.ts";
import type { Vault } from "./vault/index.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** The side of Chief that faces Slack, whichever Slack that is. */
export interface SlackSide {
  readonly connections: SlackConnections;
  readonly client: { readonly slackApiUrl?: string; readonly fetch: typeof fetch };
  /** The workspace that stands in for Slack, in local mode. */
  readonly local: LocalWorkspace | undefined;
  /** Answers a request that Slack sent; false when it is none of Slack's. */
  takes(request: IncomingMessage, response: ServerResponse): boolean;
  /** Begins to hear Slack. `welcome` says where the browser goes that installed Chief. */
  start(app: SlackApp, welcome: Welcome): Promise<void>;
  /** Where workspaces install Chief themselves. */
  readonly installs?: InstalledConnections | undefined;
  /** Connects the sample APIs of local mode. */
  connectSamples?(deps: { db: Db; vault: Vault; egress: Egress; clock: Clock }): Promise<void>;
  /** Takes nothing more from Slack; what Chief says still goes out. */
  stopHearing(): Promise<void>;
  close(): Promise<void>;
}

export interface SlackSideDeps {
  readonly config: Config;
  readonly db: Db;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens what the configuration asks for: the local workspace, Socket Mode, or signed HTTP. */
export async function openSlackSide(deps: SlackSideDeps): Promise<SlackSide> {
  if (deps.config.slack.mode !== "local") return openRemote(deps);
  // Loaded only here: beside a real Slack it would just be in memory.
  const { openLocalSide } = await import("./local-side.ts");
  return openLocalSide(deps);
}

function openRemote(deps: SlackSideDeps): SlackSide {
  const { config, logger } = deps;
  const { slack } = config;
  if (slack.mode === "local") throw new TypeError("local mode has its own side");
  const client = {
    fetch: createSoundFetch({ fetch: createLeanFetch({ connectTimeoutMs: CONNECT_TIMEOUT_MS }) }),
    ...(slack.apiUrl ? { slackApiUrl: slack.apiUrl } : {}),
  };
  const { over } = slack;
  const http =
    over.kind === "http" ? createHttpReceiver({ signingSecret: over.signingSecret, logger }) : undefined;
  const sockets =
    over.kind === "socket" ? createSockets({ appToken: over.appToken, logger, ...client }) : undefined;
  const installs = slack.mode === "install" ? openInstalls(deps, slack, client) : undefined;
  const connections =
    installs?.connections ??
    createTokenConnections({
      db: deps.db,
      kind: "slack",
      token: slack.mode === "token" ? slack.botToken : new Secret(""),
      ...client,
    });
  let welcome: Welcome = async () => config.publicUrl;
  return {
    connections,
    client,
    local: undefined,
    installs: installs?.connections,
    takes(request, response) {
      if (installs?.pages.takes(request, response, (installed) => welcome(installed))) return true;
      if (!http || request.url?.split("?")[0] !== SLACK_EVENTS_PATH) return false;
      http.requestListener(request, response);
      return true;
    },
    async start(app, greet) {
      welcome = greet;
      if (http) app.attach(http);
      await connections.own();
      installs?.start();
      await sockets?.start((receiver) => app.listenTo(receiver));
    },
    async stopHearing() {
      installs?.stop();
      await sockets?.stop();
    },
    close: async () => undefined,
  };
}

const RENEW_EVERY_MS = 60_000;

/** What lets workspaces install Chief, and keeps their tokens alive. */
function openInstalls(
  { config, db, vault, clock, logger }: SlackSideDeps,
  slack: Extract<Config["slack"], { mode: "install" }>,
  client: ClientSettings,
) {
  const slackClient = { id: slack.clientId, secret: slack.clientSecret };
  const deps = { db, vault, clock, logger, slackClient, client };
  const connections = createInstalledConnections(deps);
  const pages = createInstallPages({
    ...deps,
    connections,
    publicUrl: config.publicUrl,
    scopes: manifestFor({}).oauth_config.scopes.bot,
    allowedTeams: slack.allowedTeams,
  });
  const renew = () =>
    void connections.renewals
      .renewDue()
      .catch((error) => logger.error({ error: messageOf(error) }, "Slack tokens could not be looked at"));
  let timer: NodeJS.Timeout | undefined;
  return {
    connections,
    pages,
    start() {
      renew();
      timer = setInterval(renew, RENEW_EVERY_MS);
    },
    stop: () => clearInterval(timer),
  };
}
